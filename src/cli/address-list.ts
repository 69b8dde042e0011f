// A list of addresses to check: one on each line, `#` begins a remark. A line that is no address is reported
// with its number and left out; the rest is checked.

import { createReadStream } from "node:fs";
import { quoted, systemErrorReason, UserError } from "../base/errors.ts";
import { canonicalIp } from "../base/standards/ip.ts";

export interface AddressList {
  /** In the order of the list, each once. */
  ips: string[];
  /** What was wrong, ready to be printed after `whybounce: `. */
  problems: string[];
}

export interface ListSource {
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** Ten times what the largest senders have; each costs several questions to other people's servers. */
const MAX_ADDRESSES = 100_000;
/** A mail log named here by mistake must not bring a million lines of complaint. */
const MAX_PROBLEMS = 20;
/** Longer than any address with a remark; a file without line ends must not fill the memory. */
const MAX_LINE = 1000;
/** Characters of a wrong line that its warning quotes. */
const MAX_EXCERPT = 60;

/** The addresses of the command line, those in a file and those on standard input, each once. */
export async function readAddressLists(
  ips: string[],
  path: string | null,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<AddressList> {
  const none: AddressList = { ips: [], problems: [] };
  const file = path === null ? none : await readAddressList({ name: path, bytes: createReadStream(path) });
  const piped = stdin === null ? none : await readAddressList({ name: "standard input", bytes: stdin });
  return {
    ips: [...new Set([...ips, ...file.ips, ...piped.ips])],
    problems: [...file.problems, ...piped.problems],
  };
}

export async function readAddressList({ name, bytes }: ListSource): Promise<AddressList> {
  const ips = new Set<string>();
  const problems: string[] = [];
  let wrong = 0;
  for await (const { text, number } of linesOf(name, bytes)) {
    const word = text.replace(/#.*/s, "").trim();
    const ip = canonicalIp(word);
    if (ip !== null) addTo(ips, ip, name);
    else if (word !== "" && (wrong += 1) <= MAX_PROBLEMS) problems.push(problem(name, number, word));
  }
  if (wrong > MAX_PROBLEMS) problems.push(`${name}: ${wrong - MAX_PROBLEMS} more lines are no address`);
  if (ips.size === 0) problems.push(`${name}: no address in it; write one on each line`);
  return { ips: [...ips], problems };
}

function addTo(ips: Set<string>, ip: string, name: string): void {
  ips.add(ip);
  if (ips.size > MAX_ADDRESSES)
    throw new UserError(`${name}: more than ${MAX_ADDRESSES} addresses; split the list`);
}

function problem(name: string, number: number, word: string): string {
  const excerpt = word.length > MAX_EXCERPT ? `${word.slice(0, MAX_EXCERPT)}...` : word;
  return `${name} line ${number}: ${quoted(excerpt)} is not an IP address; write one such as 203.0.113.5 or 2001:db8::25`;
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
