// The messages that had one queue id. Postfix's short ids are made of an inode and a fraction of a second, and come
// again: days later, within hours, or on another host. Lines are taken in order of time, whatever their order in the log:
// a message begins with its arrival, and ends when it is removed from the queue.

import type { Envelope, Removal } from "../model/delivery.ts";
import type { Outcome } from "../model/events.ts";
import { CLOCK_STEP, differ, LONGEST_OPEN, STAMP_ORDER } from "../model/queue-facts.ts";
import { tellsTime } from "./queue-ids.ts";
import type { Refusal } from "./refusal.ts";

/** No mailer keeps a message longer between two attempts. */
export const LONGEST_SILENCE = 6 * 24 * 3_600_000;

/** Events are written by strangers: of an id that would be more messages', the last one has them all. */
const MAX_USES = 1_000;

/** One message under the id. */
export interface QueueUse {
  key: string;
  host: string | null;
  messageId: string | null;
  /** As logged: DSNs may write it otherwise. */
  sender: string | null;
  /** When it came in. */
  begun: number | null;
  /** When it was refused first and last. */
  firstTime: number | null;
  lastTime: number | null;
  removed: number | null;
  isRefused: boolean;
  /** What the refusal's events call it: see Rejection. */
  arrived: string | null;
}

export interface QueueHistory {
  refusals: readonly Refusal[];
  envelopes: readonly Envelope[];
  removals: readonly Removal[];
}

type Entry = { time: number | null } & (
  | { kind: "envelope"; envelope: Envelope }
  | { kind: "refusal"; refusal: Refusal }
  | { kind: "removal"; removal: Removal }
);
const kinds = ["envelope", "refusal", "removal"];

/** Sets each refusal's message, and what others of the same message tell of it. */
export function separateUses(queueId: string, history: QueueHistory): QueueUse[] {
  const uses: QueueUse[] = [];
  const begin = (host: string | null, begun: number | null, arrived: string | null): QueueUse => {
    if (uses.length === MAX_USES) return uses[MAX_USES - 1]!;
    const key = uses.length === 0 ? queueId : `${queueId}#${uses.length}`;
    const use = { ...emptyUse, key, host, begun, arrived };
    uses.push(use);
    return use;
  };
  forgetGuesses(history);
  if (history.envelopes.length + history.removals.length === 0)
    for (const refusal of history.refusals.toSorted(byTime)) addRefusal(uses, refusal, begin);
  else for (const entry of entriesOf(history)) addEntry(uses, entry, begin);
  for (const refusal of history.refusals) complete(refusal, uses);
  return uses;
}

/**
 * A refusal was told with the envelope that was known when its line was read; the lines about the envelope say now whose
 * it was.
 */
function forgetGuesses({ refusals, envelopes }: QueueHistory): void {
  if (envelopes.length === 0) return;
  const senders = new Set(envelopes.map(({ sender }) => sender));
  const messageIds = new Set(envelopes.map(({ messageId }) => messageId));
  for (const refusal of refusals) {
    if (refusal.via !== "log" || refusal.arrived) continue;
    if (senders.has(refusal.sender)) refusal.sender = null;
    if (messageIds.has(refusal.messageId)) refusal.messageId = null;
  }
}

type Begin = (host: string | null, begun: number | null, arrived: string | null) => QueueUse;

const emptyUse: Omit<QueueUse, "key" | "host" | "begun" | "arrived"> = {
  messageId: null,
  sender: null,
  firstTime: null,
  lastTime: null,
  removed: null,
  isRefused: false,
};

/** In order of time; what has none, as a listing of the queue, comes last. */
function entriesOf({ refusals, envelopes, removals }: QueueHistory): Entry[] {
  const entries: Entry[] = [
    ...envelopes.map((envelope) => ({ kind: "envelope" as const, envelope, time: envelope.time })),
    ...refusals.map((refusal) => ({ kind: "refusal" as const, refusal, time: refusal.time })),
    ...removals.map((removal) => ({ kind: "removal" as const, removal, time: removal.time })),
  ];
  return entries.toSorted(
    (a, b) =>
      (a.time ?? Infinity) - (b.time ?? Infinity) ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      (nameOf(a) < nameOf(b) ? -1 : 1),
  );
}

/** Most ids have nothing but refusals: those are not wrapped. */
function byTime(a: Refusal, b: Refusal): number {
  return (a.time ?? Infinity) - (b.time ?? Infinity) || (rankOf(a) < rankOf(b) ? -1 : 1);
}

/** First what is told with its message's name. */
function rankOf({ arrived, key }: Refusal): string {
  return `${arrived ? 0 : 1} ${key}`;
}

