// A value for each message × recipient. There may be a million, and most messages have one recipient: a key that is made of
// both would take as much memory as all that is counted of them.

import { mailboxOf } from "./keys.ts";

interface OfRecipient {
  recipient: string | null;
}

export interface ByDelivery<Value extends OfRecipient> {
  get: (message: string, recipient: string | null) => Value | undefined;
  /** One that has none yet. The recipient is the value's own; it must stay the same mailbox. */
  add: (message: string, value: Value) => void;
  /** In the order in which they were added. */
  values: readonly Value[];
}

export function createByDelivery<Value extends OfRecipient>(): ByDelivery<Value> {
  const messages = new Map<string, Value | Map<string, Value>>();
  const values: Value[] = [];

  function get(message: string, recipient: string | null): Value | undefined {
    const known = messages.get(message);
    if (known instanceof Map) return known.get(mailboxOf(recipient));
    return known && isSameMailbox(known.recipient, recipient) ? known : undefined;
  }

  function add(message: string, value: Value): void {
    values.push(value);
    const known = messages.get(message);
    if (known === undefined) messages.set(message, value);
    else if (known instanceof Map) known.set(mailboxOf(value.recipient), value);
    else messages.set(message, new Map([known, value].map((one) => [mailboxOf(one.recipient), one])));
  }

  return { get, add, values };
}

function isSameMailbox(a: string | null, b: string | null): boolean {
  return a === b || mailboxOf(a) === mailboxOf(b);
}
