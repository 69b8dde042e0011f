// The sentences of an action. What is the same for all addresses is said in the words of one; else in words for many.

import type { CauseSummary, Step, StepKind } from "../../model/cause.ts";
import type { SendingIpReport } from "../../model/report.ts";
import { count, some } from "../../base/words/quantities.ts";
import type { SharedStep } from "../action-steps.ts";
import { actionOf, wordsOf, zoneFileLine } from "./fix.ts";
import { PLACEHOLDER } from "./steps.ts";

/** One address has the cause's own sentence. */
export function problemWords(
  { presentation }: SendingIpReport,
  { title, summary }: CauseSummary,
  addresses: number,
): string {
  if (addresses === 1) return summary;
  const fault = presentation?.problem ?? title;
  return `Each of these ${count(addresses, "address", "addresses")} has the same fault: ${fault}.`;
}

/** `either a) `, `or b) `, and in the further steps of a way `then, for b), `. */
export function startOfWay(
  way: string | undefined,
  previous: string | undefined,
  ways: readonly (string | undefined)[],
): string {
  if (way === undefined) return "";
  if (previous === way) return `then, for ${way}), `;
  return `${ways.find((other) => other !== undefined) === way ? "either" : "or"} ${way}) `;
}

/** More addresses are counted. */
const MAX_NAMED = 3;

/** `owner`: the name of all the records; null where they have several. `isOne`: there is one record. */
type ManyWords = (records: string, owner: string | null, isOne: boolean) => string;

/** With a record for each address. */
const manyRecords: Partial<Record<StepKind, ManyWords>> = {
  "set-ptr": (records) => `create ${records}`,
  "change-ptr": (records) => `have the PTR records changed to these: ${records}`,
  "remove-ptr": (records) => `leave each address only these PTR records: ${records}`,
  "set-address": (records, owner, isOne) => {
    if (isOne && owner !== null)
      return `let ${owner} lead to it: ADD ${records}, and keep those that the name has`;
    const task =
      owner === null ? "each name lead to its address" : `${owner} lead to each of these addresses`;
    return `let ${task}: ADD ${records}, and keep those that are there`;
  },
  "fix-alias": (records) => `put ${records} in place; remove what is there now`,
};

/** `members`: how many addresses the action has; a step may be for some of them. */
export function taskWords(shared: SharedStep, members: number, isLettered: boolean): string {
  const { first, steps, senders } = shared;
  const write = isLettered ? wordsOf : actionOf;
  const onlyOnce = onceWords(shared, write);
  if (onlyOnce !== null) return onlyOnce;
  if (new Set(steps.map(write)).size === 1 && (members === 1 || first.record === null)) return write(first);
  const start = isLettered || first.relation === undefined ? "" : relationWords(first.relation);
  const part = senders.length < members ? `${partWords(senders, members)}, ` : "";
  return `${start}${conditionOf(steps)}${part}${manyWords(shared)}${placeholderOf(steps)}`;
}

/** Which of the addresses a step is for: few are named, since their records may not show it. */
function partWords(senders: readonly SendingIpReport[], members: number): string {
  if (senders.length > MAX_NAMED) return `for ${senders.length} of the ${members} addresses`;
  return `for ${some(
    senders.map(({ ip }) => ip),
    MAX_NAMED,
  )}${senders.length === 1 ? " alone" : ""}`;
}

/** Null where a step is to be done for each address. */
function onceWords({ steps, senders }: SharedStep, write: (step: Step) => string): string | null {
  const byAddress = new Map<string, Step>();
  for (const [index, step] of steps.entries()) {
    if (step.once === undefined) return null;
    const isTold = senders[index]?.ip === step.once;
    if (isTold || !byAddress.has(step.once)) byAddress.set(step.once, step);
  }
  return [...byAddress.values()].map(write).join("; ");
}

function relationWords(relation: "then" | "optional"): string {
  return relation === "then" ? "then " : "optional: ";
}

function manyWords({ first, steps, senders }: SharedStep): string {
  const words = manyRecords[first.kind];
  const records = steps.flatMap(({ record }) => record ?? []);
  if (words === undefined || first.record === null) return `${first.task}${others(senders.length - 1)}`;
  // Many addresses may be told to be one name's: each is a record of its own.
  const amount = new Set(records.map(zoneFileLine)).size;
  const [owner = null, ...otherOwners] = new Set(records.map((record) => record.owner));
  const isShared = otherOwners.length === 0;
  return words(count(amount, `${first.record.type} record`), isShared ? owner : null, amount === 1);
}

function others(amount: number): string {
  if (amount < 1) return "";
  return amount === 1
    ? "; and the same for the other address"
    : `; and the same for each of the ${amount} other addresses`;
}

/** The condition of one names that one's name. */
function conditionOf(steps: readonly Step[]): string {
  const conditions = new Set(steps.map(({ condition }) => condition));
  const [condition] = conditions;
  if (condition === undefined) return "";
  return conditions.size === 1 ? `${condition}: ` : `${condition}, and so on for the others: `;
}

/** The step itself says it where it is alone. */
function placeholderOf(steps: readonly Step[]): string {
  const isOpen = steps.some(({ record }) => record?.target === PLACEHOLDER || record?.owner === PLACEHOLDER);
  return isOpen
    ? ` (replace ${PLACEHOLDER} with your mail host's full name, or run again with --helo NAME)`
    : "";
}

/** More zones than these stand in the records themselves. */
const MAX_ZONES = 3;

/** Words for one address may hold its own reverse name. */
export function placeWords({ first, steps, senders }: SharedStep): string | null {
  const places = new Set(steps.map(({ where }) => where));
  if (places.size === 1) return first.where;
  const zones = [...new Set(senders.flatMap(({ reverseZone }) => reverseZone?.apex ?? []))];
  const isReverse = first.record === null || first.record.type === "PTR";
  if (!isReverse || zones.length === 0) return first.where;
  return `${zones.length === 1 ? "zone" : "zones"} ${some(zones, MAX_ZONES)}${serversOf(senders)}${ownerOf(steps)}`;
}

function serversOf([sender]: readonly SendingIpReport[]): string {
  const servers = sender?.reverseZone?.nameServers ?? [];
  return servers.length === 0 ? "" : ` (name servers ${servers.join(", ")})`;
}

/** What the diagnosis adds where the zone is the reader's own. */
function ownerOf(steps: readonly Step[]): string {
  return steps[0]?.who === "you" ? "; the zone is yours, going by its names" : "";
}
