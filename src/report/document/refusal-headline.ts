// What the first sentences of a report say of Gmail's refusals for the sender's records, and with what to begin.

import { isCommand } from "../../model/action.ts";
import type { RefusalReport } from "../../model/refusals.ts";
import type { Report } from "../../model/report.ts";
import { refusalStands } from "../../model/standing.ts";
import { count, grouped, sentence } from "../../base/words/quantities.ts";
import { inOrder, nameOf } from "./refusals.ts";
import { totalsOfSenders, type SenderTotals } from "./totals.ts";

/** How many, how they ended, and with what to begin. */
export function refusalSentences(report: Report): string[] {
  const { refusals = [], sendingIps, totals } = report;
  if (refusals.length === 0) return [];
  const sums = totalsOfSenders(report);
  const times = sums.attempts === 1 ? "once" : `${grouped(sums.attempts)} times`;
  const domains = new Set(refusals.flatMap(({ domain }) => domain ?? [])).size;
  const of = domains === 0 ? "" : ` of ${count(domains, "domain")}`;
  const isAlone = sendingIps.length === 0 && totals.unattributed === 0;
  const first = inOrder(refusals).find(refusalStands);
  const happened = isAlone
    ? `For the sender's records or manners Gmail refused mail${of} ${times}`
    : `Gmail also refused mail${of} ${times} for the sender's records or manners`;
  return [`${happened}${endOfThem(sums)}${first === undefined ? "." : `: ${beginning(first)}`}`];
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
  return parts.length === 0 ? "" : `, and ${parts.join(" and ")}`;
}

/** Said again at the end of a long report; null where none stands. */
export function refusalStart({ refusals = [] }: Report, place: "above"): string | null {
  const first = inOrder(refusals).find(refusalStands);
  return first === undefined ? null : sentence(beginning(first, place));
}

function beginning(refusal: RefusalReport, place: "below" | "above" = "below"): string {
  const [step] = refusal.fix;
  const record =
    step !== undefined && step.record !== null && !isCommand(step.record)
      ? `; the record stands ${place}`
      : "";
  const todo = step === undefined ? refusal.cause.title : step.action;
  return `begin with ${nameOf(refusal)}: ${todo}${record}.`;
}
