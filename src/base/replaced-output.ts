// A report must not replace what it is made from, under whatever name the file is given.

import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { shownName, UserError } from "./errors.ts";

/** The report would replace what it is made from. */
export class OutputIsRead extends UserError {}

/** Throws OutputIsRead for an input, known by its identity, that the report would replace. */
export type RefuseOutput = (input: string, identity: string | null) => void;

export async function refuserOf(output: string | null): Promise<RefuseOutput> {
  const replaced = output === null ? null : await identityOf(output);
  return (input, identity) => {
    if (output !== null && replaced !== null && identity === replaced) throw outputIsRead(output, input);
  };
}

/** Which file a report would replace, whatever its name; null where there is none, or one that is only written to. */
async function identityOf(path: string): Promise<string | null> {
  const existing = await statOf(path);
  return existing?.isFile() === true ? `${existing.dev}:${existing.ino}` : null;
}

/** Throws a UserError when the report would replace one of the files that are read. */
export async function ensureNotRead(path: string, files: readonly string[]): Promise<void> {
  const refuse = await refuserOf(path);
  for (const [at, identity] of (await Promise.all(files.map(identityOf))).entries())
    refuse(files[at] ?? "", identity);
}

function outputIsRead(path: string, input: string): UserError {
  const also = input === path ? "" : `, as ${shownName(input)}`;
  return new OutputIsRead({
    option: "output",
    value: shownName(path),
    problem: `is one of the files that are read${also}`,
    nextStep: "name another file",
  });
}

export async function statOf(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}
