// What every receiver's rule file provides: which replies are this receiver's, and what they mean.

import type { DeliveryAttempt, Needle, Rejection, Reply } from "../model.ts";
import { canonicalIp } from "../smtp/ip.ts";

/** A rule is a triple: reply code, enhanced status code, text. As a text, null stands for "any". */
export interface ReplyRule {
  /** `5` for every permanent, `4` for every temporary reply code. */
  replyClass: 4 | 5;
  /** Null for none. */
  enhancedStatusCode: string | null;
  text: RegExp | null;
}

/** What else a report must know of a reverse-DNS refusal; left out where it does not hold. */
export type PtrMarks = Pick<Rejection, "ptrOrAuthentication" | "relayed">;

export type Verdict =
  | { kind: "ptr"; receiver: string; marks: PtrMarks }
  | { kind: "other"; receiver: string; meaning: string }
  /** Another receiver than Gmail refuses for reverse DNS: reported apart, and in none of Gmail's counts. */
  | { kind: "other-ptr"; receiver: string; name: string; sendingIp: string | null };

export interface Receiver {
  id: string;
  /** One of these, or of another receiver's, stands in every refusal of this one's that is to be found. */
  needles: readonly Needle[];
  /** The same for the journal's JSON, which gives a message of several lines as an array of its bytes. */
  needlesInBytes?: readonly Needle[];
  /** Null when the refusal is not this receiver's. */
  judge(reply: Reply, attempt: DeliveryAttempt): Verdict | null;
}

// ---------------------------------------------------------------- other receivers than Gmail

export interface OtherReceiver {
  id: string;
  /** For the report: `GMX, WEB.DE and IONOS`. */
  name: string;
  /** The receiver's own mail exchangers; null for software that runs anywhere. */
  host: RegExp | null;
  /** The refusal in its own words. */
  text: RegExp;
  /** Only what is not sought already: `PTR`, `5.7.25` and `reverse DNS` find most. */
  needles?: readonly Needle[];
}

/** A receiver whose refusals for reverse DNS are known by host and text; its others are of no interest. */
export function otherReceiver(receiver: OtherReceiver): Receiver {
  const { id, name, host, text, needles = [] } = receiver;
  const judge = (reply: Reply, attempt: DeliveryAttempt): Verdict | null => {
    if (host !== null && !host.test(attempt.remoteMta ?? "")) return null;
    if (!text.test(reply.text)) return null;
    return { kind: "other-ptr", receiver: id, name, sendingIp: namedAddress(reply, attempt.remoteIp) };
  };
  return { id, needles, judge };
}

const inBrackets = /\[(?:IPv6:)?([0-9A-Fa-f:.]{3,45})\]/gi;
// … comcast 203.0.113.5 Comcast requires …    …?ip=203.0.113.5&c=rdns    … no DNS PTR record for 203.0.113.5.
const inWords = /(?<![\w.:-])([0-9A-Fa-f:.]{3,45})(?![\w-])/g;

/** The one address that the reply names; null when it names none, or several. */
function namedAddress({ bracketedIp, text }: Reply, remoteIp: string | null): string | null {
  if (bracketedIp !== null) return bracketedIp;
  for (const pattern of [inBrackets, inWords]) {
    const named = new Set([...text.matchAll(pattern)].map(([, address = ""]) => addressOf(address)));
    named.delete(null);
    named.delete(remoteIp);
    if (named.size > 0) return named.size === 1 ? [...named][0]! : null;
  }
  return null;
}

/** With the full stop of the sentence, or the port behind an IPv4 address. */
function addressOf(text: string): string | null {
  return canonicalIp(text.replace(/[.:]$/, "").replace(/(?<=\.\d+):\d+$/, ""));
}
