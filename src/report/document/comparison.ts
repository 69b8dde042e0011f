// What changed since the period before, in sentences and in one word for each address.

import type { AddressChange, Comparison, Report } from "../../model/report.ts";
import { count, grouped, minuteOf, some } from "../../base/words/quantities.ts";

/** A sentence with more addresses than this is not read. */
const MAXIMUM_NAMED = 5;

export function comparisonSentences({ comparison, totals }: Report): string[] {
  if (comparison === null) return [];
  const isKnownBefore = comparison.totals.attempts > 0;
  return [
    `${trendText(comparison, totals.attempts)} (${periodText(comparison)}).`,
    // If nothing was found before, all are new: perhaps the logs do not reach back that far.
    ...(isKnownBefore ? addressSentence(comparison, "new", "Refused now and not before") : []),
    ...addressSentence(comparison, "gone", "Refused before and not any more"),
  ];
}

function trendText({ trend, totals }: Comparison, attempts: number): string {
  const before = `${count(totals.attempts, "refusal")} in the period before`;
  if (trend === "none") return "No refusals of the period before were found in the input either";
  if (trend === "same") return `As many refusals as in the period before`;
  if (totals.attempts === 0) return "No refusals of the period before were found in the input";
  const change = percent(attempts, totals.attempts);
  return trend === "worse"
    ? `It got worse: ${change} more than the ${before}`
    : `It got better: ${change} fewer than the ${before}`;
}

/** Above 1,000 % the number of refusals says more than the percentage. */
function percent(attempts: number, before: number): string {
  const share = Math.round((Math.abs(attempts - before) / before) * 100);
  if (share > 1000) return grouped(Math.abs(attempts - before));
  return share === 0 ? "less than 1 %" : `${share} %`;
}

function periodText({ period: { from, to } }: Comparison): string {
  return `${from === null ? "" : minuteOf(from)} to ${to === null ? "" : minuteOf(to)} UTC`;
}

function addressSentence({ sendingIps }: Comparison, change: AddressChange, words: string): string[] {
  const ips = sendingIps.filter((sender) => sender.change === change).map(({ ip }) => ip);
  return ips.length === 0 ? [] : [`${words}: ${some(ips, MAXIMUM_NAMED)}.`];
}

/** `+12`, `-3`, `same`, `new`, of all the addresses together; null where nothing was compared. */
export function changeOf(comparison: Comparison | null, ips: readonly string[]): string | null {
  if (comparison === null) return null;
  const wanted = new Set(ips);
  const found = comparison.sendingIps.filter(({ ip }) => wanted.has(ip));
  if (found.length === 0) return null;
  if (found.every(({ change }) => change === "new")) return "new";
  const difference = found.reduce((sum, { attempts, attemptsBefore }) => sum + attempts - attemptsBefore, 0);
  return difference === 0 ? "same" : `${difference > 0 ? "+" : "-"}${grouped(Math.abs(difference))}`;
}
