// This period against the one before it: which addresses are new, which are gone, and whether there is
// more or less to be repaired. Pure: two counts in, the differences out.

import type { Period } from "../model/options.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import type { RefusalGroup } from "../model/refusals.ts";
import type { AddressChange, ComparedRefusal, Comparison, Keeper, Trend } from "../model/comparison.ts";
import type { Report, SendingIpCounts } from "../model/report.ts";

/** The part of a report that is compared. */
export interface ComparedReport extends Pick<Report, "period" | "totals"> {
  sendingIps: Pick<SendingIpCounts, "ip" | "attempts">[];
  /** Absent where they are not kept. */
  senderRefusals?: readonly ComparedGroup[] | undefined;
}

export type ComparedGroup = Pick<RefusalGroup, "cause" | "domain" | "sendingIp"> & {
  counts: Pick<RefusalGroup["counts"], "attempts">;
};

/** Of the same length, and ending where this one begins; one without an end lasts until now. */
export function periodBefore({ from, to }: Period, now: number): Period {
  if (from === null) throw new RangeError("a period without a beginning has none before it");
  const end = to ?? now;
  return { from: from - Math.max(end - from, 0), to: from };
}

/** What was read begins at `oldest`, in milliseconds since the epoch; null where nobody can tell. */
export interface Beginning {
  oldest?: number | null;
  /** Absent where logs were read. */
  keeper?: Keeper;
}

export function compareReports(
  current: ComparedReport,
  before: ComparedReport,
  beginning: Beginning = {},
): Comparison {
  const earlier = new Map(before.sendingIps.map(({ ip, attempts }) => [ip, attempts]));
  const later = new Map(current.sendingIps.map(({ ip, attempts }) => [ip, attempts]));
  const ips = [...new Set([...later.keys(), ...earlier.keys()])];
  const sendingIps = ips.map((ip) => compareAddress(ip, later.get(ip) ?? 0, earlier.get(ip) ?? 0));
  return {
    period: before.period,
    totals: before.totals,
    trend: trendOf(current.totals.attempts, before.totals.attempts),
    sendingIps,
    ...(current.senderRefusals && before.senderRefusals
      ? { refusals: compareRefusals(current.senderRefusals, before.senderRefusals) }
      : {}),
    ...beginningWithin(before.period.from, beginning),
  };
}

function beginningWithin(
  from: string | null,
  { oldest = null, keeper }: Beginning,
): Pick<Comparison, "logsBegin" | "firstRecord"> {
  if (oldest === null || !isLater(oldest, from)) return {};
  return keeper ? { firstRecord: { of: keeper, time: isoTime(oldest) } } : { logsBegin: isoTime(oldest) };
}

function isLater(time: number, from: string | null): boolean {
  return from !== null && time > Date.parse(from) + USUAL_SILENCE;
}

/** A log that begins so soon after the period misses nothing: a small server may write nothing for some hours. */
const USUAL_SILENCE = 6 * 3_600_000;

function compareRefusals(
  current: readonly ComparedGroup[],
  before: readonly ComparedGroup[],
): ComparedRefusal[] {
  const earlier = new Map(before.map((group) => [keyOf(group), group]));
  const later = new Map(current.map((group) => [keyOf(group), group]));
  return [...new Map([...later, ...earlier]).entries()].map(([key, { cause, domain, sendingIp }]) => {
    const attempts = later.get(key)?.counts.attempts ?? 0;
    const attemptsBefore = earlier.get(key)?.counts.attempts ?? 0;
    return { cause, domain, sendingIp, change: changeOf(attempts, attemptsBefore), attempts, attemptsBefore };
  });
}

function keyOf({ cause, domain, sendingIp }: ComparedGroup): string {
  return JSON.stringify([cause, domain, sendingIp]);
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