function addEntry(uses: readonly QueueUse[], entry: Entry, begin: Begin): void {
  if (entry.kind === "envelope") addEnvelope(uses, entry.envelope, begin);
  else if (entry.kind === "removal") addRemoval(uses, entry.removal, begin);
  else addRefusal(uses, entry.refusal, begin);
}

/** The same order of entries of one time, in whatever order they were read. */
function nameOf(entry: Entry): string {
  if (entry.kind === "refusal") return rankOf(entry.refusal);
  const line = entry.kind === "envelope" ? entry.envelope : entry.removal;
  return JSON.stringify(Object.values(line));
}

function addEnvelope(uses: readonly QueueUse[], envelope: Envelope, begin: Begin): void {
  const { reportingMta, time, sender, messageId } = envelope;
  const last = uses.findLast(({ host }) => !differ(host, reportingMta));
  const use = last && !beginsAnother(last, envelope) ? last : begin(reportingMta, time, null);
  use.host ??= reportingMta;
  use.sender ??= sender;
  use.messageId ??= messageId;
  if (envelope.begins) use.begun ??= time;
}

function beginsAnother(last: QueueUse, { time, begins, sender, messageId }: Envelope): boolean {
  if (differs(last.messageId, messageId) || differs(last.sender, sender)) return true;
  if (isAfter(time, last.removed, STAMP_ORDER)) return true;
  if (begins && messageId === null && isAfter(time, last.begun, STAMP_ORDER)) return true;
  // The same Message-ID is the same message, also where it came in after it was refused, by its host's clock.
  return begins && last.messageId === null && isAfter(time, last.lastTime, CLOCK_STEP);
}

function addRemoval(uses: readonly QueueUse[], { reportingMta, time }: Removal, begin: Begin): void {
  const last = uses.findLast(({ host }) => !differ(host, reportingMta)) ?? begin(reportingMta, time, null);
  last.host ??= reportingMta;
  last.removed = time ?? last.removed;
}

function addRefusal(uses: readonly QueueUse[], refusal: Refusal, begin: Begin): void {
  const host = refusal.via !== "log" ? null : refusal.reportingMta;
  const use = uses.findLast((known) => isSame(known, refusal)) ?? begin(host, null, refusal.arrived ?? null);
  refusal.message = use.key;
  use.isRefused = true;
  use.arrived ??= refusal.arrived ?? null;
  use.messageId ??= refusal.messageId;
  use.firstTime ??= refusal.time;
  use.lastTime = refusal.time ?? use.lastTime;
  if (refusal.via !== "log") return;
  use.sender ??= refusal.sender;
  use.host ??= refusal.reportingMta;
}

function isSame(use: QueueUse, refusal: Refusal): boolean {
  const { messageId, time, arrived } = refusal;
  if (arrived && use.isRefused) return use.arrived === arrived;
  if (differs(use.messageId, messageId)) return false;
  if (isAfter(time, use.lastTime, silenceOf(refusal))) return false;
  // A bounce is written when the message leaves the queue, and by the host's full name.
  if (refusal.via !== "log") return true;
  if (isAfter(time, use.removed, STAMP_ORDER)) return false;
  return !differs(use.sender, refusal.sender) && !differ(use.host, refusal.reportingMta);
}

/** An id that tells when it was given comes again no sooner than the mailer's clock: silence says nothing. */
function silenceOf({ queueId }: Refusal): number {
  return queueId !== null && tellsTime(queueId) ? LONGEST_OPEN : LONGEST_SILENCE;
}

function differs(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a.toLowerCase() !== b.toLowerCase();
}

function isAfter(time: number | null, known: number | null, by: number): boolean {
  return time !== null && known !== null && time - known > by;
}

/** What one refusal's surroundings told of the message holds for all of its refusals. */
function complete(refusal: Refusal, uses: readonly QueueUse[]): void {
  const use = uses.find(({ key }) => key === refusal.message);
  refusal.sender ??= use?.sender ?? null;
  refusal.messageId ??= use?.messageId ?? null;
}

/** The message that an outcome belongs to: the latest that had begun. */
export function useOf(uses: readonly QueueUse[], outcome: Outcome): QueueUse | undefined {
  if (outcome.arrived) return uses.find(({ arrived }) => arrived === outcome.arrived);
  const own = uses.filter(({ host }) => !differ(host, outcome.reportingMta));
  const candidates = own.length > 0 ? own : uses;
  const first = candidates.find(({ arrived }) => arrived === null);
  if (outcome.time === null) return first;
  const at = Date.parse(outcome.time);
  return candidates.findLast((use) => isNotAfter(beginningOf(use), at)) ?? first;
}

/** When the message came in, or was first heard of. */
export function beginningOf({ begun, arrived, firstTime }: QueueUse): number | null {
  return begun ?? (arrived === null ? firstTime : Date.parse(arrived));
}

function isNotAfter(time: number | null, at: number): boolean {
  return time === null || time <= at;
}
