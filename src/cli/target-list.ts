// A list of what to check: an address, a range or a name on each line, `#` begins a remark. A line that is none of these
// is reported with its number and left out; the rest is checked.

import { createReadStream } from "node:fs";
import { quoted, shownName, systemErrorReason, UserError } from "../base/errors.ts";
import { count } from "../base/words/quantities.ts";
import { parseCheckTarget } from "../base/standards/check-target.ts";

export interface TargetList {
  /** In the order of the list, each once. */
  targets: string[];
  /** What was wrong, ready to be printed after `whybounce: `. */
  problems: string[];
}

export interface ListSource {
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** Ten times what the largest senders have; each costs several questions to other people's servers. */
const MAX_TARGETS = 100_000;
/** A mail log named here by mistake must not bring a million lines of complaint. */
const MAX_PROBLEMS = 20;
/** Longer than any name with a remark; a file without line ends must not fill the memory. */
const MAX_LINE = 1000;

/** Those of the command line, those in files and those on standard input, each once. */
export async function readTargetLists(
  targets: readonly string[],
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<TargetList> {
  const lists: TargetList[] = [{ targets: [...targets], problems: [] }];
  for (const path of paths) lists.push(await readOne({ name: path, bytes: createReadStream(path) }));
  if (stdin !== null) lists.push(await readOne({ name: "standard input", bytes: stdin }));
  return {
    targets: [...new Set(lists.flatMap((list) => list.targets))],
    problems: lists.flatMap(({ problems }) => problems),
  };
}

/** A list that cannot be read stops no other. */
async function readOne(source: ListSource): Promise<TargetList> {
  try {
    return await readTargetList(source);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { targets: [], problems: [error.message] };
  }
}

export async function readTargetList({ name, bytes }: ListSource): Promise<TargetList> {
  const targets = new Set<string>();
  const problems: string[] = [];
  const shown = shownName(name);
  let wrong = 0;
  for await (const { text, number } of linesOf(name, bytes)) {
    const word = text.replace(/#.*/s, "").trim();
    if (word === "") continue;
    const target = parseCheckTarget(word);
    if (target.kind === "addresses" && target.ips.length === 1) addTo(targets, target.ips[0] ?? "", name);
    else if (target.kind !== "mistake") addTo(targets, target.text, name);
    else if ((wrong += 1) <= MAX_PROBLEMS)
      problems.push(`${shown} line ${number}: ${quoted(target.text)}: ${target.problem}; ${target.nextStep}`);
  }
  if (wrong > MAX_PROBLEMS)
    problems.push(
      `${shown}: ${count(wrong - MAX_PROBLEMS, "more line holds", "more lines hold")} no address`,
    );
  if (targets.size === 0) problems.push(`${shown}: no address in it; write one per line`);
  return { targets: [...targets], problems };
}

function addTo(targets: Set<string>, target: string, name: string): void {
  targets.add(target);
  if (targets.size > MAX_TARGETS)
    throw new UserError(`${name}: more than ${MAX_TARGETS} addresses; split the list`);
}

interface NumberedLine {
  text: string;
  number: number;
}

async function* linesOf(name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  const decoder = new TextDecoder();
  let rest = "";
  let number = 0;
  try {
    for await (const chunk of bytes) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
      rest = (lines.pop() ?? "").slice(0, MAX_LINE);
      for (const text of lines) yield { text: text.slice(0, MAX_LINE), number: (number += 1) };
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name}: ${systemErrorReason(error)}`);
  }
  if (rest !== "") yield { text: rest, number: number + 1 };
}
