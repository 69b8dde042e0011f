// What to do first: the action that matters most, what is wrong, and the step that repairs that.

import type { Action, ActionStep } from "../../model/action.ts";
import type { CauseSummary, Responsible } from "../../model/cause.ts";
import type { Report, SendingIpReport } from "../../model/report.ts";
import { count, grouped, sentence } from "../../base/words/quantities.ts";
import { refusedWords } from "./address.ts";
import { causeStands, isOthers, worstFirst } from "../../model/standing.ts";

/** What a report is made of that says where to start. */
export type Startable = Pick<Report, "sendingIps" | "actions">;

/** Null where nothing is left to be repaired, or nothing is known. `place`: where the whole block stands. */
export function startWith(
  report: Startable,
  place: "below" | "above" = "below",
  lead = "Start with",
): string | null {
  const action = firstAction(report);
  if (action?.about === "sender") return startWithSender(action, place);
  const worst = report.sendingIps.find(({ ip }) => ip === action?.ips[0]) ?? worstAddress(report.sendingIps);
  if (!worst?.cause) return null;
  const { problem, advice, hasRecord } = worst.presentation ?? plainPresentation(worst, worst.cause);
  const amount = action?.ips.length ?? 1;
  const start = `${lead} ${whom(worst, action)}: ${problem}.`;
  if (advice === null) return `${start} See ${place}.`;
  const all = amount > 1 ? ", for each of them" : "";
  return `${start} ${sentence(advice)}${all}${recordWords(hasRecord ? amount : 0, place)}`;
}

function recordWords(amount: number, place: "below" | "above"): string {
  if (amount === 0) return ".";
  return `; the exact ${amount > 1 ? "records are" : "record is"} ${place}.`;
}

/** What Gmail refuses for the sender's records or way of sending. */
function startWithSender(action: Action, place: "below" | "above"): string {
  const { zone, ips, problem, steps } = action;
  const start = `Start with ${refusedWords(zone, ips)}${harmOf(action)}: ${problem}`;
  const step = steps.find(({ main }) => main) ?? steps[0];
  if (step === undefined) return `${start} See ${place}.`;
  return `${start} ${sentence(step.action)}${recordWords(step.records.length, place)}`;
}

/** The reader's own, and one that stands: what lost most mail, for whatever reason. */
export function firstAction({ actions = [] }: Startable): Action | null {
  return actions.find(({ stands, others }) => stands && !others) ?? null;
}

/** In a report without actions, as one that was read back may be. */
function worstAddress(senders: SendingIpReport[]): SendingIpReport | null {
  return worstFirst(senders).find((sender) => causeStands(sender) && !isOthers(sender)) ?? null;
}

function whom(worst: SendingIpReport, action: Action | null): string {
  if (action === null || action.ips.length === 1) return `${worst.ip}${harmOf(worst)}`;
  return `${count(action.ips.length, "address", "addresses")}${harmOf(action)}, each with the same fault`;
}

/** For a report that was read back from JSON. */
function plainPresentation({ fix }: SendingIpReport, { title }: CauseSummary) {
  const repair = fix.find(({ main }) => main) ?? fix[0];
  return {
    problem: title,
    advice: repair?.action ?? null,
    hasRecord: repair !== undefined && repair.record !== null,
  };
}

function deliveries(amount: number): string {
  return count(amount, "delivery", "deliveries");
}

/** Says why just this is the first. */
function harmOf({ attempts, affected, lost }: Pick<Action, "attempts" | "affected" | "lost">): string {
  const refusals = attempts === 0 ? [] : [count(attempts, "refusal")];
  // One refusal may be of several deliveries: without their sum, "30 refusals, 34 lost" would be read as a mistake.
  const sum = affected > lost ? `${grouped(lost)} of ${grouped(affected)} deliveries` : deliveries(lost);
  const harm = [...refusals, ...(lost === 0 ? [] : [`${sum} lost`])];
  return harm.length === 0 ? "" : ` (${harm.join(", ")})`;
}

// ---------------------------------------------------------------- enough to act

/** A step of the first action that makes a record. */
export interface StartStep {
  /** Who does it, and where: `1. You: the DNS of the name's own domain (one of 79 records)`. */
  label: string;
  records: string[];
}

const shortWho = {
  you: "You",
  hoster: "Your provider",
  "zone holder": "The zone's holder",
  registry: "The holder of the address block",
  "dns provider": "The operator of the domain's DNS",
  nobody: "Nobody",
} satisfies Record<Responsible, string>;

/** More of them are better read in their block; one of each step shows what they are. */
const MAX_RECORDS = 3;

/** Who makes which records first, and where; null where the first block follows at once, and says the same. */
export function startOf({ sendingIps, actions = [] }: Startable): StartStep[] | null {
  const first = firstAction({ sendingIps, actions });
  if (first === null || actions.filter(({ others }) => !others).length < 2) return null;
  const { steps } = first;
  const way = steps.find(({ main }) => main)?.way;
  const ofWay = steps.filter((step) => step.way === way);
  const amount = ofWay.reduce((sum, { records }) => sum + records.length, 0);
  const shown = amount > MAX_RECORDS ? 1 : MAX_RECORDS;
  const told = ofWay.map((step, index) => startStep(step, ofWay.length > 1 ? index + 1 : null, shown));
  return amount === 0 ? null : told.filter(({ records }) => records.length > 0);
}

function startStep(
  { who, where, way, records }: ActionStep,
  number: number | null,
  shown: number,
): StartStep {
  const mark = way === undefined ? (number === null ? "" : `${number}. `) : `${way}) `;
  const part = records.length > shown ? ` (one of ${grouped(records.length)} records)` : "";
  return {
    label: `${mark}${shortWho[who]}${where === null ? "" : `: ${where}`}${part}`,
    records: records.slice(0, shown),
  };
}
