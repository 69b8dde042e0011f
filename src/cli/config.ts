// The configuration file: the options of the command line, from JSON. What a key may hold comes from the options
// themselves. What the command line says wins, and it sets aside what would contradict it.

import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { InvalidArgumentError, type Option } from "commander";
import { checkOptions, inputOptions, LISTS, NUMBERS, sharedOptions, storeOptions } from "./options.ts";
import { systemErrorReason, UserError, type Mistake, type OptionMention } from "../base/errors.ts";
import { nearest } from "../base/words/nearest.ts";
import { ensureNotRead } from "../base/replaced-output.ts";
import type { Invocation, RawOptions } from "./program.ts";
import { formatNames, formatOfFile } from "../report/formats.ts";
import { readSmallFile, type SmallFile } from "../base/small-file.ts";

/** Read when it is in the current directory and the command line names no other. */
export const CONFIGURATION_FILE = "whybounce.config.json";

/** Where the file is looked for, and for whom. */
export interface Surroundings {
  directory?: string;
  /** A file that was not named is taken from this user and from root only. */
  userId?: number | undefined;
}

export interface Configured {
  operands: string[];
  raw: RawOptions;
  /** Gives a mistake in a value of the file the file's name. */
  blame: (error: unknown) => unknown;
}

/** The command line, completed by the file. */
export async function configure(invocation: Invocation, where: Surroundings): Promise<Configured> {
  const { operands, raw: said } = invocation;
  const file = await findFile(said.config, where);
  if (file === null) return { operands, raw: said, blame: (error) => error };
  const { paths = [], ...values } = readValues(file);
  const given = relevant(values, invocation);
  const raw = said.store === "" && given.store !== undefined ? without(said, new Set(["store"])) : said;
  const readsPaths = invocation.command === "analyse" && said.store === undefined;
  const { output } = { ...given, ...raw };
  if (output !== undefined) await ensureNotRead(output, [file.name]);
  return {
    operands: readsPaths && operands.length === 0 ? paths : operands,
    raw: { ...given, ...raw },
    blame: (error) => blame(error, file.name, Object.keys(without(given, new Set(Object.keys(raw))))),
  };
}

// ---------------------------------------------------------------- the keys

export interface ConfigurationKey {
  name: string;
  type: "boolean" | "string" | "integer" | "list";
  description: string;
  choices?: readonly string[] | undefined;
  range?: { minimum: number; maximum: number } | undefined;
  parse?: Option["parseArg"];
}

const pathsKey: ConfigurationKey = {
  name: "paths",
  type: "list",
  description: "files, directories and globs to read when the command line names none",
};

/** `from` is the sender's domain of `check`, and a report must not change its source for a line in a file. */
const storeKey: ConfigurationKey = {
  name: "store",
  type: "string",
  description: "URL of the store: of store init and store push without --to, of reports with --from alone",
};

/** One for each long option of a report and of `check`; `--no-dns` is `"dns": false`. */
export function configurationKeys(): ConfigurationKey[] {
  const options = [...inputOptions(), ...sharedOptions(formatNames), ...storeOptions(), ...checkOptions()];
  const keys = new Map<string, ConfigurationKey>([[pathsKey.name, pathsKey]]);
  for (const option of options.filter((one) => one.attributeName() !== "config")) {
    const key = option.attributeName() === storeKey.name ? storeKey : keyOf(option);
    const first = keys.get(key.name);
    keys.set(key.name, first ? { ...first, description: `${first.description}; ${key.description}` } : key);
  }
  return [...keys.values()];
}

function keyOf(option: Option): ConfigurationKey {
  const description = option.negate ? `false: ${option.description}` : option.description;
  const name = option.attributeName();
  const { argChoices: choices, parseArg: parse } = option;
  return { name, type: typeOf(option), description, choices, range: NUMBERS.get(name), parse };
}

function typeOf(option: Option): ConfigurationKey["type"] {
  const name = option.attributeName();
  if (option.negate || option.isBoolean()) return "boolean";
  if (LISTS.has(name)) return "list";
  return NUMBERS.has(name) ? "integer" : "string";
}

// ---------------------------------------------------------------- the file

interface ConfigurationText {
  name: string;
  text: string;
}

async function findFile(
  named: string | false | undefined,
  where: Surroundings,
): Promise<ConfigurationText | null> {
  if (named === false) return null;
  if (named !== undefined)
    return { name: named, text: (await readWhole(named, { option: "config", value: named })).text };
  const path = join(where.directory ?? ".", CONFIGURATION_FILE);
  const link = await lstat(path).catch(() => null);
  if (link === null) return null;
  // Whoever made a link chose the file: its owner counts as well.
  ensureOwn(path, link, where);
  const { text, stats } = await readWhole(path, { thing: path });
  ensureOwn(path, stats, where);
  return { name: path, text };
}

function ensureOwn(path: string, { uid }: Stats, { userId }: Surroundings): void {
  if (userId === undefined || [0, userId].includes(uid)) return;
  throw new UserError({
    problem: `${path} belongs to another user`,
    nextStep: ["add ", { option: "config", value: path }, " to use it, or ", withoutFile, " to pass it over"],
  });
}

const withoutFile: OptionMention = { option: "config", isOff: true };

/** A thousand times what all keys take. */
const MAX_LENGTH = 1 << 20;

async function readWhole(path: string, place: Mistake): Promise<SmallFile> {
  try {
    return await readSmallFile(path, MAX_LENGTH);
  } catch (error) {
    throw new UserError({
      ...place,
      problem: systemErrorReason(error),
      nextStep: ["name a file of JSON, or say ", withoutFile],
    });
  }
}

type Values = RawOptions & { paths?: string[] };

