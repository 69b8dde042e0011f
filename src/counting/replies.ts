// One refusal of each sending address in Gmail's own words, for those who have to be shown it.

import { copied } from "../base/memory/strings.ts";
import type { Rejection } from "../model/events.ts";

/** Gmail's reply has about 400 characters; what is longer, somebody else wrote. */
const MAX_REPLY = 1000;

interface Quote {
  time: string;
  text: string;
}

export interface Replies {
  add: (rejection: Rejection) => void;
  /** `550-5.7.25 The IP address …`, by sending address. */
  finish: () => Map<string, string>;
}

export function createReplies(): Replies {
  const quotes = new Map<string, Quote>();
  return {
    add({ sendingIp, code, reply, time }: Partial<Rejection>) {
      // Events from elsewhere may leave fields out.
      if (!sendingIp || !reply) return;
      const quote = { time: time ?? "", text: `${code} ${reply.slice(0, MAX_REPLY)}` };
      const known = quotes.get(sendingIp);
      if (known && !isBetter(quote, known)) return;
      quotes.set(copied(sendingIp), { time: copied(quote.time), text: copied(quote.text) });
    },
    finish: () => new Map([...quotes].map(([ip, { text }]) => [ip, text])),
  };
}

/** The latest; of two the smaller text, so that the order of the inputs makes no difference. */
function isBetter(one: Quote, other: Quote): boolean {
  return one.time > other.time || (one.time === other.time && one.text < other.text);
}
