// Gmail's other refusals, counted once: a token or id is the same refusal wherever it is told. A mailbox may
// hold hundreds of thousands, and all that a report says of them is how many were of each kind.

import { detached } from "../base/memory/strings.ts";
import type { OtherRefusal } from "../model/events.ts";
import { createIdNumbers, forwards } from "../base/memory/id-numbers.ts";
import { otherRefusalKey } from "./keys.ts";

export interface Others {
  /** False when the same refusal was there before. */
  add: (event: OtherRefusal) => boolean;
  /** As they were told if events are kept, else one for each kind, without time and ids. */
  finish: () => OtherRefusal[];
}

export function createOthers(keepEvents: boolean): Others {
  return keepEvents ? createKeptOthers() : createCountedOthers();
}

function createKeptOthers(): Others {
  const others = new Map<string, OtherRefusal>();

  function add(event: OtherRefusal): boolean {
    const id = otherRefusalKey(event);
    const key = id ?? wordsOf(event);
    const known = others.get(key);
    if (known === undefined) others.set(key, event);
    else if (id === undefined) others.set(key, { ...known, attempts: known.attempts + event.attempts });
    else if (precedes(event, known)) others.set(key, event);
    return known === undefined || id === undefined;
  }

  return { add, finish: () => [...others.values()] };
}

/** Code, sender, address and domain together: beyond so many kinds further ones are told by their codes alone. */
const MAX_KINDS = 20_000;
/**
 * A kind has a place of its own by what tells most kinds apart, and loses it when another needs it: so each refusal is compared
 * with one kind, and a text is made only where they differ.
 */
const PLACES = 1 << 12;

function createCountedOthers(): Others {
  const kinds: OtherRefusal[] = [];
  const byWords = new Map<string, number>();
  const kindOfId = createIdNumbers();
  /** Of those that were told without an id. */
  const further: number[] = [];
  /** The kind that each place had last; -1 for none. */
  const places = new Int32Array(PLACES).fill(-1);

  function add(event: OtherRefusal): boolean {
    const id = otherRefusalKey(event);
    const kind = kindAt(placeOf(event), event);
    if (id === undefined) {
      further[kind] = (further[kind] ?? 0) + event.attempts;
      return true;
    }
    const known = kindOfId.add(id, kind);
    if (known >= 0 && known !== kind && precedes(kinds[kind]!, kinds[known]!)) kindOfId.set(id, kind);
    return known < 0;
  }

  function kindAt(place: number, event: OtherRefusal): number {
    const last = places[place]!;
    if (last >= 0 && isSameKind(kinds[last]!, event)) return last;
    const kind = numberOf(event);
    places[place] = kind;
    return kind;
  }

  function numberOf(event: OtherRefusal): number {
    const known = byWords.get(wordsOf(event));
    if (known !== undefined) return known;
    const kind = kindOf(event);
    return newKind(kinds.length < MAX_KINDS ? kind : withoutDetails(kind));
  }

  function newKind(kind: OtherRefusal): number {
    const words = wordsOf(kind);
    const known = byWords.get(words);
    if (known !== undefined) return known;
    kinds.push(detached(kind));
    byWords.set(detached(words), kinds.length - 1);
    return kinds.length - 1;
  }

  function finish(): OtherRefusal[] {
    const attempts = kinds.map((_, number) => further[number] ?? 0);
    for (const number of kindOfId.values()) attempts[number]! += kinds[number]!.attempts;
    return kinds
      .map((kind, number) => ({ ...kind, attempts: attempts[number]! }))
      .filter((kind) => kind.attempts > 0);
  }

  return { add, finish };
}

/** What one refusal has in common with others; the number of attempts too, so that each counts for as many. */
function kindOf(event: OtherRefusal): OtherRefusal {
  const { schema, receiver, code, meaning, attempts } = event;
  const { senderDomain = null, sendingIp = null, namedDomain = null, namedAs = null, recipientRule } = event;
  return {
    schema,
    time: null,
    receiver,
    replyId: null,
    code,
    meaning,
    attempts,
    senderDomain,
    sendingIp,
    namedDomain,
    namedAs,
    ...(recipientRule ? { recipientRule } : {}),
  };
}

function withoutDetails(kind: OtherRefusal): OtherRefusal {
  return { ...kind, senderDomain: null, sendingIp: null, namedDomain: null };
}

/** The same text for the same kind. */
function wordsOf(kind: OtherRefusal): string {
  const { receiver, code, meaning, attempts, recipientRule = false } = kind;
  const { senderDomain = null, sendingIp = null, namedDomain = null, namedAs = null } = kind;
  return JSON.stringify([
    receiver,
    code,
    meaning,
    attempts,
    senderDomain,
    sendingIp,
    namedDomain,
    namedAs,
    recipientRule,
  ]);
}

function placeOf({ code, meaning, senderDomain, sendingIp }: OtherRefusal): number {
  let place = 0;
  for (const detail of [code, meaning, senderDomain ?? "", sendingIp ?? ""])
    place = Math.imul(place, 31) ^ forwards(detail);
  return (place ^ (place >>> 16)) & (PLACES - 1);
}

/** Cheaper than to make a text of the refusal. */
function isSameKind(a: OtherRefusal, b: OtherRefusal): boolean {
  return (
    a.code === b.code &&
    a.sendingIp === (b.sendingIp ?? null) &&
    a.senderDomain === (b.senderDomain ?? null) &&
    a.namedDomain === (b.namedDomain ?? null) &&
    a.meaning === b.meaning &&
    a.namedAs === (b.namedAs ?? null) &&
    a.attempts === b.attempts &&
    a.receiver === b.receiver &&
    a.recipientRule === b.recipientRule
  );
}

/** Behind all that a name or an address begins with. */
const UNKNOWN = "~";

/** Of two tellings of one refusal the same is kept, in whatever order they come: rather one that knows more. */
function precedes(a: OtherRefusal, b: OtherRefusal): boolean {
  return rankOf(a) < rankOf(b);
}

function rankOf({
  code,
  meaning,
  senderDomain,
  sendingIp,
  namedDomain,
  namedAs,
  time,
}: OtherRefusal): string {
  const details = [senderDomain, sendingIp, namedDomain, namedAs].map((detail) => detail ?? UNKNOWN);
  return [code, meaning, ...details, time].join(" ");
}
