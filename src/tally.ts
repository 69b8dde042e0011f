// The counts of the report: in all, by sending address, and by week × address × code.

import type { Attempt, Delivery, Grouped } from "./group.ts";
import type { OtherReceiverAttempt } from "./group/other-receivers.ts";
import type {
  Counts,
  OtherReceiverCount,
  OtherRefusalCount,
  Period,
  Report,
  SendingIpCounts,
  Timeline,
  WeeklyCounts,
} from "./model.ts";
import { isoWeek } from "./period.ts";
import { isoTime } from "./rejection.ts";
import { ipFamily } from "./smtp/ip.ts";

type Refusals = { attempts: Attempt[]; deliveries: Delivery[] };

export function tallyTotals(grouped: Grouped): Report["totals"] {
  const unattributed = grouped.attempts.filter((attempt) => attempt.ip === null).length;
  return { ...countsOf(grouped), unattributed };
}

/** One entry for each sending address, most refusals first. */
export function tallySendingIps(grouped: Grouped): SendingIpCounts[] {
  const byIp = split(grouped, (refusal) => refusal.ip);
  return [...byIp]
    .map(([ip, refusals]) => ({
      ip,
      family: ipFamily(ip),
      ...countsOf(refusals),
      byCode: byCode(refusals.attempts),
      ...seen(refusals.attempts),
      senderDomains: senderDomains(refusals.deliveries),
      reportingMtas: hostNames(grouped.reportingMtas.get(ip) ?? new Set()),
    }))
    .toSorted((a, b) => b.attempts - a.attempts || b.affected - a.affected || (a.ip < b.ip ? -1 : 1));
}

