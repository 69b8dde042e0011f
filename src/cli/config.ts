// The command line, completed by the configuration file. What the user typed wins over what the file says.

import { UserError } from "../base/errors.ts";
import { ensureNotRead } from "../base/replaced-output.ts";
import { formatOfFile, formats, type FormatName } from "../report/formats.ts";
import { findFile, readValues, type FileValues } from "./config-file.ts";
import type { Surroundings } from "./config-places.ts";
import { displacedBy } from "./conflicts.ts";
import { commandOptions, namesOf, options, type OptionName, type TypedOptions } from "./options/index.ts";
import { storeReportOptions } from "./options/store.ts";
import type { Invocation } from "./program.ts";
import { formatOf, STDOUT } from "./read-outputs.ts";

export interface Configured {
  operands: string[];
  typed: TypedOptions;
  /** The file that was read, with the keys that it has. */
  file: { name: string; isNamed: boolean; keys: string[]; values: FileValues } | null;
  /** Adds the file's name to a mistake in one of its values. */
  withFile: (error: unknown) => unknown;
}

export async function configure(invocation: Invocation, where: Surroundings): Promise<Configured> {
  const { command, operands, typed } = invocation;
  const file = await findFile(typed.config, where);
  if (file === null) return { operands, typed, file: null, withFile: (error) => error };
  const read = readValues(file);
  const { paths = [], ...values } = read;
  const fileOptions = relevantOptions(values, invocation);
  // `--from` without a URL means the file's store.
  const { store, ...others } = typed;
  const winning: TypedOptions = store === "" && fileOptions.store !== undefined ? others : typed;
  const both = { ...fileOptions, ...winning };
  for (const path of both.output ?? []) await ensureNotRead(path, [file.name]);
  const isReader = command === "watch" || (command === "analyze" && store === undefined);
  const readsPaths = isReader && operands.length === 0;
  const fromFile = new Set<string>(namesOf(fileOptions).filter((name) => winning[name] === undefined));
  return {
    operands: readsPaths ? paths : operands,
    typed: both,
    file: { name: file.name, isNamed: file.isNamed, keys: Object.keys(read), values: read },
    withFile: (error) => withFile(error, file.name, fromFile),
  };
}

/** The options of the file that concern the command and do not contradict what was typed. */
function relevantOptions(values: FileValues, { command, operands, typed }: Invocation): TypedOptions {
  const own = commandOptions[command].filter((name) => options[name].fromFile?.includes(command) ?? true);
  const displaced = displacedBy(typed);
  if (typed.format !== undefined) displaced.add("output");
  if (endingsSayAll(typed.output)) displaced.add("format");
  if (operands.length > 0) displaced.add("input");
  // Only the command line turns a report of logs into one of a store.
  if (command === "analyze" && typed.store === undefined)
    for (const name of namesOf(storeReportOptions)) displaced.add(name);
  const relevant = only(
    values,
    own.filter((name) => !displaced.has(name)),
  );
  if (command === "store" && values.store !== undefined) relevant.to = values.store;
  const asked = formatsAsked({ ...relevant, ...typed });
  const unshown = [
    ...(asked.includes("mail") ? [] : (["mailTo", "mailFrom"] as const)),
    ...(asked.some((name) => formats[name].comparison) ? [] : (["compare"] as const)),
  ];
  return only(
    relevant,
    namesOf(relevant).filter((name) => !unshown.some((one) => one === name)),
  );
}

function endingsSayAll(outputs: readonly string[] = []): boolean {
  return outputs.length > 0 && outputs.every((path) => formatOfFile(path) !== undefined);
}

/** What no output shows needs no word of the file's: it is for the reports that do. */
function formatsAsked({ format, output = [] }: TypedOptions): FormatName[] {
  const isOnly = output.length <= 1;
  const paths = output.length === 0 ? [STDOUT] : output;
  return paths.map((path) => formatOf(path, format, isOnly) ?? "table");
}

function only(values: TypedOptions, names: readonly OptionName[]): TypedOptions {
  return Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
}

function withFile(error: unknown, file: string, fromFile: ReadonlySet<string>): unknown {
  if (!(error instanceof UserError)) return error;
  const { option } = error.mistake;
  if (option === undefined || !fromFile.has(option)) return error;
  // The key `store` is the option `to` of `whybounce store`.
  return new UserError({ ...error.mistake, option: option === "to" ? "store" : option, file });
}
