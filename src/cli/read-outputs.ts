// Where the report goes, and in which format: what `--output` and `--format` mean together.

import { UserError } from "../base/errors.ts";
import { formatOfFile, formats, type FormatName } from "../report/formats.ts";
import type { TypedOptions } from "./options/index.ts";
import type { OutputRequest } from "./requests.ts";

export const STDOUT = "-";

export interface ReadOutputs {
  outputs: OutputRequest[];
  mistakes: UserError[];
}

/** What is wrong with one output is no reason to leave out the others; with the only one, it is thrown. */
export function readOutputs(
  { output = [], format }: Pick<TypedOptions, "output" | "format">,
  offered: readonly FormatName[],
  command: string,
): ReadOutputs {
  if (format !== undefined && !offered.includes(format))
    throw new UserError(`${command} has no format ${format}; it has ${offered.join(", ")}`);
  const paths = output.length === 0 ? [STDOUT] : output;
  const isOnly = paths.length === 1;
  const read: ReadOutputs = { outputs: [], mistakes: [] };
  for (const path of paths) {
    const chosen = formatOf(path, format, isOnly) ?? (hasEnding(path) ? null : "table");
    if (path === "") read.mistakes.push(emptyName());
    else if (chosen === null || !offered.includes(chosen)) read.mistakes.push(unknownEnding(path, offered));
    else read.outputs.push({ path: path === STDOUT ? null : path, format: chosen });
  }
  if (isOnly && read.mistakes[0]) throw read.mistakes[0];
  return read;
}

/**
 * The format of one output, null where neither the option nor the ending says it. The option means the only output,
 * whatever it is called; of several it means those whose ending says nothing, and `.txt` fits any text.
 */
export function formatOf(path: string, format: FormatName | undefined, isOnly: boolean): FormatName | null {
  const ending = path === STDOUT ? undefined : formatOfFile(path);
  if (format !== undefined && (isOnly || ending === undefined || ending === "table")) return format;
  return ending ?? null;
}

function hasEnding(path: string): boolean {
  return /[^/\\][.][^/\\]+$/.test(path);
}

function emptyName(): UserError {
  return new UserError({ option: "output", predicate: "is empty", nextStep: "write the name of a file" });
}

function unknownEnding(path: string, offered: readonly FormatName[]): UserError {
  const endings = offered.flatMap((name) => formats[name].endings).join(", ");
  return new UserError({
    option: "output",
    value: path,
    problem: "its ending names no format",
    nextStep: [`use ${endings}, or say `, { option: "format" }],
  });
}
