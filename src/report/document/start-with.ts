// What to do first: the address that matters most, what is wrong with it, and the step that repairs that.

import type { CauseSummary, FixStep, Responsible } from "../../model/cause.ts";
import type { SendingIpReport } from "../../model/report.ts";
import { count, sentence } from "../../base/words/quantities.ts";
import { causeStands, worstFirst } from "../../model/standing.ts";

/** Null where nothing is left to be repaired, or nothing is known. */
export function startWith(senders: SendingIpReport[]): string | null {
  const worst = worstFirst(senders).find(causeStands);
  if (!worst?.cause) return null;
  const step = repairingStep(worst.fix, worst.cause);
  const advice = step === undefined ? "See below." : adviceOf(step);
  return `Start with ${worst.ip}${harmOf(worst)}: ${problemOf(worst.cause)}. ${advice}`;
}

/** Says why just this address is the first. */
function harmOf({ attempts, lost }: SendingIpReport): string {
  const refusals = attempts === 0 ? [] : [count(attempts, "refusal")];
  const losses = lost === 0 ? [] : [`${count(lost, "delivery", "deliveries")} lost`];
  const harm = [...refusals, ...losses];
  return harm.length === 0 ? "" : ` (${harm.join(", ")})`;
}

/** A step may say itself that it is the one that repairs the cause; those around it prepare it or prove it. */
function repairingStep(fix: (FixStep & { main?: boolean })[], cause: CauseSummary): FixStep | undefined {
  const setsPtr = cause.id.startsWith("ptr_") ? fix.findLast(isPtrStep) : undefined;
  return fix.find((step) => step.main === true) ?? setsPtr ?? fix[0];
}

function isPtrStep({ record }: FixStep): boolean {
  return record?.split(" ")[3] === "PTR";
}

// ---------------------------------------------------------------- words

/** How the title of a cause begins, and how it goes on after the address. */
const beginnings: [title: RegExp, words: string][] = [
  [/^No (?=PTR )/, "it has no "],
  [/^Too many /, "it has too many "],
  [/^Not a /, "it is not a "],
  [/^An IPv6 /, "it is an IPv6 "],
  [/^The /, "the "],
  [/^Some /, "some "],
  [/^A (?=[a-z])/, "a "],
];

function problemOf({ title }: CauseSummary): string {
  const [beginning, words] = beginnings.find(([pattern]) => pattern.test(title)) ?? [/^/, ""];
  return title.replace(beginning, words);
}

/** Whom to ask; whoever does it alone is told to do it. */
const asked: Partial<Record<Responsible, string>> = {
  hoster: "ask your provider to ",
  "zone holder": "ask the holder of the reverse zone to ",
};

function adviceOf({ who, action, record }: FixStep): string {
  const core = shortened(action);
  const advice = sentence(isRequest(core) ? `${asked[who] ?? ""}${core}` : core);
  return `${advice}${record === null ? "." : "; the exact record is below."}`;
}

/** What stands for the names that are not known is said where the record stands. */
function shortened(action: string): string {
  return action
    .replace(/ \(put your [^()]*\)$/, "")
    .replace(/[.:]$/, "")
    .replace(/^create the PTR record(?: of \S+)?$/, "create one");
}

/** `have the record changed`, `then create it`, `the holder has to …` say already who does it. */
function isRequest(action: string): boolean {
  return !/^(?:have|or|then|the) /.test(action);
}
