// The subject of a mailed report. It holds no word that strangers wrote: numbers and dates only.

import type { Results } from "../../model/report.ts";
import { count } from "../../base/words/quantities.ts";
import { periodName } from "./period-name.ts";

export function subjectOf(results: Results): string {
  return `whybounce: ${whatHappened(results)}, ${periodName(results)}`;
}

function whatHappened({ report }: Results): string {
  const { totals, sendingIps, inputs, unread } = report;
  const addresses = count(sendingIps.length, "address", "addresses");
  if (inputs.length === 0) return `${addresses} checked`;
  if (totals.attempts > 0) {
    const refusals = count(totals.attempts, "PTR refusal");
    return `${refusals} by Gmail, ${count(totals.lost, "delivery", "deliveries")} lost, ${addresses}`;
  }
  const unreadCount = unread?.count ?? 0;
  return unreadCount > 0
    ? `${count(unreadCount, "possible PTR refusal")} not read`
    : "no PTR refusals by Gmail";
}
