// Gmail's refusals for the sender's records, counted as those for reverse DNS are: each once, with what became of the
// message. They are grouped by reason, domain and sending address.

import { detached, shared } from "../base/memory/strings.ts";
import { ipFamily } from "../base/standards/ip.ts";
import type { QueueFact, Requeue } from "../model/delivery.ts";
import type { Outcome, SenderRefusal } from "../model/events.ts";
import type { Period } from "../model/options.ts";
import { attributeWithinMessage, deliveriesOf, type Delivery } from "./deliveries.ts";
import { attemptKey } from "./keys.ts";
import { unnamedWay } from "./address-of-host.ts";
import { carriedOver } from "./carried-over.ts";
import { assignMessages, type Messages } from "./messages.ts";
import { better, ofSenderRefusal } from "./refusal.ts";
import { smallerReply, type RefusalCells } from "./refusal-cells.ts";
import { createReplyTexts } from "./reply-texts.ts";
import { createRefusalGroups, type Group } from "./refusal-groups.ts";
import { withoutRepeats } from "./repeats.ts";
import { isWithin } from "./outside-period.ts";
import { ALWAYS, deliveriesWithin, endsOutside, refusalsWithin } from "./within-period.ts";
import { endEvents, isFirstOf, senderRefusalEvent } from "./told-again.ts";
import {
  originOf,
  subjectOf,
  type Origins,
  type Said,
  type SaidRefusal,
  type Subject,
} from "./refusal-subject.ts";

export interface SenderRefusals {
  /** False when the same event was there before. */
  add: (event: SenderRefusal) => boolean;
  /** What the logs said of all messages is the same whenever it is asked. */
  within: (heard: Heard, period: Period) => RefusalsWithin;
  finish: (heard: Heard, period: Period) => ToldSenderRefusals;
  /** What a later run must be told again; see `carriedOver`. */
  carried: (heard: Heard, newest: number | null) => CarriedSenderRefusals;
}

/** What the logs said of all messages. */
export interface Heard {
  facts: readonly QueueFact[];
  outcomes: readonly Outcome[];
}

export interface CarriedSenderRefusals extends Heard {
  events: SenderRefusal[];
  /** See Messages. */
  named: (outcome: Outcome) => Outcome;
}

export interface ToldSenderRefusals {
  /** Empty unless they were to be kept. */
  events: SenderRefusal[];
  /** Of deliveries whose final refusal is outside the period. */
  ends: readonly Outcome[];
  /** See Messages. */
  named: (outcome: Outcome) => Outcome;
  requeues: readonly Requeue[];
}

