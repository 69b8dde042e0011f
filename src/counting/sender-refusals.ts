// Gmail's refusals for the sender's records, counted as those for reverse DNS are: each once, with what became of the
// message. They are grouped by reason, domain and sending address.

import { copied, detached, shared } from "../base/memory/strings.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import type { QueueFact, Requeue } from "../model/delivery.ts";
import type { Outcome, SenderRefusal } from "../model/events.ts";
import type { Period } from "../model/options.ts";
import type { RefusalGroup } from "../model/refusals.ts";
import { attributeWithinMessage, deliveriesOf, type Delivery } from "./deliveries.ts";
import { attemptKey } from "./keys.ts";
import { carriedOver } from "./carried-over.ts";
import { assignMessages, type Messages } from "./messages.ts";
import { better, ofSenderRefusal, type Refusal } from "./refusal.ts";
import { createRefusalGroups, type Group } from "./refusal-groups.ts";
import { withoutUnnamedRepeats, withoutVagueRepeats } from "./repeats.ts";
import { deliveriesWithin, endsOutside, refusalsWithin } from "./within-period.ts";
import { endEvents } from "./told-again.ts";
import { originOf, subjectOf, type Origins, type Said, type Subject } from "./refusal-subject.ts";

/** What a reply says stays with its refusal, whatever mentions are put together. */
export interface SaidRefusal extends Refusal {
  said: Said;
}

export interface SenderRefusals {
  /** False when the same event was there before. */
  add: (event: SenderRefusal) => boolean;
  finish: (heard: Heard, period: Period) => CountedSenderRefusals;
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

export interface CountedSenderRefusals {
  groups: RefusalGroup[];
  /** Empty unless they were to be kept. */
  events: SenderRefusal[];
  /** Of deliveries whose final refusal is outside the period. */
  ends: readonly Outcome[];
  /** See Messages. */
  named: (outcome: Outcome) => Outcome;
  requeues: readonly Requeue[];
}

export function createSenderRefusals(keepEvents: boolean): SenderRefusals {
  const refusals = new Map<string, SaidRefusal>();
  const events = new Map<string, SenderRefusal>();
  const origins: Origins = new Map();
  const replies: Replies = new Map();
  const saids = new Map<string, Said>();
  /** Most say the same as the one before. */
  let last: Said | null = null;

  function add(event: SenderRefusal): boolean {
    const said = saidIn(event);
    keepReply(replies, said, event);
    noteOrigin(origins, event);
    if (keepEvents) keepEvent(events, event);
    const refusal: SaidRefusal = Object.assign(ofSenderRefusal(event), { said });
    const known = refusals.get(refusal.key);
    refusals.set(refusal.key, known ? (better(known, refusal) as SaidRefusal) : refusal);
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

  /** All mentions of one refusal are one, whatever period is asked for. */
  function join(facts: readonly QueueFact[]): { all: SaidRefusal[]; messages: Messages } {
    const all = withoutUnnamedRepeats(withoutVagueRepeats([...refusals.values()])) as SaidRefusal[];
    const messages = assignMessages(all, facts);
    attributeWithinMessage(all);
    return { all, messages };
  }

  function finish({ facts, outcomes }: Heard, period: Period): CountedSenderRefusals {
    const { all, messages } = join(facts);
    const counted = refusalsWithin(all, period) as SaidRefusal[];
    return {
      groups: groupsOf(
        counted,
        deliveriesWithin(deliveriesOf(all, outcomes, messages.keyOf), new Set(counted)),
      ),
      events: counted.flatMap((refusal) => eventOf(events.get(refusal.key), refusal)),
      ends: endEvents(endsOutside(all, counted)),
      named: messages.named,
      requeues: messages.requeuesOf(counted),
    };
  }

  function carried(heard: Heard, newest: number | null): CarriedSenderRefusals {
    const { all, messages } = join(heard.facts);
    const told = carriedOver({ refusals: all, ...heard, messages }, newest);
    const open = told.refusals as SaidRefusal[];
    return {
      events: open.flatMap((refusal) => eventOf(events.get(refusal.key), refusal)),
      outcomes: told.outcomes,
      facts: told.facts,
      named: messages.named,
    };
  }

  function groupsOf(counted: SaidRefusal[], deliveries: readonly Delivery[]): RefusalGroup[] {
    const groups = createRefusalGroups();
    const known = new Map<Said, Map<string, Place>>();
    /** A million refusals have few senders and addresses: without a returned message, these tell all. */
    const place = (refusal: SaidRefusal): Place => {
      const { said, sender, sendingIp } = refusal;
      const isTold = originOf(refusal, origins) !== undefined;
      const key = `${sender} ${sendingIp}`;
      const usual = isTold ? undefined : known.get(said)?.get(key);
      if (usual) {
        groups.meet(usual[0], refusal);
        return usual;
      }
      const subject = subjectOf(refusal, origins);
      const found: Place = [groups.find(refusal, subject, replyTo(replies, refusal)), subject];
      if (!isTold) known.set(said, (known.get(said) ?? new Map<string, Place>()).set(key, found));
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
    return groups.finish();
  }

  return { add, finish, carried };
}

type Place = [Group, Subject];

/** Gmail's reply has about 400 characters; what is longer, somebody else wrote. */
const MAX_REPLY = 1000;

/** One reply in Gmail's words, by what it says and the address that it names. */
type Replies = Map<Said, Map<string | null, string>>;

/** Of several the smallest, whatever the order of the inputs. */
function keepReply(replies: Replies, said: Said, { code, reply, replyId, sendingIp }: SenderRefusal): void {
  const text = `${code} ${reply.slice(0, MAX_REPLY)}`.replace(` ${replyId ?? "-"} - gsmtp`, "");
  const own = replies.get(said) ?? new Map<string | null, string>();
  replies.set(said, own);
  const known = own.get(sendingIp);
  if (known === undefined || text < known) own.set(shared(sendingIp), copied(text));
}

/** A reply without an address belongs to a message whose other refusals name it. */
function replyTo(replies: Replies, { said, sendingIp }: SaidRefusal): string {
  const own = replies.get(said);
  return own?.get(sendingIp) ?? own?.get(null) ?? "";
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
  const [first, second] = placeOf(event) < placeOf(known) ? [event, known] : [known, event];
  const fromDomain = first.fromDomain ?? second.fromDomain;
  const signedBy = first.signedBy ?? second.signedBy;
  const author = { ...(fromDomain ? { fromDomain } : {}), ...(signedBy ? { signedBy } : {}) };
  events.set(event.id, { ...first, ...author });
}

function placeOf({ via, source, reply }: SenderRefusal): string {
  return [via === "log" ? 0 : 1, JSON.stringify(source), reply].join(" ");
}

/** It says what all mentions of its refusal said together: fed back, it gives the same counts. */
function eventOf(event: SenderRefusal | undefined, refusal: SaidRefusal): SenderRefusal[] {
  if (event === undefined) return [];
  const { repeated: _repeated, ...told } = event;
  const { sendingIp, sender, queueId, messageId, reportingMta, action, originalQueueId, arrived } = refusal;
  return [
    {
      ...told,
      time: isoTime(refusal.time),
      ...(refusal.lastTime === refusal.time ? {} : { repeated: isoTime(refusal.lastTime) }),
      action,
      sendingIp,
      sender,
      queueId,
      messageId,
      reportingMta,
      ...(originalQueueId ? { originalQueueId } : {}),
      ...(arrived ? { arrived } : {}),
    },
  ];
}
