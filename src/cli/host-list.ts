// The hosts that are to push to a store: one a line, `#` begins a remark.

import { systemErrorReason, UserError } from "../base/errors.ts";
import { readSmallFile, UnfitFile } from "../base/small-file.ts";

/** A hundred thousand long names. */
const MAX_BYTES = 8 << 20;

export async function readHostList(path: string): Promise<string[]> {
  const { text } = await readSmallFile(path, MAX_BYTES, true).catch((error: unknown) => {
    const problem = error instanceof UnfitFile ? error.message : systemErrorReason(error);
    throw new UserError({
      option: "hosts",
      value: path,
      problem,
      nextStep: "name a file with one host per line",
    });
  });
  const hosts = new Set(text.split("\n").map((line) => line.replace(/#.*/s, "").trim().toLowerCase()));
  hosts.delete("");
  if (hosts.size > 0) return [...hosts];
  throw new UserError({
    option: "hosts",
    value: path,
    problem: "names no host",
    nextStep: "write one host per line",
  });
}
