// Counting once. Collects the events of all inputs, in any order, and says which attempts, deliveries and
// outcomes there were: the same refusal in two log lines, in a log and in its DSN, in a delayed and then a
// failed DSN, or in two copies of a mailbox is one.

import { detached } from "../base/memory/strings.ts";
import {
  attemptsOf,
  attributeWithinMessage,
  deliveriesOf,
  type Attempt,
  type Delivery,
} from "./deliveries.ts";
import { carriedOver } from "./carried-over.ts";
import { lastWordsOf, type LastWords } from "./end-not-seen.ts";
import { bySendingIp, hostsByTeller, type HostsByTeller } from "./hosts.ts";
import { requeueKey } from "./keys.ts";
import { assignMessages, type Messages } from "./messages.ts";
import { createOtherReceivers, type OtherReceiverAttempt } from "./other-receivers.ts";
import { addOutcome } from "./outcomes.ts";
import { createOthers } from "./others.ts";
import { isWithin } from "./outside-period.ts";
import { createUnread } from "./unread.ts";
import { addressesByWay, type SentAddresses } from "./address-of-host.ts";
import type { RefusalCells } from "./refusal-cells.ts";
import { createSenderRefusals, type Heard } from "./sender-refusals.ts";
import { sightingsOf } from "./sightings.ts";
import { better, ofRejection, ofSuspension, type Refusal } from "./refusal.ts";
import { createReplies, type Quotes } from "./replies.ts";
import { endEvents, keepRejection, ofRequeue, refusalEvents, requeueEvents } from "./told-again.ts";
import { ALWAYS, deliveriesWithin, endsOutside, refusalsWithin } from "./within-period.ts";
import { withoutRepeats } from "./repeats.ts";
import type { QueueFact, Requeue } from "../model/delivery.ts";
import type { AnalysisEvent, OtherRefusal, Outcome, Rejection, Suspension } from "../model/events.ts";
import type { Sighting } from "../model/machine.ts";
import type { Observation } from "../model/observations.ts";
import type { Period } from "../model/options.ts";
import type { UnreadCount } from "../model/report.ts";

export type { Attempt, Delivery };

export interface Grouped extends HostsByTeller {
  attempts: Attempt[];
  deliveries: readonly Delivery[];
  /** What Gmail refused for the sender's records. */
  refusals: RefusalCells;
  /** Which addresses Gmail names of which host, where a refusal of its names none. */
  sent: SentAddresses;
  /** When deliveries without an end were heard of last. */
  lastWords: LastWords;
  others: OtherRefusal[];
  /** The events counted once; empty unless they were to be kept. */
  events: AnalysisEvent[];
  /** Reporting MTAs by sending address. */
  reportingMtas: Map<string, Set<string>>;
  /** By sending address, the addresses that the mailer says it sent from: others where NAT is at work. */
  localIps: Map<string, Set<string>>;
  /** One refusal of each sending address in Gmail's words. */
  replies: Quotes;
  /** Which programs and hosts tell of it, by sending address. */
  sightings: Map<string, Sighting>;
}

/** With the refusals for reverse DNS by other receivers than Gmail, which are counted on their own. */
export interface GroupedEvents extends Grouped {
  otherReceivers: OtherReceiverAttempt[];
  unread: UnreadCount;
}

export interface Grouping {
  /** False when the same event was there before. */
  add: (observation: Observation) => boolean;
  finish: (period?: Period) => GroupedEvents;
  /** What a later run must be told again; `newest` is the newest time in the logs. */
  carried: (newest: number | null) => Observation[];
  /** Of another period, what Gmail refused for reverse DNS. */
  within: (period: Period) => PeriodCounts;
}

export type PeriodCounts = Pick<
  Grouped,
  | "attempts"
  | "deliveries"
  | "refusals"
  | "sent"
  | "lastWords"
  | "reportingMtas"
  | keyof HostsByTeller
  | "localIps"
>;

