// Which options go together. What depends on the meaning of their values is examined where the values are read.

import { UserError, type OptionMention } from "../base/errors.ts";
import type { Conflict } from "./options/definition.ts";
import { namesOf, optionNames, options, type OptionName, type TypedOptions } from "./options/index.ts";
import { inputOptions } from "./options/inputs.ts";
import { tableOptions } from "./options/store.ts";
import type { Request } from "./requests.ts";

/** Throws a UserError for the first option that does not go with the others or with the command. */
export function ensureConsistent(
  command: Exclude<Request["command"], "text"> | "explain",
  typed: TypedOptions,
): void {
  if (command === "check") ensureOfCheck(typed);
  if (command === "store push") ensureOfPush(typed);
  if (command === "explain" && namesOf(typed).some((name) => name !== "color"))
    throw new UserError("explain has no options; leave out what stands before it");
  for (const name of optionNames.filter((option) => typed[option] !== undefined)) {
    const { needs, conflicts = [] } = options[name];
    if (needs && !isTyped(typed, needs.option))
      throw new UserError({ option: name, predicate: needs.predicate, nextStep: needs.nextStep });
    const conflict = conflicts.find((one) => one.predicate !== undefined && isMet(one, typed));
    if (conflict?.predicate)
      throw new UserError({
        option: name,
        predicate: conflict.predicate,
        ...(conflict.nextStep && { nextStep: conflict.nextStep }),
      });
  }
}

function isTyped(typed: TypedOptions, option: string): boolean {
  return typed[option as OptionName] !== undefined;
}

function isMet({ option, isOff }: Conflict, typed: TypedOptions): boolean {
  return isOff ? typed[option as OptionName] === false : isTyped(typed, option);
}

/** Options before the word `check` are taken for the program's own. */
function ensureOfCheck(typed: TypedOptions): void {
  if (typed.store !== undefined || typed.recordDns !== undefined)
    throw new UserError("check asks about addresses; what counts from a store has no place there");
  const foreign = namesOf(inputOptions).find((name) => typed[name] !== undefined);
  if (foreign === undefined) return;
  const mention: OptionMention =
    typed[foreign] === false ? { option: foreign, isOff: true } : { option: foreign };
  throw new UserError({ problem: ["check reads no input, so ", mention, " means nothing to it"] });
}

/** How the tables are made concerns `store init` alone. */
function ensureOfPush(typed: TypedOptions): void {
  const foreign = namesOf(tableOptions).find((name) => typed[name] !== undefined);
  if (foreign === undefined) return;
  throw new UserError({
    thing: "store push",
    problem: [{ option: foreign }, " is for store init"],
    nextStep: "leave it out",
  });
}

/** The options of the configuration file that give way to what was typed. */
export function displacedBy(typed: TypedOptions): Set<OptionName> {
  const conflicting = optionNames.flatMap((name) =>
    (options[name].conflicts ?? []).map(({ option }) => [name, option as OptionName] as const),
  );
  return new Set(
    conflicting.flatMap(([one, other]) => [
      ...(isTyped(typed, one) ? [other] : []),
      ...(isTyped(typed, other) ? [one] : []),
    ]),
  );
}
