// One refusal of each sending address in Gmail's own words, for those who have to be shown it.

import { copied } from "../base/memory/strings.ts";
import type { Rejection } from "../model/events.ts";

/** Gmail's reply has about 400 characters; what is longer, somebody else wrote. */
const MAX_REPLY = 1000;

/** `550-5.7.25 The IP address …`, and when; without a time it is empty. */
export interface Quote {
  time: string;
  text: string;
}

/** By sending address. */
export type Quotes = Map<string, Quote>;

export interface Replies {
  add: (rejection: Rejection) => void;
  finish: () => Quotes;
}

export function createReplies(): Replies {
  const quotes: Quotes = new Map();
  return {
    add({ sendingIp, code, reply, time }: Partial<Rejection>) {
      // Events from elsewhere may leave fields out.
      if (!sendingIp || !reply) return;
      const quote = { time: time ?? "", text: `${code} ${reply.slice(0, MAX_REPLY)}` };
      const known = quotes.get(sendingIp);
      if (known && !isBetter(quote, known)) return;
      quotes.set(copied(sendingIp), { time: copied(quote.time), text: copied(quote.text) });
    },
    finish: () => quotes,
  };
}

export function addQuotes(sum: Quotes, more: Quotes): void {
  for (const [ip, quote] of more) {
    const known = sum.get(ip);
    if (!known || isBetter(quote, known)) sum.set(ip, quote);
  }
}

export function textsOf(quotes: Quotes): Map<string, string> {
  return new Map([...quotes].map(([ip, { text }]) => [ip, text]));
}

/** The latest; of two the smaller text, so that the order of the inputs makes no difference. */
function isBetter(one: Quote, other: Quote): boolean {
  return one.time > other.time || (one.time === other.time && one.text < other.text);
}
