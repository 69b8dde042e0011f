// The totals of a report, for media that show them as numbers beside the sentences.

import type { Report } from "../../model/report.ts";
import { grouped } from "../../base/words/quantities.ts";

export interface Total {
  label: string;
  amount: string;
  tone: "" | "bad" | "good";
}

export function totalsOf({ totals, sendingIps, comparison }: Report): Total[] {
  if (totals.attempts === 0 && totals.affected === 0) return [];
  const before = comparison === null ? "" : ` (before: ${grouped(comparison.totals.attempts)})`;
  return [
    total(`refusals${before}`, totals.attempts),
    total(sendingIps.length === 1 ? "address" : "addresses", sendingIps.length),
    total("deliveries affected", totals.affected),
    total("lost", totals.lost, "bad"),
    total("still being retried", totals.retrying),
    total("delivered in the end", totals.delivered, "good"),
  ];
}

/** None is neither bad nor good. */
function total(label: string, amount: number, tone: Total["tone"] = ""): Total {
  return { label, amount: grouped(amount), tone: amount > 0 ? tone : "" };
}
