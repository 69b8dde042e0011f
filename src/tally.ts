// The counts of the report: in all, by sending address, and by week × address × code.

import {
  addressCell,
  addTo,
  emptyCell,
  emptyCells,
  sendingIpsOf,
  totalsOf,
  weekCell,
  weekOf,
  weeksOf,
  type Cell,
  type Cells,
} from "./cells.ts";
import type { Attempt, Delivery, Grouped } from "./group.ts";
import type { OtherReceiverAttempt } from "./group/other-receivers.ts";
import type {
  OtherReceiverCount,
  OtherRefusalCount,
  Period,
  Report,
  SendingIpCounts,
  Timeline,
  WeeklyCounts,
} from "./model.ts";

type Refusals = { attempts: Attempt[]; deliveries: Delivery[] };

/** The cells of everything that was grouped. */
export function cellsOf(grouped: Grouped, timezone: string): Cells {
  const cells = emptyCells();
  addTo(cells.total, cellOf(grouped));
  cells.unattributed = grouped.attempts.filter(({ ip }) => ip === null).length;
  for (const [ip, refusals] of split(grouped, (refusal) => refusal.ip)) {
    const cell = addressCell(cells, ip);
    addTo(cell, cellOf(refusals));
    for (const { code } of refusals.attempts) cell.codes.set(code, (cell.codes.get(code) ?? 0) + 1);
    for (const host of grouped.reportingMtas.get(ip) ?? []) cell.hosts.add(host);
  }
  const rows = split(grouped, ({ ip, code, time }) => {
    const { week, weekStart } = weekOf(time, timezone);
    return JSON.stringify([week, weekStart, ip, code]);
  });
  for (const [key, refusals] of rows) {
    const [week, weekStart, ip, code] = JSON.parse(key) as [string, string, string | null, string];
    addTo(weekCell(cells, { week, weekStart, ip, code }), cellOf(refusals));
  }
  return cells;
}

export function tallyTotals(grouped: Grouped): Report["totals"] {
  return totalsOf(cellsOf(grouped, "UTC"));
}

export function tallySendingIps(grouped: Grouped): SendingIpCounts[] {
  return sendingIpsOf(cellsOf(grouped, "UTC"));
}

export function tallyWeeks(grouped: Grouped, timezone: string): WeeklyCounts[] {
  return weeksOf(cellsOf(grouped, timezone));
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
    const row = counts.get(ip) ?? Array.from({ length: count }, () => 0);
    row[bucket] = (row[bucket] ?? 0) + attempts;
    counts.set(ip, row);
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
  const timed = timedAttempts(grouped);
  let first = Infinity;
  let last = -Infinity;
  for (const { time } of timed) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  if (timed.length === 0) return null;
  const buckets = bucketsOf({ first, last }, period);
  return timelineOf(buckets, inBuckets(timed, buckets));
}

export function timedAttempts({ attempts }: Grouped): { ip: string; time: number }[] {
  return attempts.flatMap(({ ip, time }) => (ip === null || time === null ? [] : [{ ip, time }]));
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

export function tallyOthers(others: Iterable<OtherRefusalCount>): OtherRefusalCount[] {
  const counts = new Map<string, OtherRefusalCount>();
  for (const { code, meaning, attempts } of others) {
    const key = `${code} ${meaning}`;
    counts.set(key, { code, meaning, attempts: (counts.get(key)?.attempts ?? 0) + attempts });
  }
  return [...counts]
    .toSorted(([one, a], [other, b]) => b.attempts - a.attempts || (one < other ? -1 : 1))
    .map(([, row]) => row);
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
  return oneSpelling(
    deliveries.flatMap(({ recipient, outcome }) =>
      recipient === null || outcome !== "failed" ? [] : [recipient],
    ),
  );
}

export function oneSpelling(recipients: Iterable<string>): string[] {
  const spellings = new Map<string, string>();
  for (const recipient of recipients) {
    const mailbox = recipient.toLowerCase();
    const known = spellings.get(mailbox);
    if (known === undefined || recipient < known) spellings.set(mailbox, recipient);
  }
  return [...spellings]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, recipient]) => recipient);
}

/** Splits attempts and deliveries by a key of the refusal; a delivery belongs to every key that refused it. */
function split(
  grouped: Refusals,
  keyOf: (refusal: { ip: string | null; code: string; time: number | null }) => string | null,
): Map<string, Refusals> {
  const parts = new Map<string, Refusals>();
  const part = (key: string) => {
    const known = parts.get(key) ?? { attempts: [], deliveries: [] };
    parts.set(key, known);
    return known;
  };
  for (const attempt of grouped.attempts) {
    const key = keyOf(attempt);
    if (key !== null) part(key).attempts.push(attempt);
  }
  for (const delivery of grouped.deliveries) {
    const keys = new Set(delivery.refusals.map(keyOf));
    for (const key of keys) if (key !== null) part(key).deliveries.push(delivery);
  }
  return parts;
}

function cellOf({ attempts, deliveries }: Refusals): Cell {
  const cell = emptyCell();
  const messages = new Set<string>();
  for (const { message, time } of attempts) {
    messages.add(message);
    if (time === null) continue;
    if (cell.first === null || time < cell.first) cell.first = time;
    if (cell.last === null || time > cell.last) cell.last = time;
  }
  for (const { message, outcome, sender } of deliveries) {
    messages.add(message);
    if (outcome === "failed") cell.lost++;
    if (outcome === "delivered") cell.delivered++;
    if (sender === null) continue;
    const domain = domainOf(sender);
    cell.domains.set(domain, (cell.domains.get(domain) ?? 0) + 1);
  }
  cell.attempts = attempts.length;
  cell.affected = deliveries.length;
  cell.messages = messages.size;
  return cell;
}

export function domainOf(sender: string): string {
  return sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
}
