// The messages with a refusal, while logs are read: only their further lines are looked for. Says what the events must
// tell about their queue ids; most ids have one message, and its refusals name its sender and Message-ID.

import { copied, detached, shared } from "../../base/memory/strings.ts";
import { createQueueIds, type QueueIds } from "../search/index.ts";
import type {
  DeliveryAttempt,
  Envelope,
  QueueFact,
  QueueLine,
  Removal,
  Requeue,
} from "../../model/delivery.ts";
import type { Observation } from "../../model/observations.ts";
import { envelopeAt, LONGEST_OPEN } from "../../model/queue-facts.ts";
import { isKnown, keptEnvelope, keptRemoval, mergedEnvelope, withMore } from "./envelopes.ts";
import type { LogMemory } from "../../model/reader-state.ts";
import {
  emptyMessage,
  earlier,
  isBefore,
  MET_BEFORE,
  none,
  NOT_REFUSED,
  savedMessage,
  timeAfter,
  type FollowedMessage,
} from "./followed-message.ts";
import { createFollowedTable } from "./followed-table.ts";
import type { Part } from "./mailers/reader.ts";
import { mayTellMore, type LogSpan } from "./rereading.ts";
import { createRequeues } from "./requeues.ts";

/** Deliveries of one message at once: qmail's concurrencyremote is at most 255 unless it is patched. */
const MAX_UNDER_WAY = 255;

type QueueEnd = Pick<QueueLine, "queueId" | "time">;

export interface FollowedMessages {
  has: (queueId: string) => boolean;
  any: () => boolean;
  /** The same for the number of the word before a needle; true for some that are not followed. */
  mayBe: QueueIds["mayBe"];
  /** A log is read from its beginning, for the first time or again. */
  begin: () => void;
  /** From now on, the lines about the id are looked for. */
  follow: (queueId: string, metIn: number) => void;
  /** A line names a delivery's own number: if its message is followed, what has the number before a needle is wanted, too. */
  watchPart: (part: Part) => void;
  /** The ids that are followed since the last call: the lines before their refusals were passed by. */
  takeNew: () => string[];
  /** Takes the lines that stood before the first refusal of the id; mostly they are about its one message. */
  learnEarlier: (queueId: string, envelopes: readonly Envelope[]) => void;
  learn: (fact: QueueFact) => void;
  /** Fills in sender and Message-ID, as far as they are known. */
  complete: (attempt: DeliveryAttempt) => void;
  /** A refusal stands here that is already known. */
  pass: (attempt: Pick<DeliveryAttempt, "queueId" | "time">) => void;
  /** When the message ended whose line says `time`; `accepted`: what Google's clock said then. */
  endOf: (line: QueueEnd, accepted: number | null, isNewestFirst: boolean) => number | null;
  /** A delivery of the message ended. */
  end: (queueId: string, time: number | null) => void;
  isWorthRereading: (log: LogSpan) => boolean;
  /** True while the new id of a message that was requeued may be any. */
  isExpecting: () => boolean;
  saved: (newest: number | null) => SavedFollowed;
  restore: (saved: SavedFollowed) => void;
}

export type SavedFollowed = Pick<LogMemory, "refused" | "requeues" | "expected">;

