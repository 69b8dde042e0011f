// This period against the one before it: which addresses are new, which are gone, and whether there is
// more or less to be repaired. Pure: two counts in, the differences out.

import type { Period } from "../model/options.ts";
import type { AddressChange, Comparison, Report, SendingIpCounts, Trend } from "../model/report.ts";

/** The part of a report that is compared. */
export interface ComparedReport extends Pick<Report, "period" | "totals"> {
  sendingIps: Pick<SendingIpCounts, "ip" | "attempts">[];
}

/** Of the same length, and ending where this one begins; one without an end lasts until now. */
export function periodBefore({ from, to }: Period, now: number): Period {
  if (from === null) throw new RangeError("a period without a beginning has none before it");
  const end = to ?? now;
  return { from: from - Math.max(end - from, 0), to: from };
}

export function compareReports(current: ComparedReport, before: ComparedReport): Comparison {
  const earlier = new Map(before.sendingIps.map(({ ip, attempts }) => [ip, attempts]));
  const later = new Map(current.sendingIps.map(({ ip, attempts }) => [ip, attempts]));
  const ips = [...new Set([...later.keys(), ...earlier.keys()])];
  const sendingIps = ips.map((ip) => compareAddress(ip, later.get(ip) ?? 0, earlier.get(ip) ?? 0));
  return {
    period: before.period,
    totals: before.totals,
    trend: trendOf(current.totals.attempts, before.totals.attempts),
    sendingIps,
  };
}

function compareAddress(ip: string, attempts: number, attemptsBefore: number) {
  return { ip, change: changeOf(attempts, attemptsBefore), attempts, attemptsBefore };
}

/** An address is listed with affected deliveries alone, too: then it is neither new nor gone. */
function changeOf(attempts: number, before: number): AddressChange {
  if (attempts === before) return "same";
  if (before === 0) return "new";
  if (attempts === 0) return "gone";
  return attempts > before ? "worse" : "better";
}

function trendOf(attempts: number, before: number): Trend {
  if (attempts === 0 && before === 0) return "none";
  if (attempts === before) return "same";
  return attempts > before ? "worse" : "better";
}
