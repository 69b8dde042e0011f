// What every receiver's rule file provides: which replies are this receiver's, and what they mean.

import type { DeliveryAttempt, Mark, Named, Needle, Reply } from "../../model/delivery.ts";
import type { Rejection } from "../../model/events.ts";
import type { RefusalCauseId } from "../../model/refusal-topics.ts";
import { canonicalIp } from "../../base/standards/ip.ts";

/** A rule is a triple: reply code, enhanced status code, text. As a text, null stands for "any". */
export interface ReplyRule {
  /** `5` for every permanent, `4` for every temporary reply code. */
  replyClass: 4 | 5;
  /** Null for none. */
  enhancedStatusCode: string | null;
  text: RegExp | null;
}

/** Other facts about a reverse-DNS refusal for the report; left out when they are not so. */
export type PtrMarks = Pick<Rejection, "ptrOrAuthentication" | "relayed">;

export type Verdict =
  | { kind: "ptr"; receiver: string; marks: PtrMarks }
  | {
      kind: "other";
      receiver: string;
      meaning: string;
      named: Named;
      /** Null where the sender's records have no part in it. */
      cause: RefusalCauseId | null;
    }
  /** Another receiver than Gmail refuses for reverse DNS: reported apart, and in none of Gmail's counts. */
  | { kind: "other-ptr"; receiver: string; name: string; sendingIp: string | null };

export interface Receiver {
  id: string;
  /** Every refusal of this receiver's for reverse DNS holds one of these: lines and mail without them are not read. */
  marks: readonly Mark[];
  /** Every other refusal that is counted holds one of these. */
  otherMarks?: readonly Mark[];
  /** What its other refusals have in a log, too, where their end was cut off: other mailers' lines may have it as well. */
  needlesInLogs?: readonly Needle[];
  /** The journal's JSON gives a message of several lines as an array of its bytes: each holds one of these. */
  needlesInBytes?: readonly Needle[];
  /** Null when the refusal is not this receiver's. */
  judge(reply: Reply, attempt: DeliveryAttempt): Verdict | null;
}

// ---------------------------------------------------------------- what any receiver may write

/**
 * This host's own Postfix refused a stranger: from unknown[203.0.113.99]: 450 4.7.25 Client host rejected: cannot
 * find your hostname. Servers write thousands of such lines a day.
 */
export const ownRefusal = " from unknown[";

/** RFC 7372: "reverse DNS validation failed". The search starts at a byte that is rare in logs. */
export const reverseDnsCodes: readonly Mark[] = [
  { words: "5.7.25", sought: ".7.25", searchFrom: 1, unlessAfter: ownRefusal },
  { words: "4.7.25", sought: ".7.25", searchFrom: 1, unlessAfter: ownRefusal },
];

/** Within a sentence or at its beginning: reverse DNS, Reverse DNS. */
export const reverseDns: Mark = { words: "everse DNS", searchFrom: 7 };

/** The words do not matter: the code says that it was about reverse DNS. */
export function hasReverseDnsCode({ enhancedStatusCode }: Reply): boolean {
  return enhancedStatusCode === "5.7.25" || enhancedStatusCode === "4.7.25";
}

// ---------------------------------------------------------------- other receivers than Gmail

export interface OtherReceiver {
  id: string;
  /** For the report: `GMX, WEB.DE and IONOS`. */
  name: string;
  /** The receiver's own mail exchangers; null for software that runs anywhere. */
  host: RegExp | null;
  /** The refusal in its own words; null for one that is known by RFC 7372's code alone. */
  text: RegExp | null;
  /** Every text of that kind holds one. */
  marks: readonly Mark[];
}

/**
 * A receiver whose refusals for reverse DNS are recognized by host and text, or by host and RFC 7372's code; its others
 * do not matter.
 */
export function otherReceiver({ id, name, host, text, marks }: OtherReceiver): Receiver {
  const judge = (reply: Reply, attempt: DeliveryAttempt): Verdict | null => {
    if (host !== null && !host.test(attempt.remoteMta ?? "")) return null;
    const isCoded = host !== null && hasReverseDnsCode(reply);
    return isCoded || text?.test(reply.text) ? refusedBy(id, name, reply, attempt) : null;
  };
  return { id, marks: host === null ? marks : [...reverseDnsCodes, ...marks], judge };
}

/** Another receiver's refusal for reverse DNS, with the address that the reply names. */
export function refusedBy(id: string, name: string, reply: Reply, { remoteIp }: DeliveryAttempt): Verdict {
  return { kind: "other-ptr", receiver: id, name, sendingIp: namedAddress(reply, remoteIp) };
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

/** Including the full stop of the sentence, or the port after an IPv4 address. */
function addressOf(text: string): string | null {
  return canonicalIp(text.replace(/[.:]$/, "").replace(/(?<=\.\d+):\d+$/, ""));
}
