// Which options go together. Conflicts that depend on the meaning of a value are found where the value is read.

import { UserError, type OptionMention } from "../base/errors.ts";
import {
  commandOptions,
  namesOf,
  optionNames,
  options,
  type OptionName,
  type TypedOptions,
} from "./options/index.ts";
import { inputOptions } from "./options/inputs.ts";
import { tableOptions } from "./options/store.ts";
import type { Request } from "./requests.ts";

/** Throws a UserError for the first option that does not go with the others or with the command. */
export function ensureConsistent(
  command: Exclude<Request["command"], "text"> | "explain",
  typed: TypedOptions,
): void {
  if (command === "check") ensureOfCheck(typed);
  if (command === "audit" || command === "probe" || command === "watch") ensureOffered(command, typed);
  if (command === "store push") ensureOfPush(typed);
  if (command === "explain" && namesOf(typed).some((name) => name !== "color"))
    throw new UserError("explain has no options; leave out what stands before it");
  // An option that the configuration file turns off has no needs.
  for (const name of optionNames.filter((option) => (typed[option] ?? false) !== false)) {
    const { needs, conflicts = [] } = options[name];
    if (needs && !isTyped(typed, { option: needs.option }))
      throw new UserError({ option: name, predicate: needs.predicate, nextStep: needs.nextStep });
    for (const { predicate, ...mention } of conflicts)
      if (predicate !== undefined && isTyped(typed, mention))
        throw new UserError({ option: name, predicate, nextStep: ["leave out ", mention] });
  }
}

function isTyped(typed: TypedOptions, { option, isOff }: OptionMention): boolean {
  const value = typed[option as OptionName];
  return isOff ? value === false : value !== undefined;
}

/** Options before the word `check` are taken for the program's own. */
function ensureOfCheck(typed: TypedOptions): void {
  if (typed.store !== undefined || typed.recordDns !== undefined)
    throw new UserError("check asks about addresses, and takes no options about a store");
  const stray = namesOf(inputOptions).find((name) => typed[name] !== undefined);
  if (stray === undefined) return;
  const mention: OptionMention = typed[stray] === false ? { option: stray, isOff: true } : { option: stray };
  throw new UserError({ problem: ["check reads no input, so ", mention, " means nothing to it"] });
}

/** Options before the word of the command are taken for the program's own. */
function ensureOffered(command: "audit" | "probe" | "watch", typed: TypedOptions): void {
  const stray = namesOf(typed).find((name) => !commandOptions[command].includes(name));
  if (stray === undefined) return;
  const mention: OptionMention = typed[stray] === false ? { option: stray, isOff: true } : { option: stray };
  throw new UserError({ problem: [`${command} has no option `, mention], nextStep: "leave it out" });
}

/** How the tables are made concerns `store init` alone. */
function ensureOfPush(typed: TypedOptions): void {
  const stray = namesOf(tableOptions).find((name) => typed[name] !== undefined);
  if (stray === undefined) return;
  throw new UserError({
    thing: "store push",
    problem: [{ option: stray }, " is for store init"],
    nextStep: "leave it out",
  });
}

/** The options of the configuration file that give way to what was typed. */
export function displacedBy(typed: TypedOptions): Set<OptionName> {
  const pairs = optionNames.flatMap((name) =>
    (options[name].conflicts ?? []).map(({ option }) => [name, option as OptionName] as const),
  );
  return new Set(
    pairs.flatMap(([one, other]) => [
      ...(typed[one] === undefined ? [] : [other]),
      ...(typed[other] === undefined ? [] : [one]),
    ]),
  );
}
