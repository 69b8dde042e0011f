// The subject of a mailed report. It holds no word that strangers wrote: numbers and dates only.

import type { Report, Results } from "../../model/report.ts";
import { count } from "../../base/words/quantities.ts";
import { periodName } from "./period-name.ts";
import { totalsOfSenders } from "./totals.ts";

export function subjectOf(results: Results): string {
  return `whybounce: ${whatHappened(results)}, ${periodName(results)}`;
}

function whatHappened({ report }: Results): string {
  const { sendingIps, inputs } = report;
  if (inputs.length === 0) return `${count(sendingIps.length, "address", "addresses")} checked`;
  const ofSenders = senderRefusals(report);
  return [forReverseDns(report) ?? (ofSenders === null ? NONE : null), ofSenders]
    .filter((part) => part !== null)
    .join("; ");
}

const NONE = "no PTR refusals by Gmail";

/** Null where there was none. */
function forReverseDns({ totals, sendingIps, unread }: Report): string | null {
  if (totals.attempts > 0) {
    const refusals = count(totals.attempts, "PTR refusal");
    return `${refusals} by Gmail, ${lostWords(totals.lost)}, ${count(sendingIps.length, "address", "addresses")}`;
  }
  const unreadCount = unread?.count ?? 0;
  return unreadCount > 0 ? `${count(unreadCount, "possible PTR refusal")} not read` : null;
}

/** Mail is lost for these, too: who reads the subject alone must not take them for nothing. */
function senderRefusals(report: Report): string | null {
  const { attempts, lost } = totalsOfSenders(report);
  if (attempts === 0) return null;
  const by = report.totals.attempts > 0 ? "" : " by Gmail";
  return `${count(attempts, "sender refusal")}${by}, ${lostWords(lost)}`;
}

function lostWords(lost: number): string {
  return `${count(lost, "delivery", "deliveries")} lost`;
}