/** `quoted` is the period whose refusals are told in Gmail's words. */
export function createGrouping(keepEvents: boolean, quoted: Period = ALWAYS): Grouping {
  const refusals = new Map<string, Refusal>();
  const outcomes = new Map<string, Outcome>();
  const others = createOthers(keepEvents);
  const otherReceivers = createOtherReceivers(keepEvents);
  const senderRefusals = createSenderRefusals(keepEvents, quoted);
  const unread = createUnread(keepEvents);
  const rejections = new Map<string, Rejection>();
  const suspensions = new Map<string, Suspension>();
  const facts: QueueFact[] = [];
  const replies = createReplies();

  function add(observation: Observation): boolean {
    if (!("schema" in observation)) {
      facts.push(observation);
      return true;
    }
    const event = keepEvents ? detached(observation) : observation;
    switch (event.schema) {
      case "whybounce.rejection/1":
        if (keepEvents) keepRejection(rejections, event);
        if (isWithin(event, quoted)) replies.add(event);
        return addRefusal(ofRejection(event));
      case "whybounce.suspension/1": {
        const refusal = ofSuspension(event);
        if (keepEvents) suspensions.set(refusal.key, event);
        return addRefusal(refusal);
      }
      case "whybounce.outcome/1":
        return addOutcome(outcomes, event);
      case "whybounce.requeue/1":
        facts.push({ kind: "requeue", requeue: ofRequeue(event) });
        return true;
      case "whybounce.other/1":
        return others.add(event);
      case "whybounce.sender-refusal/1":
        return senderRefusals.add(event);
      case "whybounce.other-receiver/1":
        return otherReceivers.add(event);
      case "whybounce.unread/1":
        return unread.add(event);
    }
  }

  function addRefusal(refusal: Refusal): boolean {
    const known = refusals.get(refusal.key);
    refusals.set(refusal.key, known ? better(known, refusal) : refusal);
    return known === undefined;
  }

  let known: Joined | null = null;

  /** All mentions of one refusal are one, whatever period is asked for. */
  function join(): Joined {
    if (known) return known;
    const all = [...refusals.values()];
    // Nothing is added any more, and most memory is needed now.
    refusals.clear();
    const counted = withoutRepeats(all);
    const messages = assignMessages(counted, facts);
    attributeWithinMessage(counted);
    const deliveries = deliveriesOf(counted, [...outcomes.values()], messages.keyOf);
    known = { refusals: counted, messages, deliveries };
    return known;
  }

  function within(period: Period): PeriodCounts {
    return countsOf(refusalsWithin(join().refusals, period), period);
  }

  function heard(): Heard {
    return { facts, outcomes: [...outcomes.values()] };
  }

  function countsOf(counted: readonly Refusal[], period: Period): PeriodCounts {
    const { refusals: all, deliveries: whole } = join();
    const deliveries = counted === all ? whole : deliveriesWithin(whole, new Set(counted));
    const ofSenders = senderRefusals.within(heard(), period);
    return {
      attempts: attemptsOf(counted),
      deliveries,
      refusals: ofSenders.cells,
      sent: addressesByWay(counted, ofSenders.counted),
      lastWords: lastWordsOf(all, deliveries),
      reportingMtas: bySendingIp(counted, (refusal) => refusal.reportingMta),
      ...hostsByTeller(counted),
      localIps: bySendingIp(counted, (refusal) => refusal.localIp),
    };
  }

  function finish(period: Period = ALWAYS): GroupedEvents {
    const { messages, refusals: all } = join();
    const counted = refusalsWithin(all, period);
    const elsewhere = otherReceivers.finish();
    const otherRefusals = others.finish();
    const notRead = unread.finish();
    const ofSenders = senderRefusals.finish(heard(), period);
    return {
      ...countsOf(counted, period),
      others: otherRefusals,
      otherReceivers: elsewhere.attempts,
      unread: notRead.count,
      events: keepEvents
        ? [
            ...refusalEvents(counted, rejections, suspensions),
            ...[...outcomes.values()].map(messages.named).map(ofSenders.named),
            ...endEvents(endsOutside(all, counted)),
            ...ofSenders.ends,
            ...requeueEvents(onceEach([...messages.requeuesOf(counted), ...ofSenders.requeues])),
            ...otherRefusals,
            ...ofSenders.events,
            ...elsewhere.events,
            ...notRead.events,
          ]
        : [],
      replies: replies.finish(),
      sightings: sightingsOf(counted),
    };
  }

  function carried(newest: number | null): Observation[] {
    const { refusals: all, messages } = join();
    const told = carriedOver({ refusals: all, ...heard(), messages }, newest);
    const ofSenders = senderRefusals.carried(heard(), newest);
    return [
      ...refusalEvents(told.refusals, rejections, suspensions),
      ...ofSenders.events,
      ...[...new Set([...told.outcomes, ...ofSenders.outcomes])].map(messages.named).map(ofSenders.named),
      ...new Set([...told.facts, ...ofSenders.facts]),
    ];
  }

  return { add, finish, carried, within };
}

interface Joined {
  refusals: readonly Refusal[];
  messages: Messages;
  deliveries: readonly Delivery[];
}

/** A message may be refused for its reverse DNS, and then for something else. */
function onceEach(requeues: readonly Requeue[]): Requeue[] {
  return [...new Map(requeues.map((requeue) => [requeueKey(requeue), requeue])).values()];
}
