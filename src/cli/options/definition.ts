// What an option is: one definition, from which come the parser, the help, the manual page, the completions, the keys
// of the configuration file with their schema, and what may be asked for together.

import type { Words } from "../../base/errors.ts";

export const commandNames = [
  "analyze",
  "check",
  "audit",
  "probe",
  "watch",
  "explain",
  "store",
  "doctor",
  "completion",
] as const;
export type CommandName = (typeof commandNames)[number];

/** Keyed by the option's name in the configuration file and in what was typed: `dnsTimeout`. */
export interface OptionDefinition {
  /** `f` of `-f`. */
  short?: string;
  /** The long name where it is not the name in dashes: `from` of the option `store`. */
  long?: string;
  /** The help of the option; left out where only its opposite can be typed. */
  help?: string;
  /** The help of its opposite, `--no-…`. */
  opposite?: string;
  /** Left out for what is only on or off. */
  value?: OptionValue;
  /** May be repeated. */
  isList?: true;
  /** In the configuration file, one of the list may stand without brackets. */
  keyMayBeOne?: true;
  /** Where a command says it in another way than the rest: the help, or that of an opposite that stands alone. */
  variants?: Partial<Record<CommandName, { help: string; choices?: readonly string[] }>>;
  /** What the configuration file's schema says, where it is not the help. */
  keyHelp?: string;
  /** Not a key of the configuration file; what to do instead, or nothing to say. */
  noKey?: string;
  /** The commands that take it from the configuration file; left out: every command that has it. */
  fromFile?: readonly CommandName[];
  needs?: Need;
  /** An option of the configuration file gives way to a typed option that it conflicts with. */
  conflicts?: readonly Conflict[];
}

export interface OptionValue {
  /** As the help shows it: `when`. */
  name: string;
  /** What the option means without a value; left out where the value is required. */
  preset?: string;
  choices?: readonly string[];
  /** Null for a text that the value cannot be. */
  parse?: (text: string) => unknown;
  /** What to do about such a text. */
  expected?: string;
  /** A whole number, also in the configuration file. */
  range?: { minimum: number; maximum: number };
  /** Completed by names of files. */
  isFile?: true;
  /** Completed by names of folders. */
  isFolder?: true;
  /** Completed by these: values that it often has. */
  suggestions?: readonly string[];
}

export interface Need {
  option: string;
  /** The mistake, as the rest of a sentence that begins with the option. */
  predicate: Words;
  nextStep: Words;
}

export interface Conflict {
  option: string;
  /** Only the opposite, `--no-…`, conflicts. */
  isOff?: true;
  /** As in a need; left out where another part of the program reports the mistake. */
  predicate?: Words;
}

export type OptionDefinitions = Record<string, OptionDefinition>;

/** What was typed or written for a value, or null for what it cannot be. */
export function readValue({ choices, parse }: OptionValue, text: string): unknown {
  if (choices !== undefined) return choices.includes(text) ? text : null;
  return parse === undefined ? text : parse(text);
}

export function expectedValue({ choices = [], expected }: OptionValue): string {
  return expected ?? `write one of ${choices.join(", ")}`;
}

/** The value of an option that names a file. */
export const FILE = { name: "file", isFile: true } as const satisfies OptionValue;
