// What the first sentences of a report say of Gmail's refusals for the sender's records, and with what to begin.

import { isLook, type Action } from "../../model/action.ts";
import type { RefusalReport } from "../../model/refusals.ts";
import type { Report } from "../../model/report.ts";
import { refusalStands } from "../../model/standing.ts";
import { count, grouped } from "../../base/words/quantities.ts";
import { refusedWords } from "./address.ts";
import { inOrder, nameOf } from "./refusals.ts";
import { totalsOfSenders, type SenderTotals } from "./totals.ts";

/** How many, how they ended, and with what of them to begin, unless the report has said it. */
export function refusalSentences(report: Report, isBegun: boolean): string[] {
  const { refusals = [], sendingIps, totals } = report;
  if (refusals.length === 0) return [];
  const sums = totalsOfSenders(report);
  const times = sums.attempts === 1 ? "once" : `${grouped(sums.attempts)} times`;
  // A refusal of the address itself is of no domain: then the number would leave mail out.
  const isOfDomains = refusals.every(({ domain }) => domain !== null);
  const domains = new Set(refusals.map(({ domain }) => domain)).size;
  const of = isOfDomains ? ` of ${count(domains, "domain")}` : "";
  const isAlone = sendingIps.length === 0 && totals.unattributed === 0;
  const first = isBegun ? undefined : inOrder(refusals).find(refusalStands);
  const happened = isAlone
    ? `Gmail refused mail${of} ${times} for the sender's records or way of sending`
    : `Gmail also refused mail${of} ${times} for the sender's records or way of sending`;
  const start =
    first === undefined ? [] : [beginning(first, report, "below", isAlone ? "Start" : "For these, start")];
  return [`${happened}.${endOfThem(sums)}`, ...start];
}

/** The other totals leave this mail out. */
function endOfThem({ lost, retrying }: SenderTotals): string {
  const ends = [
    { amount: lost, words: "lost" },
    { amount: retrying, words: "still being retried" },
  ].filter(({ amount }) => amount > 0);
  const parts = ends.map(({ amount, words }, index) => {
    const one = index === 0 ? "delivery is" : "is";
    return `${count(amount, one, index === 0 ? "deliveries are" : "are")} ${words}`;
  });
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}.`;
}

/** Said again at the end of a long report; null where none stands. */
export function refusalStart(report: Report, place: "above"): string | null {
  const first = inOrder(report.refusals ?? []).find(refusalStands);
  return first === undefined ? null : beginning(first, report, place);
}

/** `start`: other mail may have its own start, told before. */
function beginning(
  refusal: RefusalReport,
  { actions = [] }: Report,
  place: "below" | "above",
  start = "Start",
): string {
  const [step] = refusal.fix;
  const record =
    step !== undefined && step.record !== null && !isLook(step) ? `; the record is ${place}` : "";
  const action = actionOf(refusal, actions);
  const whose = action === undefined ? nameOf(refusal) : refusedWords(refusal.domain, action.ips);
  const todo = action?.steps[0]?.action ?? step?.action ?? refusal.cause.title;
  return `${start} with ${whose}: ${todo}${record}.`;
}

/** One record may help several addresses: then the action has them all. */
function actionOf(
  { domain, sendingIp, cause }: RefusalReport,
  actions: readonly Action[],
): Action | undefined {
  return actions.find(
    ({ about, zone, ips, ...its }) =>
      about === "sender" && its.cause.id === cause.id && zone === domain && ips.includes(sendingIp ?? ""),
  );
}