export function tallyWeeks(grouped: Grouped, timezone: string): WeeklyCounts[] {
  const unknown = { week: "", weekStart: "" };
  const weekOf = (time: number | null) => (time === null ? unknown : isoWeek(time, timezone));
  const rows = split(grouped, ({ ip, code, time }) => {
    const { week, weekStart } = weekOf(time);
    return JSON.stringify([week, weekStart, ip, code]);
  });
  return [...rows].map(([key, refusals]) => {
    const [week, weekStart, sendingIp, code] = JSON.parse(key) as [string, string, string | null, string];
    const { attempts, messages, affected, lost } = countsOf(refusals);
    const domains = senderDomains(refusals.deliveries).map(({ domain }) => domain);
    return {
      week,
      weekStart,
      sendingIp,
      code,
      attempts,
      messages,
      affected,
      lost,
      ...seen(refusals.attempts),
      senderDomains: domains,
    };
  });
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Hours for a good week; days for a good year. */
const MAXIMUM_HOURS = 240;
const MAXIMUM_DAYS = 400;

/** Refusals over time; a period with both ends is shown whole, else what lies between first and last. */
export function tallyTimeline(grouped: Grouped, period: Period): Timeline | null {
  const timed = grouped.attempts.flatMap(({ ip, time }) =>
    ip === null || time === null ? [] : [{ ip, time }],
  );
  if (timed.length === 0) return null;
  const { from, to } = spanOf(timed, period);
  const bucket = bucketLength(to - from);
  const start = Math.floor(from / bucket) * bucket;
  const bucketCount = Math.floor((to - start) / bucket) + 1;
  const counts = new Map<string, number[]>();
  for (const { ip, time } of timed) {
    const row = counts.get(ip) ?? Array.from({ length: bucketCount }, () => 0);
    const index = Math.floor((time - start) / bucket);
    row[index] = (row[index] ?? 0) + 1;
    counts.set(ip, row);
  }
  const sendingIps = [...counts].map(([ip, row]) => ({ ip, counts: row }));
  return { from: new Date(start).toISOString(), bucketSeconds: bucket / 1000, bucketCount, sendingIps };
}

function spanOf(timed: readonly { time: number }[], period: Period): { from: number; to: number } {
  if (period.from !== null && period.to !== null) return { from: period.from, to: period.to - 1 };
  let from = Infinity;
  let to = -Infinity;
  for (const { time } of timed) {
    from = Math.min(from, time);
    to = Math.max(to, time);
  }
  return { from, to };
}

function bucketLength(span: number): number {
  if (span <= MAXIMUM_HOURS * HOUR) return HOUR;
  if (span <= MAXIMUM_DAYS * DAY) return DAY;
  return Math.ceil(span / (MAXIMUM_DAYS * 7 * DAY)) * 7 * DAY;
}

export function tallyOthers(grouped: Grouped): OtherRefusalCount[] {
  const counts = new Map<string, OtherRefusalCount>();
  for (const { code, meaning, attempts } of grouped.others) {
    const key = `${code} ${meaning}`;
    counts.set(key, { code, meaning, attempts: (counts.get(key)?.attempts ?? 0) + attempts });
  }
  return [...counts]
    .toSorted(([one, a], [other, b]) => b.attempts - a.attempts || (one < other ? -1 : 1))
    .map(([, row]) => row);
}

/** By receiver and code, most refusals first. */
export function tallyOtherReceivers(refusals: readonly OtherReceiverAttempt[]): OtherReceiverCount[] {
  const counts = new Map<string, OtherReceiverCount>();
  const addresses = new Map<string, Set<string>>();
  for (const { receiver, name, code, sendingIp, reply } of refusals) {
    const key = JSON.stringify([receiver, name, code]);
    const known = counts.get(key);
    const example = known === undefined || reply < known.example ? reply : known.example;
    const attempts = (known?.attempts ?? 0) + 1;
    counts.set(key, { receiver, name, code, attempts, sendingIps: [], example });
    const named = addresses.get(key) ?? new Set();
    addresses.set(key, sendingIp === null ? named : named.add(sendingIp));
  }
  return [...counts]
    .map(([key, row]) => ({ ...row, sendingIps: [...(addresses.get(key) ?? [])].toSorted() }))
    .toSorted((a, b) => b.attempts - a.attempts || (`${a.name} ${a.code}` < `${b.name} ${b.code}` ? -1 : 1));
}

/** Who will not get a message that Gmail refused, unless it is sent again: one spelling per mailbox, sorted. */
export function tallyRecipients({ deliveries }: Grouped): string[] {
  const spellings = new Map<string, string>();
  for (const { recipient, outcome } of deliveries) {
    if (recipient === null || outcome !== "failed") continue;
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

function countsOf({ attempts, deliveries }: Refusals): Counts {
  const messages = new Set<string>();
  for (const { message } of attempts) messages.add(message);
  for (const { message } of deliveries) messages.add(message);
  const lost = deliveries.filter(({ outcome }) => outcome === "failed").length;
  const delivered = deliveries.filter(({ outcome }) => outcome === "delivered").length;
  return {
    attempts: attempts.length,
    messages: messages.size,
    affected: deliveries.length,
    lost,
    retrying: deliveries.length - lost - delivered,
    delivered,
  };
}

function byCode(attempts: readonly Attempt[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of attempts) counts[code] = (counts[code] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function seen(attempts: readonly Attempt[]): { firstSeen: string | null; lastSeen: string | null } {
  let first: number | null = null;
  let last: number | null = null;
  for (const { time } of attempts) {
    if (time === null) continue;
    if (first === null || time < first) first = time;
    if (last === null || time > last) last = time;
  }
  return { firstSeen: isoTime(first), lastSeen: isoTime(last) };
}

function senderDomains(deliveries: readonly Delivery[]): { domain: string; affected: number }[] {
  const counts = new Map<string, number>();
  for (const { sender } of deliveries) {
    if (sender === null) continue;
    const domain = sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
    counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return [...counts]
    .map(([domain, affected]) => ({ domain, affected }))
    .toSorted((a, b) => b.affected - a.affected || (a.domain < b.domain ? -1 : 1));
}

/** A log says `mx1` where a DSN says `mx1.example.com`: the longer name tells more, and is the same host. */
function hostNames(names: ReadonlySet<string>): string[] {
  const all = [...names];
  return all.filter((name) => !all.some((other) => other.startsWith(`${name}.`))).toSorted();
}