/** `quoted` is the period whose refusals are told in Gmail's words. */
export function createSenderRefusals(keepEvents: boolean, quoted: Period = ALWAYS): SenderRefusals {
  const refusals = new Map<string, SaidRefusal>();
  const events = new Map<string, SenderRefusal>();
  const origins: Origins = new Map();
  const replies = createReplyTexts();
  const saids = new Map<string, Said>();
  /** Most say the same as the one before. */
  let last: Said | null = null;

  function add(event: SenderRefusal): boolean {
    const said = saidIn(event);
    const reply = isWithin(event, quoted) ? replies.textOf(event, said) : "";
    noteOrigin(origins, event);
    if (keepEvents) keepEvent(events, event);
    const refusal: SaidRefusal = Object.assign(ofSenderRefusal(event), {
      said,
      reply,
      family: familyOf(event),
    });
    const known = refusals.get(refusal.key);
    refusals.set(refusal.key, known ? together(known, refusal) : refusal);
    return known === undefined;
  }

  /** One object for all that say the same: there are few, and a million refusals may point to them. */
  function saidIn({ cause, namedDomain, namedAs }: SenderRefusal): Said {
    const isSame = last?.cause === cause && last.namedDomain === namedDomain && last.namedAs === namedAs;
    if (isSame) return last!;
    const key = JSON.stringify([cause, namedDomain, namedAs]);
    const said = saids.get(key) ?? detached({ cause, namedDomain, namedAs });
    saids.set(key, said);
    last = said;
    return said;
  }

  let known: Joined | null = null;

  /** All mentions of one refusal are one, whatever period is asked for. */
  function join({ facts, outcomes }: Heard): Joined {
    if (known) return known;
    const all = withoutRepeats([...refusals.values()]) as SaidRefusal[];
    const messages = assignMessages(all, all.length === 0 ? [] : facts);
    attributeWithinMessage(all);
    known = { all, messages, deliveries: deliveriesOf(all, outcomes, messages.keyOf) };
    return known;
  }

  function within(heard: Heard, period: Period): RefusalsWithin {
    const { all, deliveries } = join(heard);
    const counted = refusalsWithin(all, period) as SaidRefusal[];
    // The usual run asks for all: a million deliveries need not be gone through again.
    const ended = counted === all ? deliveries : deliveriesWithin(deliveries, new Set(counted));
    return { counted, cells: cellsOf(counted, ended) };
  }

  function finish(heard: Heard, period: Period): ToldSenderRefusals {
    const { all, messages } = join(heard);
    const counted = refusalsWithin(all, period) as SaidRefusal[];
    return {
      events: toldAgain(counted),
      ends: endEvents(endsOutside(all, counted)),
      named: messages.named,
      requeues: messages.requeuesOf(counted),
    };
  }

  function carried(heard: Heard, newest: number | null): CarriedSenderRefusals {
    const { all, messages } = join(heard);
    const told = carriedOver({ refusals: all, ...heard, messages }, newest);
    const open = told.refusals as SaidRefusal[];
    return {
      events: toldAgain(open),
      outcomes: told.outcomes,
      facts: told.facts,
      named: messages.named,
    };
  }

  /** Fed back, they give the same counts. */
  function toldAgain(some: readonly SaidRefusal[]): SenderRefusal[] {
    return some.flatMap((refusal) => {
      const event = events.get(refusal.key);
      return event === undefined ? [] : [senderRefusalEvent(event, refusal)];
    });
  }

  function cellsOf(counted: SaidRefusal[], deliveries: readonly Delivery[]): RefusalCells {
    const groups = createRefusalGroups();
    const places = new Map<Said, Map<string, Place>>();
    /** A million refusals have few senders and addresses: without a returned message, these tell all. */
    const place = (refusal: SaidRefusal): Place => {
      const { said, sender, sendingIp } = refusal;
      const isTold = originOf(refusal, origins) !== undefined;
      const key = `${sender} ${sendingIp ?? JSON.stringify(unnamedWay(refusal))}`;
      const usual = isTold ? undefined : places.get(said)?.get(key);
      if (usual) {
        groups.meet(usual[0], refusal);
        return usual;
      }
      const subject = subjectOf(refusal, origins);
      const found: Place = [groups.find(refusal, subject), subject];
      if (!isTold) places.set(said, (places.get(said) ?? new Map<string, Place>()).set(key, found));
      return found;
    };
    const attempts = new Set<string>();
    for (const refusal of counted) {
      const [group] = place(refusal);
      const key = attemptKey(refusal);
      if (refusal.suspended || attempts.has(key)) continue;
      attempts.add(key);
      groups.addAttempt(group, refusal);
    }
    for (const delivery of deliveries)
      groups.addDelivery(new Map((delivery.refusals as SaidRefusal[]).map(place)), delivery);
    return groups.cells;
  }

  return { add, within, finish, carried };
}

/** The refusals of a period. */
interface RefusalsWithin {
  counted: readonly SaidRefusal[];
  cells: RefusalCells;
}

interface Joined {
  all: SaidRefusal[];
  messages: Messages;
  deliveries: readonly Delivery[];
}

type Place = [Group, Subject];

function together(known: SaidRefusal, refusal: SaidRefusal): SaidRefusal {
  const both = better(known, refusal) as SaidRefusal;
  return { ...both, reply: smallerReply(known.reply, refusal.reply) };
}

function familyOf({ remoteIp, localIp }: SenderRefusal): SaidRefusal["family"] {
  const end = remoteIp ?? localIp;
  return end === null || end === undefined ? null : ipFamily(end);
}

function noteOrigin(origins: Origins, event: SenderRefusal): void {
  const { fromDomain = null, signedBy = null, id, messageId, queueId } = event;
  if (fromDomain === null && signedBy === null) return;
  for (const key of [id, messageId, queueId])
    if (key !== null)
      origins.set(shared(key), { fromDomain: shared(fromDomain), signedBy: shared(signedBy) });
}

/** A log's mention before a bounce's, but with what the bounce knows of the author. */
function keepEvent(events: Map<string, SenderRefusal>, event: SenderRefusal): void {
  const known = events.get(event.id);
  if (!known) return void events.set(event.id, event);
  const [first, second] = isFirstOf(event, known) ? [event, known] : [known, event];
  const fromDomain = first.fromDomain ?? second.fromDomain;
  const signedBy = first.signedBy ?? second.signedBy;
  const author = { ...(fromDomain ? { fromDomain } : {}), ...(signedBy ? { signedBy } : {}) };
  events.set(event.id, { ...first, ...author });
}
