// What changed since the period before, in sentences and in one word for each address.

import type { AddressChange, ComparedRefusal, Comparison } from "../../model/comparison.ts";
import type { Report } from "../../model/report.ts";
import { count, dateOf, grouped, minuteOf, some } from "../../base/words/quantities.ts";

/** A sentence with more addresses than this is not read. */
const MAXIMUM_NAMED = 5;

export function comparisonSentences({ comparison, period, totals }: Report): string[] {
  if (comparison === null) return [];
  if (!isKnownBefore(comparison, period)) return [nothingKnown(comparison)];
  const hadRefusals = comparison.totals.attempts > 0;
  return [
    `${trendText(comparison, totals.attempts)} (${periodText(comparison)}).`,
    // If nothing was found before, all are new.
    ...(hadRefusals ? addressSentence(comparison, "new", "Refused now and not before") : []),
    ...addressSentence(comparison, "gone", "Refused before and not any more"),
    ...senderSentence(comparison),
    ...notWhole(comparison),
  ];
}

/** False where what was read begins when the period before was over: then all would seem new. */
export function isKnownBefore(comparison: Comparison, { from }: Report["period"]): boolean {
  const begins = comparison.logsBegin ?? comparison.firstRecord?.time;
  return begins === undefined || from === null || begins < from;
}

function nothingKnown(comparison: Comparison): string {
  return `${beginning(comparison)}, so nothing is known of the period before (${periodText(comparison)}), and nothing is compared.`;
}

function notWhole(comparison: Comparison): string[] {
  if (comparison.logsBegin === undefined && comparison.firstRecord === undefined) return [];
  return [`${beginning(comparison)}: there may have been more refusals before.`];
}

function beginning({ logsBegin = "", firstRecord }: Comparison): string {
  if (firstRecord) return `The ${firstRecord.of}'s first record is of ${dateOf(firstRecord.time)}`;
  return `The logs begin on ${dateOf(logsBegin)}`;
}

function senderSentence({ refusals = [] }: Comparison): string[] {
  const sum = (of: (one: ComparedRefusal) => number) => refusals.reduce((total, one) => total + of(one), 0);
  const [now, before] = [sum(({ attempts }) => attempts), sum(({ attemptsBefore }) => attemptsBefore)];
  if (now === 0 && before === 0) return [];
  return [`Refusals for the sender: ${grouped(now)}, and ${grouped(before)} in the period before.`];
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

/** What a row is about: addresses, or a sender that is refused. */
export interface Compared {
  ips: readonly string[];
  sender?: { cause: string; domain: string | null };
}

/** `+12`, `-3`, `same`, `new`, of all that it is about; null where nothing was compared. */
export function changeOf(comparison: Comparison | null, compared: Compared): string | null {
  const found = comparison === null ? [] : rowsOf(comparison, compared);
  if (found.length === 0) return null;
  if (found.every(({ change }) => change === "new")) return "new";
  const difference = found.reduce((sum, { attempts, attemptsBefore }) => sum + attempts - attemptsBefore, 0);
  return difference === 0 ? "same" : `${difference > 0 ? "+" : "-"}${grouped(Math.abs(difference))}`;
}

type Row = Pick<ComparedRefusal, "change" | "attempts" | "attemptsBefore">;

function rowsOf({ sendingIps, refusals = [] }: Comparison, { ips, sender }: Compared): Row[] {
  const wanted = new Set(ips);
  if (sender === undefined) return sendingIps.filter(({ ip }) => wanted.has(ip));
  const isWanted = (ip: string | null) => (ip === null ? wanted.size === 0 : wanted.has(ip));
  return refusals.filter(
    ({ cause, domain, sendingIp }) =>
      cause === sender.cause && domain === sender.domain && isWanted(sendingIp),
  );
}
