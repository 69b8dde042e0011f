// The registry: every option by its name, and which command has which.

import { commandLineName } from "../../base/errors.ts";
import { auditOptions } from "./audit.ts";
import { checkOptions } from "./check.ts";
import type { CommandName, OptionDefinition, OptionValue } from "./definition.ts";
import { dnsOptions } from "./dns.ts";
import { hostOptions } from "./host.ts";
import { inputOptions } from "./inputs.ts";
import { reportOptions, runOptions } from "./output.ts";
import { probeOptions } from "./probe.ts";
import { storeOptions, storeReportOptions } from "./store.ts";
import { watchOptions } from "./watch.ts";

/** Few questions are asked, one after the other. */
const { dnsConcurrency: _few, ...doctorDnsOptions } = dnsOptions;
const sharedOptions = { ...hostOptions, ...reportOptions, ...dnsOptions, ...runOptions };
const registry = {
  ...inputOptions,
  ...sharedOptions,
  ...storeReportOptions,
  ...checkOptions,
  ...auditOptions,
  ...probeOptions,
  ...storeOptions,
  ...watchOptions,
};

export type OptionName = keyof typeof registry;

/** In the order of the configuration file's schema. */
export const options: Readonly<Record<OptionName, OptionDefinition>> = registry;
export const optionNames = namesOf(registry);

/** In the order of the help. */
export const commandOptions: Readonly<Record<CommandName, readonly OptionName[]>> = {
  analyze: namesOf({ ...inputOptions, ...storeReportOptions, ...sharedOptions }),
  check: namesOf({ ...checkOptions, ...sharedOptions }),
  audit: [
    ...namesOf(hostOptions),
    ...namesOf(auditOptions),
    "wait",
    "timezone",
    "format",
    "json",
    "output",
    ...namesOf(dnsOptions),
    ...namesOf(runOptions),
  ],
  probe: [
    ...namesOf(hostOptions),
    ...namesOf(probeOptions),
    "timezone",
    "format",
    "json",
    "output",
    ...namesOf(dnsOptions),
    ...namesOf(runOptions),
  ],
  watch: [
    ...namesOf(watchOptions),
    "state",
    "timezone",
    "host",
    "helo",
    "local",
    ...namesOf(dnsOptions),
    "quiet",
    "progress",
    "color",
    "config",
  ],
  explain: [],
  store: [
    "to",
    "keepMonths",
    "state",
    "host",
    "storePasswordFile",
    "cluster",
    "thisServerOnly",
    "ttl",
    "since",
    "until",
    "week",
    "timezone",
    "quiet",
    "progress",
    "config",
  ],
  doctor: ["format", "json", "output", "local", ...namesOf(doctorDnsOptions), ...namesOf(runOptions)],
  completion: [],
};

export function namesOf<Named extends object>(definitions: Named): (keyof Named & string)[] {
  return Object.keys(definitions) as (keyof Named & string)[];
}

// ---------------------------------------------------------------- what was typed

type Single<Value> = Value extends { parse: (text: string) => infer Parsed }
  ? NonNullable<Parsed>
  : Value extends { choices: readonly (infer Choice)[] }
    ? Choice
    : string;

type Typed<Definition> = Definition extends { value: infer Value }
  ?
      | (Definition extends { isList: true } ? Single<Value>[] : Single<Value>)
      | (Definition extends { opposite: string } ? false : never)
  : boolean;

/** What was typed, or written into the configuration file: checked word by word, without any default. */
export type TypedOptions = { [Name in OptionName]?: Typed<(typeof registry)[Name]> };

// ---------------------------------------------------------------- what can be typed

/** A line of the help: an option or its opposite. */
export interface Flag {
  name: OptionName;
  /** `-f`. */
  short: string | null;
  /** `--format`. */
  long: string;
  value: OptionValue | null;
  isList: boolean;
  help: string;
}

export function flagsOf(command: CommandName): Flag[] {
  return commandOptions[command].flatMap((name) => {
    const definition: OptionDefinition = options[name];
    const { short, value, isList = false } = definition;
    const variant = definition.variants?.[command];
    const choices = variant?.choices;
    const isOffered = definition.help !== undefined;
    const help = isOffered ? (variant?.help ?? definition.help) : undefined;
    const opposite = isOffered ? definition.opposite : (variant?.help ?? definition.opposite);
    const option = definition.long ?? name;
    const offered = value && choices ? { ...value, choices } : value;
    const flag = { name, short: short === undefined ? null : `-${short}`, value: offered ?? null, isList };
    return [
      ...(help === undefined ? [] : [{ ...flag, long: commandLineName({ option }), help }]),
      ...(opposite === undefined
        ? []
        : [{ ...flag, long: commandLineName({ option, isOff: true }), value: null, help: opposite }]),
    ];
  });
}