function readValues({ name, text }: ConfigurationText): Values {
  const keys = new Map(configurationKeys().map((key) => [key.name, key]));
  const values = Object.entries(readObject(name, text)).filter(([key]) => key !== "$schema");
  return Object.fromEntries(
    values.map(([keyName, value]) => {
      const key = keys.get(keyName);
      if (key === undefined) throw new UserError(`${name}: ${unknownKey(keyName, [...keys.keys()])}`);
      return [keyName, valueOf(key, value, `${name}: ${keyName}`)];
    }),
  );
}

function readObject(name: string, text: string): object {
  const value = parseJson(name, text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UserError(`${name}: expected an object such as {"week": "last"}, found ${kindOf(value)}`);
}

/** A file that is no configuration may hold anything: nothing of it is shown. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UserError({
      thing: name,
      problem: `no valid JSON${placeIn(text, error)}`,
      nextStep: ["correct it, or say ", withoutFile],
    });
  }
}

/** Of the parser's words only the number: they quote the file. */
function placeIn(text: string, error: unknown): string {
  const position = /at position (\d+)/.exec((error as Error).message)?.[1];
  if (position === undefined) return "";
  const before = text.slice(0, Number(position)).split("\n");
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

const ofInit = "say it on the command line, with store init: it is needed once";
/** Options that are no keys. */
const notKeys = new Map([
  ["to", 'write "store"'],
  ["cluster", ofInit],
  ["thisServerOnly", ofInit],
  ["ttl", ofInit],
]);

function unknownKey(asked: string, known: string[]): string {
  const camel = asked.replaceAll(/-+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/^-+/, "");
  const denied = camel.replace(/^no(?=[A-Z])/, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  const instead = notKeys.get(camel);
  if (instead !== undefined) return `unknown key ${asked}; ${instead}`;
  if (denied !== camel && known.includes(denied)) return `unknown key ${asked}; write "${denied}": false`;
  const [near] = nearest(camel, known);
  if (!/^[\w-]{1,40}$/.test(asked)) return `a key that is none; the keys are ${known.join(", ")}`;
  const hint = near === undefined ? `the keys are ${known.join(", ")}` : `did you mean ${near}?`;
  return `unknown key ${asked}; ${hint}`;
}

// ---------------------------------------------------------------- values

/** `place` names the file and the key. */
function valueOf(key: ConfigurationKey, value: unknown, place: string): unknown {
  if (key.type !== "list") return scalar(key, value, place);
  if (!Array.isArray(value)) throw wrongType(key, value, place);
  const items: unknown[] = value.map((item) => scalar({ ...key, type: "string" }, item, place));
  return key.parse === undefined ? items : items.flat();
}

const isOfType: Record<ConfigurationKey["type"], (value: unknown) => boolean> = {
  boolean: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  list: Array.isArray,
};

function scalar(key: ConfigurationKey, value: unknown, place: string): unknown {
  if (!isOfType[key.type](value)) throw wrongType(key, value, place);
  if (key.parse === undefined) return value;
  try {
    return key.parse(String(value), undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UserError(`${place}: ${shown(value)} is invalid; ${asNextStep(error.message, key)}`);
  }
}

function asNextStep(message: string, { choices }: ConfigurationKey): string {
  if (choices !== undefined) return `write one of ${choices.join(", ")}`;
  return message.replace(/\.$/, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

const typeNames: Record<ConfigurationKey["type"], string> = {
  boolean: "true or false",
  string: "a string",
  integer: "a whole number",
  list: "a list of strings",
};

function wrongType({ type }: ConfigurationKey, value: unknown, place: string): UserError {
  return new UserError(`${place}: expected ${typeNames[type]}, found ${shown(value)}`);
}

const MAX_SHOWN = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

// ---------------------------------------------------------------- file and command line

const ofReports = ["since", "until", "week", "compare", "dns", "format", "output"];
const ofStores = ["store", "recordDns", "storePasswordFile"];

/** A command takes from the file what is its own; where `check` writes to is said on the command line only. */
const foreign: Record<string, readonly string[]> = {
  analyse: ["input", "helo", "from", "wait"],
  check: [...ofReports, "timezone", ...ofStores],
  // What is stored must not depend on the period that a report is usually about.
  store: [...ofReports, "store", "recordDns", "input", "helo", "from", "wait"],
};

/** What of the file does not go with a word of the command line. */
const setAside: Record<string, readonly string[]> = {
  since: ["week"],
  until: ["week"],
  week: ["since", "until"],
  format: ["output"],
  dns: ["exitCode", "recordDns"],
  exitCode: ["dns"],
  recordDns: ["dns"],
};

function relevant(values: RawOptions, { command, operands, raw }: Invocation): RawOptions {
  const left = new Set(foreign[command]);
  for (const name of Object.keys(raw)) for (const other of setAside[name] ?? []) left.add(other);
  if (formatOfFile(raw.output ?? "") !== undefined) left.add("format");
  if (operands.length > 0) left.add("input");
  // Only the command line turns a report of logs into one of a store.
  if (raw.store === undefined) for (const name of ofStores) if (command === "analyse") left.add(name);
  const kept = without(values, left);
  if (command === "store" && values.store !== undefined) kept.to = values.store;
  const { format, output = "" } = { ...kept, ...raw };
  return (format ?? formatOfFile(output)) === "mail" ? kept : without(kept, new Set(["mailTo", "mailFrom"]));
}

function without(values: RawOptions, names: ReadonlySet<string>): RawOptions {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
}

function blame(error: unknown, file: string, given: string[]): unknown {
  if (!(error instanceof UserError)) return error;
  const { option } = error.mistake;
  if (option === undefined || !given.includes(option)) return error;
  // The key store is `to` of `whybounce store`.
  return new UserError({ ...error.mistake, option: option === "to" ? storeKey.name : option, file });
}
