// The configuration file: where it is, and what it says. A key is an option, and may hold what the option may.

import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { shownName, systemErrorReason, UserError, type Mistake, type OptionMention } from "../base/errors.ts";
import { readSmallFile, type SmallFile } from "../base/small-file.ts";
import { nearest } from "../base/words/nearest.ts";
import { configurationPlaces, type Surroundings } from "./config-places.ts";
import { expectedValue, readValue, type OptionDefinition, type OptionValue } from "./options/definition.ts";
import { optionNames, options, type OptionName, type TypedOptions } from "./options/index.ts";

// ---------------------------------------------------------------- the file

export interface ConfigurationText {
  name: string;
  text: string;
  /** True when the command line names it. */
  isNamed: boolean;
}

export async function findFile(
  named: string | false | undefined,
  where: Surroundings,
): Promise<ConfigurationText | null> {
  if (named === false) return null;
  if (named !== undefined)
    return {
      name: named,
      text: (await readWhole(named, { option: "config", value: named })).text,
      isNamed: true,
    };
  for (const path of configurationPlaces(where)) {
    const link = await lstat(path).catch(() => null);
    if (link !== null) return readFound(path, link, where);
  }
  return null;
}

async function readFound(path: string, link: Stats, where: Surroundings): Promise<ConfigurationText> {
  // The maker of a link chose the file: the owner of the link counts as well.
  ensureOwn(path, link, where);
  const { text, stats } = await readWhole(path, { thing: path });
  ensureOwn(path, stats, where);
  return { name: path, text, isNamed: false };
}

function ensureOwn(path: string, { uid }: Stats, { userId }: Surroundings): void {
  if (userId === undefined || [0, userId].includes(uid)) return;
  throw new UserError({
    problem: `${path} belongs to another user`,
    nextStep: ["add ", { option: "config", value: path }, " to use it, or ", withoutFile, " to pass it over"],
  });
}

const withoutFile: OptionMention = { option: "config", isOff: true };

/** 1 MiB: a thousand times what all keys take. */
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

/** The values of a file, by its keys. */
export type FileValues = TypedOptions & { paths?: string[] };

export function readValues({ name: path, text }: ConfigurationText): FileValues {
  const name = shownName(path);
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

/** A file that is no configuration may hold a secret: nothing in it is shown. */
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

/** The parser's message quotes the file: only the position is taken from it. */
function placeIn(text: string, error: unknown): string {
  const position = /at position (\d+)/.exec((error as Error).message)?.[1];
  if (position === undefined) return "";
  const before = text.slice(0, Number(position)).split("\n");
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function unknownKey(key: string, known: string[]): string {
  const camel = key.replaceAll(/-+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/^-+/, "");
  const denied = camel.replace(/^no(?=[A-Z])/, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  const instead = options[camel as OptionName]?.noKey ?? "";
  if (instead !== "") return `unknown key ${key}; ${instead}`;
  if (denied !== camel && known.includes(denied)) return `unknown key ${key}; write "${denied}": false`;
  const [near] = nearest(camel, known);
  if (!/^[\w-]{1,40}$/.test(key)) return `no such key; the keys are ${known.join(", ")}`;
  const hint = near === undefined ? `the keys are ${known.join(", ")}` : `did you mean ${near}?`;
  return `unknown key ${key}; ${hint}`;
}

// ---------------------------------------------------------------- values

/** `place` names the file and the key. */
function valueOf(key: ConfigurationKey, value: unknown, place: string): unknown {
  if (key.type !== "list") return scalar(key, value, place);
  if (key.mayBeOne && typeof value === "string") return [scalar({ ...key, type: "string" }, value, place)];
  if (!Array.isArray(value)) throw wrongType(key, value, place);
  return value.map((item: unknown) => scalar({ ...key, type: "string" }, item, place));
}

const isOfType: Record<ConfigurationKey["type"], (value: unknown) => boolean> = {
  boolean: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  list: Array.isArray,
};

function scalar(key: ConfigurationKey, value: unknown, place: string): unknown {
  if (!isOfType[key.type](value)) throw wrongType(key, value, place);
  if (key.value === null) return value;
  const read = readValue(key.value, String(value));
  if (read !== null) return read;
  throw new UserError({
    thing: place,
    problem: `${excerpt(value)} is invalid`,
    nextStep: expectedValue(key.value),
  });
}

const typeNames: Record<ConfigurationKey["type"], string> = {
  boolean: "true or false",
  string: "a string",
  integer: "a whole number",
  list: "a list of strings",
};

function wrongType({ type }: ConfigurationKey, value: unknown, place: string): UserError {
  return new UserError(`${place}: expected ${typeNames[type]}, found ${excerpt(value)}`);
}

const MAX_EXCERPT = 60;

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}...` : text;
}

// ---------------------------------------------------------------- the keys

export interface ConfigurationKey {
  name: string;
  type: "boolean" | "string" | "integer" | "list";
  description: string;
  value: OptionValue | null;
  /** Of a list: one may stand without brackets. */
  mayBeOne?: true;
}

const pathsKey: ConfigurationKey = {
  name: "paths",
  type: "list",
  description: "files, directories and globs to read when the command line names none",
  value: { name: "path" },
};

/** One for each option that may stand in a file; `--no-dns` is `"dns": false`. */
export function configurationKeys(): ConfigurationKey[] {
  return [pathsKey, ...optionNames.filter((name) => options[name].noKey === undefined).map(keyOf)];
}

function keyOf(name: OptionName): ConfigurationKey {
  const definition = options[name];
  const { help, opposite, keyHelp, value = null, keyMayBeOne } = definition;
  const texts = [help, opposite && `false: ${opposite}`].filter((text) => text !== undefined);
  const key = { name, type: typeOf(definition), description: keyHelp ?? texts.join("; "), value };
  return keyMayBeOne ? { ...key, mayBeOne: true } : key;
}

function typeOf({ value, isList }: OptionDefinition): ConfigurationKey["type"] {
  if (value === undefined) return "boolean";
  if (isList) return "list";
  return value.range ? "integer" : "string";
}
