// Gmail's other refusals, counted once: a token or id is the same refusal wherever it is told. A mailbox may
// hold hundreds of thousands, and all that a report says of them is how many were of each kind.

import type { OtherRefusal } from "../model.ts";

export interface Others {
  /** False when the same refusal was there before. */
  add: (event: OtherRefusal) => boolean;
  /** As they were told if events are kept, else without time and ids. */
  finish: () => OtherRefusal[];
}

export function createOthers(keepEvents: boolean): Others {
  const others = new Map<string, OtherRefusal>();
  const kinds = new Map<string, OtherRefusal>();
  /** The kind of the last one: most are of the same. */
  let last: OtherRefusal | null = null;

  function add(event: OtherRefusal): boolean {
    const id = event.replyId ?? event.id;
    const key = id === undefined ? `${event.code} ${event.meaning}` : shortKey(id);
    const known = others.get(key);
    if (known === undefined) others.set(key, keepEvents ? event : kindOf(event));
    else if (id === undefined) others.set(key, { ...known, attempts: known.attempts + event.attempts });
    else if (wordsOf(event) < wordsOf(known)) others.set(key, keepEvents ? event : kindOf(event));
    return known === undefined || id === undefined;
  }

  /** One object for all that differ in time and ids only. */
  function kindOf(event: OtherRefusal): OtherRefusal {
    if (last !== null && isSameKind(last, event)) return last;
    const { schema, receiver, code, meaning, attempts } = event;
    const key = JSON.stringify([receiver, code, meaning, attempts]);
    const kind = kinds.get(key) ?? { schema, time: null, receiver, replyId: null, code, meaning, attempts };
    kinds.set(key, kind);
    last = kind;
    return kind;
  }

  return { add, finish: () => [...others.values()] };
}

function isSameKind(a: OtherRefusal, b: OtherRefusal): boolean {
  return (
    a.code === b.code && a.meaning === b.meaning && a.attempts === b.attempts && a.receiver === b.receiver
  );
}

/**
 * 64 bits, that a million refusals share by chance in one of thirty million runs; FNV-1a twice, in either
 * direction, because a digest costs more than all else that is done with the refusal.
 */
function shortKey(id: string): string {
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    forwards = Math.imul(forwards ^ id.charCodeAt(i), 0x01000193);
    backwards = Math.imul(backwards ^ id.charCodeAt(id.length - 1 - i), 0x01000193);
  }
  return String.fromCharCode(forwards & 0xffff, forwards >>> 16, backwards & 0xffff, backwards >>> 16);
}

/** Of two spellings of one refusal the same is kept, in whatever order they come. */
function wordsOf({ code, meaning, time }: OtherRefusal): string {
  return `${code} ${meaning} ${time}`;
}
