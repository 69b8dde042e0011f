// Which messages have left the queue, for mailers that do not write it: they tell only how each delivery ended.

/** A mailing list has more recipients; to know all of them is not worth the memory, so its message stays until it is too old. */
const MAX_RECIPIENTS = 100;
/** All together. */
const MAX_WAITING = 500_000;

/** What a line says of some deliveries of a message. */
export interface Deliveries {
  recipients: readonly string[];
  ended: boolean;
}

export interface Departures {
  /** True when all deliveries have ended that were told of. */
  tell: (queueId: string, deliveries: Deliveries) => boolean;
  forget: (queueId: string) => void;
  saved: () => [queueId: string, recipients: string[] | null][];
  restore: (saved: readonly (readonly [queueId: string, recipients: readonly string[] | null])[]) => void;
}

export function createDepartures(): Departures {
  /** The recipients that wait; null when they are too many to be known. */
  const waiting = new Map<string, Set<string> | null>();
  let count = 0;

  function tell(queueId: string, { recipients, ended }: Deliveries): boolean {
    const open = waiting.get(queueId);
    if (open === null) return false;
    if (ended) {
      for (const recipient of recipients) if (open?.delete(recipient)) count--;
      if (open && open.size > 0) return false;
      waiting.delete(queueId);
      return true;
    }
    wait(queueId, open ?? new Set(), recipients);
    return false;
  }

  function wait(queueId: string, open: Set<string>, recipients: readonly string[]): void {
    const before = open.size;
    for (const recipient of recipients) open.add(recipient);
    count += open.size - before;
    const isTooMany = open.size > MAX_RECIPIENTS || count > MAX_WAITING;
    if (isTooMany) count -= open.size;
    waiting.set(queueId, isTooMany ? null : open);
  }

  function forget(queueId: string): void {
    count -= waiting.get(queueId)?.size ?? 0;
    waiting.delete(queueId);
  }

  return {
    tell,
    forget,
    saved: () => [...waiting].map(([queueId, open]) => [queueId, open && [...open]]),
    restore(saved) {
      for (const [queueId, recipients] of saved)
        if (recipients) wait(queueId, new Set(), recipients);
        else waiting.set(queueId, null);
    },
  };
}
