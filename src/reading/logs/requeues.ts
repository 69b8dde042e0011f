// Messages that the administrator put in the queue again (`postsuper -r`), as people do once the PTR record is
// repaired: each is the same message under another queue id.

import type { Envelope, Removal, Requeue } from "../../model/delivery.ts";
import { differ, MAX_REQUEUES } from "../../model/queue-facts.ts";

/** Nobody requeues more messages than this. */
const MAX_REQUEUED = 100_000;

export interface Requeues {
  /** False when it was known. */
  add: (requeue: Requeue) => boolean;
  newIdsOf: (originalQueueId: string) => readonly string[];
  /** Its new id will follow; if the line that tells it is missing, the Message-ID identifies it. */
  expect: (removal: Removal, messageId: string | null) => void;
  isExpecting: () => boolean;
  saved: () => { known: Requeue[]; expected: { messageId: string; removal: Removal }[] };
  restore: (known: readonly Requeue[], expected: readonly { messageId: string; removal: Removal }[]) => void;
  /** The requeue that the arrival of a message shows, if its Message-ID is that of an expected one. */
  joinedBy: (envelope: Envelope) => Requeue | null;
}

export function createRequeues(): Requeues {
  const newIds = new Map<string, string[]>();
  const known: Requeue[] = [];
  const expected = new Map<string, Removal>();
  const messageIds = new Map<string, string>();

  function add(requeue: Requeue): boolean {
    const { queueId, originalQueueId } = requeue;
    const ids = newIds.get(originalQueueId) ?? [];
    if (ids.includes(queueId) || ids.length >= MAX_REQUEUES || known.length >= MAX_REQUEUED) return false;
    known.push(requeue);
    newIds.set(originalQueueId, [...ids, queueId]);
    expected.delete(messageIds.get(originalQueueId) ?? "");
    messageIds.delete(originalQueueId);
    return true;
  }

  function expect(removal: Removal, messageId: string | null): void {
    if (messageId === null || newIds.has(removal.queueId) || expected.size >= MAX_REQUEUED) return;
    expected.set(messageId, removal);
    messageIds.set(removal.queueId, messageId);
  }

  function joinedBy({ messageId, queueId, time, reportingMta }: Envelope): Requeue | null {
    const removal = messageId === null ? undefined : expected.get(messageId);
    if (!removal || removal.queueId === queueId || differ(removal.reportingMta, reportingMta)) return null;
    if (time !== null && removal.time !== null && time < removal.time) return null;
    return { queueId, originalQueueId: removal.queueId, time, reportingMta };
  }

  return {
    add,
    newIdsOf: (originalQueueId) => newIds.get(originalQueueId) ?? [],
    expect,
    isExpecting: () => expected.size > 0,
    joinedBy,
    saved: () => ({ known, expected: [...expected].map(([messageId, removal]) => ({ messageId, removal })) }),
    restore(earlier, awaited) {
      for (const requeue of earlier) add(requeue);
      for (const { messageId, removal } of awaited) expect(removal, messageId);
    },
  };
}
