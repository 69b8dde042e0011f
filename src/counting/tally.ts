// The counts of the report: in all, by sending address, and by week × address × code.

import { createCellCount } from "./cell-count.ts";
import type { Cells } from "./cells.ts";
import type { Grouped } from "./grouping.ts";
import { mailboxOf } from "./keys.ts";
import type { OtherReceiverAttempt } from "./other-receivers.ts";
import type { Period } from "../model/options.ts";
import type { OtherReceiverCount, Timeline } from "../model/report.ts";

/** The cells of everything that was grouped. */
export function cellsOf(
  grouped: Pick<Grouped, "attempts" | "deliveries" | "lastWords" | "reportingMtas" | "refusals" | "sent">,
  timezone: string,
): Cells {
  const counted = createCellCount(timezone, grouped.lastWords.of);
  for (const attempt of grouped.attempts) counted.addAttempt(attempt);
  for (const delivery of grouped.deliveries) counted.addDelivery(delivery);
  const cells = { ...counted.cells, refusals: grouped.refusals, sent: grouped.sent };
  for (const [ip, cell] of cells.addresses)
    for (const host of grouped.reportingMtas.get(ip) ?? []) cell.hosts.add(host);
  return cells;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Hours for a good week; days for a good year. */
const MAXIMUM_HOURS = 240;
const MAXIMUM_DAYS = 400;

/** Buckets of equal length, from `start` on; all in milliseconds. */
export interface Buckets {
  start: number;
  length: number;
  count: number;
}

/** A period with both ends is shown whole, else what lies between first and last. */
export function bucketsOf(seen: { first: number; last: number }, period: Period): Buckets {
  const whole = period.from !== null && period.to !== null;
  const [from, to] = whole ? [period.from!, period.to! - 1] : [seen.first, seen.last];
  const length = bucketLength(to - from);
  const start = Math.floor(from / length) * length;
  return { start, length, count: Math.floor((to - start) / length) + 1 };
}

/** Refusals over time: by address, how many in which bucket. */
export function timelineOf(
  { start, length, count }: Buckets,
  refusals: Iterable<{ ip: string; bucket: number; attempts: number }>,
): Timeline {
  const counts = new Map<string, number[]>();
  for (const { ip, bucket, attempts } of refusals) {
    const known = counts.get(ip);
    const row = known ?? Array.from({ length: count }, () => 0);
    row[bucket] = (row[bucket] ?? 0) + attempts;
    if (!known) counts.set(ip, row);
  }
  const sendingIps = [...counts].map(([ip, row]) => ({ ip, counts: row }));
  return {
    from: new Date(start).toISOString(),
    bucketSeconds: length / 1000,
    bucketCount: count,
    sendingIps,
  };
}

export function tallyTimeline(grouped: Grouped, period: Period): Timeline | null {
  let first = Infinity;
  let last = -Infinity;
  for (const { time } of timedAttempts(grouped)) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  if (first > last) return null;
  const buckets = bucketsOf({ first, last }, period);
  return timelineOf(buckets, inBuckets(timedAttempts(grouped), buckets));
}

/** One after the other: a list of a million would take more memory than what it is counted into. */
export function* timedAttempts({
  attempts,
}: Pick<Grouped, "attempts">): Generator<{ ip: string; time: number }> {
  for (const { sendingIp: ip, time } of attempts) if (ip !== null && time !== null) yield { ip, time };
}

export function* inBuckets(
  timed: Iterable<{ ip: string; time: number }>,
  { start, length }: Buckets,
): Iterable<{ ip: string; bucket: number; attempts: number }> {
  for (const { ip, time } of timed) yield { ip, bucket: Math.floor((time - start) / length), attempts: 1 };
}

function bucketLength(span: number): number {
  if (span <= MAXIMUM_HOURS * HOUR) return HOUR;
  if (span <= MAXIMUM_DAYS * DAY) return DAY;
  return Math.ceil(span / (MAXIMUM_DAYS * 7 * DAY)) * 7 * DAY;
}

/** By receiver and code, most refusals first. */
export function tallyOtherReceivers(refusals: readonly OtherReceiverAttempt[]): OtherReceiverCount[] {
  return sumOtherReceivers(
    refusals.map(({ receiver, name, code, sendingIp, reply }) => {
      const sendingIps = sendingIp === null ? [] : [sendingIp];
      return { receiver, name, code, attempts: 1, sendingIps, example: reply };
    }),
  );
}

/** Counts of different refusals, added up. */
export function sumOtherReceivers(counts: Iterable<OtherReceiverCount>): OtherReceiverCount[] {
  const sums = new Map<string, { row: OtherReceiverCount; addresses: Set<string> }>();
  for (const { receiver, name, code, attempts, sendingIps, example } of counts) {
    const key = JSON.stringify([receiver, name, code]);
    const { row, addresses } = sums.get(key) ?? {
      row: { receiver, name, code, attempts: 0, sendingIps: [], example },
      addresses: new Set<string>(),
    };
    row.attempts += attempts;
    if (example < row.example) row.example = example;
    for (const ip of sendingIps) addresses.add(ip);
    sums.set(key, { row, addresses });
  }
  return [...sums.values()]
    .map(({ row, addresses }) => ({ ...row, sendingIps: [...addresses].toSorted() }))
    .toSorted((a, b) => b.attempts - a.attempts || (`${a.name} ${a.code}` < `${b.name} ${b.code}` ? -1 : 1));
}

/** Who will not get a message that Gmail refused, unless it is sent again: one spelling per mailbox, sorted. */
export function tallyRecipients({ deliveries }: Pick<Grouped, "deliveries">): string[] {
  const lost: string[] = [];
  for (const { recipient, outcome } of deliveries)
    if (recipient !== null && outcome === "failed") lost.push(recipient);
  return oneSpelling(lost);
}

export function oneSpelling(recipients: Iterable<string>): string[] {
  const spellings = new Map<string, string>();
  for (const recipient of recipients) {
    const mailbox = mailboxOf(recipient);
    const known = spellings.get(mailbox);
    if (known === undefined || recipient < known) spellings.set(mailbox, recipient);
  }
  return [...spellings.keys()].toSorted().map((mailbox) => spellings.get(mailbox)!);
}
