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
import { requeueKey } from "./keys.ts";
import { assignMessages } from "./messages.ts";
import { createOtherReceivers, type OtherReceiverAttempt } from "./other-receivers.ts";
import { addOutcome } from "./outcomes.ts";
import { createOthers } from "./others.ts";
import { createUnread } from "./unread.ts";
import { createSenderRefusals } from "./sender-refusals.ts";
import { sightingsOf } from "./sightings.ts";
import { keepRejection, refusalEvents, requeueEvents } from "./kept-events.ts";
import { better, ofRejection, ofSuspension, type Refusal } from "./refusal.ts";
import { createReplies } from "./replies.ts";
import { withoutUnnamedRepeats, withoutVagueRepeats } from "./repeats.ts";
import type { QueueFact, Requeue } from "../model/delivery.ts";
import type {
  AnalysisEvent,
  OtherRefusal,
  Outcome,
  Rejection,
  RequeueEvent,
  Suspension,
} from "../model/events.ts";
import type { Sighting } from "../model/machine.ts";
import type { Observation } from "../model/observations.ts";
import type { RefusalGroup } from "../model/refusals.ts";
import type { UnreadCount } from "../model/report.ts";
import { timeOf } from "../base/standards/iso-time.ts";

export type { Attempt, Delivery };

export interface Grouped {
  attempts: Attempt[];
  deliveries: Delivery[];
  others: OtherRefusal[];
  /** The events counted once; empty unless they were to be kept. */
  events: AnalysisEvent[];
  /** Reporting MTAs by sending address. */
  reportingMtas: Map<string, Set<string>>;
  /** By sending address, the addresses that the mailer says it sent from: others where NAT is at work. */
  localIps: Map<string, Set<string>>;
  /** One refusal of each sending address in Gmail's words. */
  replies: Map<string, string>;
  /** Which programs and hosts tell of it, by sending address. */
  sightings: Map<string, Sighting>;
}

/** With the refusals for reverse DNS by other receivers than Gmail, which are counted on their own. */
export interface GroupedEvents extends Grouped {
  otherReceivers: OtherReceiverAttempt[];
  senderRefusals: RefusalGroup[];
  unread: UnreadCount;
}

export interface Grouping {
  /** False when the same event was there before. */
  add: (observation: Observation) => boolean;
  finish: () => GroupedEvents;
}

export function createGrouping(keepEvents: boolean): Grouping {
  const refusals = new Map<string, Refusal>();
  const outcomes = new Map<string, Outcome>();
  const others = createOthers(keepEvents);
  const otherReceivers = createOtherReceivers(keepEvents);
  const senderRefusals = createSenderRefusals(keepEvents);
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
        replies.add(event);
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

  function finish(): GroupedEvents {
    const counted = withoutUnnamedRepeats(withoutVagueRepeats([...refusals.values()]));
    const messages = assignMessages(counted, facts);
    attributeWithinMessage(counted);
    const elsewhere = otherReceivers.finish();
    const otherRefusals = others.finish();
    const notRead = unread.finish();
    const ofSenders = senderRefusals.finish(facts, [...outcomes.values()]);
    const requeues = [...messages.requeues, ...ofSenders.requeues];
    return {
      attempts: attemptsOf(counted),
      deliveries: deliveriesOf(counted, [...outcomes.values()], messages.keyOf),
      others: otherRefusals,
      otherReceivers: elsewhere.attempts,
      senderRefusals: ofSenders.groups,
      unread: notRead.count,
      events: keepEvents
        ? [
            ...refusalEvents(counted, rejections, suspensions),
            ...[...outcomes.values()].map(messages.named).map(ofSenders.named),
            ...requeueEvents(onceEach(requeues)),
            ...otherRefusals,
            ...ofSenders.events,
            ...elsewhere.events,
            ...notRead.events,
          ]
        : [],
      reportingMtas: bySendingIp(counted, (refusal) => refusal.reportingMta),
      localIps: bySendingIp(counted, (refusal) => refusal.localIp),
      replies: replies.finish(),
      sightings: sightingsOf(counted),
    };
  }

  return { add, finish };
}

function ofRequeue({ queueId, originalQueueId, reportingMta, time }: RequeueEvent): Requeue {
  return { queueId, originalQueueId, reportingMta, time: time === null ? null : timeOf(time) };
}

/** A message may be refused for its reverse DNS, and then for something else. */
function onceEach(requeues: readonly Requeue[]): Requeue[] {
  return [...new Map(requeues.map((requeue) => [requeueKey(requeue), requeue])).values()];
}

function bySendingIp(
  refusals: readonly Refusal[],
  valueOf: (refusal: Refusal) => string | null,
): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const refusal of refusals) {
    const value = valueOf(refusal);
    if (refusal.sendingIp === null || value === null) continue;
    values.set(refusal.sendingIp, (values.get(refusal.sendingIp) ?? new Set()).add(value));
  }
  return values;
}
