// What the command line asks of a check: what was typed becomes targets and lists of them.

import { stat } from "node:fs/promises";
import { parseCheckTarget } from "../base/standards/check-target.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import { ensureConsistent } from "./conflicts.ts";
import type { TypedOptions } from "./options/index.ts";
import type { CheckRequest } from "./requests.ts";
import { parseWait, waitAndOperands } from "./wait.ts";

type Settings = Omit<
  CheckRequest,
  "command" | "targets" | "lists" | "standardInput" | "from" | "waitMilliseconds"
>;

export async function checkRequest(
  operands: string[],
  typed: TypedOptions,
  settings: Settings,
): Promise<CheckRequest> {
  ensureConsistent("check", typed);
  const { wait, words } = await waitAndOperands(typed.wait, operands, isOperand);
  const { targets, lists } = await sorted(words.filter((word) => word !== STDIN));
  const isStdinNamed = typed.input === STDIN || words.includes(STDIN);
  if (typed.input !== undefined && typed.input !== STDIN) lists.push(typed.input);
  const isNothingNamed = targets.length === 0 && lists.length === 0;
  return {
    command: "check",
    targets,
    lists,
    standardInput: isStdinNamed ? "yes" : isNothingNamed ? "if piped" : "no",
    from: typed.from ?? null,
    waitMilliseconds: wait === undefined ? null : parseWait(wait),
    ...settings,
  };
}

const STDIN = "-";

// ---------------------------------------------------------------- operands

/** A word that is a file is a list; `example.com.` never is. */
async function sorted(words: readonly string[]): Promise<Pick<CheckRequest, "targets" | "lists">> {
  const targets = new Set<string>();
  const lists = new Set<string>();
  for (const word of words) {
    const ip = canonicalIp(word);
    if (ip !== null) targets.add(ip);
    else if (await isFile(word)) lists.add(word);
    else targets.add(word);
  }
  return { targets: [...targets], lists: [...lists] };
}

/** Also a path that leads to no file: it is read, and the reason is told. */
async function isFile(word: string): Promise<boolean> {
  const kind = parseCheckTarget(word).kind;
  if (kind === "addresses") return false;
  if (await stat(word).catch(() => null)) return true;
  return kind === "mistake" && /^[./~]|[/\\]/.test(word) && !/^[\da-f.:]+\/\d+$/i.test(word);
}

/** What may stand where the time of `--wait` does. */
async function isOperand(word: string): Promise<boolean> {
  return word === STDIN || parseCheckTarget(word).kind !== "mistake" || (await isFile(word));
}