/** Adds what the events must tell about queue ids to `observations`. */
export function createFollowedMessages(observations: Observation[]): FollowedMessages {
  const messages = createFollowedTable();
  const ids = createQueueIds();
  const requeues = createRequeues();
  let added: string[] = [];
  let readings = 0;

  function follow(queueId: string, metIn: number): void {
    // A loop, not a recursion: strangers who write the log can make the chain of new ids as long as the log.
    for (const wanted = [queueId]; wanted.length > 0;) {
      const id = shared(wanted.pop()!);
      if (messages.has(id)) continue;
      ids.add(id);
      messages.put(emptyMessage(id, metIn));
      added.push(id);
      wanted.push(...requeues.newIdsOf(id));
    }
  }

  function watchPart({ queueId, word }: Part): void {
    const message = queueId === null ? undefined : messages.get(queueId);
    if (!message || word === null) return;
    ids.add(word);
    messages.put({ ...message, words: [...message.words, copied(word)].slice(-MAX_UNDER_WAY) });
  }

  function takeNew(): string[] {
    const taken = added;
    if (taken.length > 0) added = [];
    return taken;
  }

  function learnEarlier(queueId: string, envelopes: readonly Envelope[]): void {
    const merged = mergedEnvelope(envelopes);
    const message = messages.get(queueId);
    if (merged && message) {
      message.envelopes = withMore(message.envelopes, merged);
      messages.put(message);
    } else for (const envelope of envelopes) learnEnvelope(envelope);
  }

  function learn(fact: QueueFact): void {
    if (fact.kind === "requeue") learnRequeue(fact.requeue);
    else if (fact.kind === "removal") learnRemoval(fact.removal);
    else learnEnvelope(fact.envelope);
  }

  function learnEnvelope(envelope: Envelope): void {
    const requeue = requeues.joinedBy(envelope);
    if (requeue) learnRequeue(requeue);
    const message = messages.get(envelope.queueId);
    if (!message) return;
    message.refusedIn = NOT_REFUSED;
    if (!isKnown(message.envelopes, envelope)) tellEnvelope(message, keptEnvelope(envelope));
    messages.put(message);
  }

  function tellEnvelope(message: FollowedMessage, kept: Envelope): void {
    tellQueue(message);
    observations.push({ kind: "envelope", envelope: kept });
    message.envelopes = withMore(message.envelopes, kept);
    if (kept.sender !== null && (kept.time ?? -Infinity) <= message.lacksSenderAt)
      message.lacksSenderAt = Infinity;
  }

  function learnRemoval(removal: Removal): void {
    const message = messages.get(removal.queueId);
    if (!message) return;
    message.removals = withMore(message.removals, keptRemoval(removal));
    if (removal.reason === "requeued")
      requeues.expect(removal, envelopeAt(message.envelopes, removal).messageId);
    if (isBefore(removal, { time: message.lastTime })) tellQueue(message);
    messages.put(message);
  }

  function learnRequeue(requeue: Requeue): void {
    const kept = detached(requeue);
    if (!requeues.add(kept)) return;
    const original = messages.get(kept.originalQueueId);
    if (original) follow(kept.queueId, original.metIn);
    observations.push({ kind: "requeue", requeue: kept });
  }

  /** The id may be another message's: all that is known of it tells the two apart, in whatever parts a log is read. */
  function tellQueue(message: FollowedMessage): void {
    if (!message.isTold)
      for (const envelope of message.envelopes) observations.push({ kind: "envelope", envelope });
    message.isTold = true;
    for (const removal of message.removals) observations.push({ kind: "removal", removal });
    message.removals = none;
  }

  function complete(attempt: DeliveryAttempt): void {
    const message = attempt.queueId === null ? undefined : messages.get(attempt.queueId);
    if (!message) return;
    const { sender, messageId } = envelopeAt(message.envelopes, attempt);
    attempt.queueId = message.queueId;
    attempt.sender = shared(attempt.sender ?? sender);
    attempt.messageId = shared(attempt.messageId ?? messageId);
    if (attempt.sender === null)
      message.lacksSenderAt = Math.min(message.lacksSenderAt, attempt.time ?? -Infinity);
    if (attempt.messageId !== null) message.isMessageIdKnown = true;
    if (message.removals.some((removal) => isBefore(removal, attempt))) tellQueue(message);
    noteRefusal(message, attempt);
    messages.put(message);
  }

  function noteRefusal(message: FollowedMessage, { time, action }: DeliveryAttempt): void {
    message.refusedIn = readings;
    message.refusedAt = time;
    if (time === null) return;
    message.firstTime = earlier(message.firstTime, time);
    message.lastTime = Math.max(message.lastTime ?? time, time);
    if (action === "failed") message.firstEnd = earlier(message.firstEnd, time);
  }

  function end(queueId: string, time: number | null): void {
    const message = messages.get(queueId);
    if (message && time !== null) messages.put({ ...message, firstEnd: earlier(message.firstEnd, time) });
  }

  function pass({ queueId, time }: Pick<DeliveryAttempt, "queueId" | "time">): void {
    const message = queueId === null ? undefined : messages.get(queueId);
    if (message) messages.put({ ...message, refusedIn: readings, refusedAt: time });
  }

  function endOf(line: QueueEnd, accepted: number | null, isNewestFirst: boolean): number | null {
    const message = messages.get(line.queueId);
    if (message?.refusedIn !== readings) return line.time;
    return timeAfter(message, line.time, accepted, isNewestFirst);
  }

  function isWorthRereading(log: LogSpan): boolean {
    return messages.some((times) => mayTellMore(log, times));
  }

  function saved(newest: number | null): SavedFollowed {
    const { known, expected } = requeues.saved();
    const limit = (newest ?? -Infinity) - LONGEST_OPEN;
    const isYoung = (time: number | null) => time === null || time >= limit;
    return {
      refused: [...messages.messages()]
        .filter(({ lastTime, firstTime }) => isYoung(lastTime ?? firstTime))
        .map(savedMessage),
      requeues: known.filter(({ time }) => isYoung(time)),
      expected: expected.filter(({ removal }) => isYoung(removal.time)),
    };
  }

  function restore({ refused, requeues: known, expected }: SavedFollowed): void {
    requeues.restore(known, expected);
    for (const message of refused) {
      for (const word of [message.queueId, ...(message.words ?? [])]) ids.add(word);
      messages.put({ ...emptyMessage(message.queueId, MET_BEFORE), ...message });
    }
  }

  return {
    has: (queueId) => messages.has(queueId),
    any: () => messages.size > 0,
    isExpecting: () => requeues.isExpecting(),
    saved,
    restore,
    // The new id of a requeued message may be any.
    mayBe: (word) => ids.mayBe(word) || requeues.isExpecting(),
    begin: () => void readings++,
    follow,
    watchPart,
    takeNew,
    learnEarlier,
    learn,
    complete,
    pass,
    endOf,
    end,
    isWorthRereading,
  };
}
