// A report must not replace what it is made from, under whatever name the file is given.

import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { shownName, UserError } from "./errors.ts";

/** The report would replace what it is made from. */
export class OutputIsRead extends UserError {}

/** The files that reports will be written to. */
export interface WatchedOutputs {
  paths: readonly string[];
  /** Called with one that must not be written; what it throws ends the reading. */
  refused: (path: string, mistake: UserError) => void;
}

/** Refuses the output that would replace an input, known by its identity. */
export type RefuseOutput = (input: string, identity: string | null) => void;

export async function refuserOf(outputs: WatchedOutputs | null): Promise<RefuseOutput> {
  const watched = new Map<string, string[]>();
  for (const path of outputs?.paths ?? []) {
    const identity = await identityOf(path);
    if (identity !== null) watched.set(identity, [...(watched.get(identity) ?? []), path]);
  }
  return (input, identity) => {
    if (identity === null) return;
    for (const path of watched.get(identity) ?? []) outputs?.refused(path, outputIsRead(path, input));
    watched.delete(identity);
  };
}

/** Which file a report would replace, whatever its name; null where there is none, or one that is only written to. */
async function identityOf(path: string): Promise<string | null> {
  const existing = await statOf(path);
  return existing?.isFile() === true ? `${existing.dev}:${existing.ino}` : null;
}

/** Throws a UserError when the report would replace one of the files that are read. */
export async function ensureNotRead(path: string, files: readonly string[]): Promise<void> {
  const refuse = await refuserOf({ paths: [path], refused: endReading });
  for (const [at, identity] of (await Promise.all(files.map(identityOf))).entries())
    refuse(files[at] ?? "", identity);
}

/** For one output, which is all that the run is for. */
export function endReading(_path: string, mistake: UserError): never {
  throw mistake;
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
