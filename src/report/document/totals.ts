// The totals of a report, for media that show them as numbers beside the sentences.

import type { Counts, Report } from "../../model/report.ts";
import { isKnownBefore } from "./comparison.ts";
import { grouped } from "../../base/words/quantities.ts";

export interface Total {
  label: string;
  amount: string;
  tone: "" | "bad" | "good";
}

export function totalsOf(report: Report): Total[] {
  return [...ofReverseDns(report), ...ofSenders(report)];
}

function ofReverseDns(report: Report): Total[] {
  const { totals, sendingIps, comparison, period } = report;
  if (totals.attempts === 0 && totals.affected === 0) return [];
  const isCompared = comparison !== null && isKnownBefore(comparison, period);
  const before = !isCompared ? "" : ` (before: ${grouped(comparison.totals.attempts)})`;
  const hasBoth = totalsOfSenders(report).attempts > 0;
  return [
    total(`refusals${hasBoth ? " for reverse DNS" : ""}${before}`, totals.attempts),
    total(sendingIps.length === 1 ? "address" : "addresses", sendingIps.length),
    total("deliveries affected", totals.affected),
    total("lost", totals.lost, "bad"),
    total("still being retried", totals.retrying),
    total("delivered in the end", totals.delivered, "good"),
  ];
}

function ofSenders(report: Report): Total[] {
  const { attempts, lost } = totalsOfSenders(report);
  if (attempts === 0) return [];
  return [
    total("refusals for the sender's records or way of sending", attempts),
    total("deliveries lost to these", lost, "bad"),
  ];
}

/** Gmail's refusals for the senders' records or manners: the other totals know nothing of them. */
export function totalsOfSenders({ refusals = [] }: Pick<Report, "refusals">): SenderTotals {
  const sum = { attempts: 0, lost: 0, retrying: 0 };
  for (const { counts } of refusals) {
    sum.attempts += counts.attempts;
    sum.lost += counts.lost;
    sum.retrying += counts.retrying;
  }
  return sum;
}

export type SenderTotals = Pick<Counts, "attempts" | "lost" | "retrying">;

/** None is neither bad nor good. */
function total(label: string, amount: number, tone: Total["tone"] = ""): Total {
  return { label, amount: grouped(amount), tone: amount > 0 ? tone : "" };
}
