// Gmail's other refusals, counted once: a token or id is the same refusal wherever it is told. A mailbox may
// hold hundreds of thousands, and all that a report says of them is how many were of each kind.

import type { OtherRefusal } from "../model.ts";
import { createIdNumbers } from "./id-numbers.ts";

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
    const id = event.replyId ?? event.id;
    const key = id ?? `${event.code} ${event.meaning}`;
    const known = others.get(key);
    if (known === undefined) others.set(key, event);
    else if (id === undefined) others.set(key, { ...known, attempts: known.attempts + event.attempts });
    else if (wordsOf(event) < wordsOf(known)) others.set(key, event);
    return known === undefined || id === undefined;
  }

  return { add, finish: () => [...others.values()] };
}

function createCountedOthers(): Others {
  const kinds: OtherRefusal[] = [];
  const byWords = new Map<string, number>();
  const kindOfId = createIdNumbers();
  /** Of those that were told without an id. */
  const further: number[] = [];
  /** The kind of the last one: most are of the same. */
  let last = 0;

  function add(event: OtherRefusal): boolean {
    const id = event.replyId ?? event.id;
    last = numberOf(event);
    if (id === undefined) {
      further[last] = (further[last] ?? 0) + event.attempts;
      return true;
    }
    const known = kindOfId.get(id);
    if (known < 0 || wordsOf(kinds[last]!) < wordsOf(kinds[known]!)) kindOfId.set(id, last);
    return known < 0;
  }

  function numberOf(event: OtherRefusal): number {
    if (kinds.length > 0 && isSameKind(kinds[last]!, event)) return last;
    const { schema, receiver, code, meaning, attempts } = event;
    const words = JSON.stringify([receiver, code, meaning, attempts]);
    const known = byWords.get(words);
    if (known !== undefined) return known;
    kinds.push({ schema, time: null, receiver, replyId: null, code, meaning, attempts });
    byWords.set(words, kinds.length - 1);
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

function isSameKind(a: OtherRefusal, b: OtherRefusal): boolean {
  return (
    a.code === b.code && a.meaning === b.meaning && a.attempts === b.attempts && a.receiver === b.receiver
  );
}

/** Of two spellings of one refusal the same is kept, in whatever order they come. */
function wordsOf({ code, meaning, time }: OtherRefusal): string {
  return `${code} ${meaning} ${time}`;
}
