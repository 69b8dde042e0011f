// For how long an answer may be remembered, and whether that is all of its time: a zone's own server tells the whole, a resolver
// what is left in its memory, and another one may hold the answer for longer.

import type { AddressFacts, DnsAnswer, DnsRecord } from "../../model/dns.ts";

export interface Memory {
  seconds: number;
  /** Told by a resolver, whose times run down. */
  isLeft: boolean;
}

/** A time that a zone's own servers tell, or that a standard sets. */
export function whole(seconds: number): Memory {
  return { seconds, isLeft: false };
}

/** Failures are remembered by resolvers for at most five minutes (RFC 2308 section 7, RFC 9520). */
export const FAILURE_MEMORY = whole(300);

/** Not a zone's own server's word. */
function isRemembered(answer: Pick<DnsAnswer, "authoritative">): boolean {
  return !answer.authoritative && !("nameServer" in answer);
}

function memoryIn(answer: DnsAnswer, { ttl }: Pick<DnsRecord, "ttl">): Memory {
  return { seconds: ttl, isLeft: isRemembered(answer) };
}

/** Of the records of an answer. */
export function recordMemories(answer: DnsAnswer | null | undefined): Memory[] {
  return answer?.records.map((record) => memoryIn(answer, record)) ?? [];
}

/** Of the CNAME records on the way to it. */
export function aliasMemories(answer: DnsAnswer | null | undefined): Memory[] {
  return answer?.aliases.map((alias) => memoryIn(answer, alias)) ?? [];
}

/**
 * RFC 2308 section 5: for how long "no such record" may be remembered. The lesser of the two is the time; where that is the
 * record's MINIMUM, nothing of it has run down.
 */
export function negativeTtl(answer: DnsAnswer | null | undefined): Memory | null {
  if (!answer?.soa) return null;
  const { ttl, minimum } = answer.soa;
  return { seconds: Math.min(ttl, minimum), isLeft: ttl < minimum && isRemembered(answer) };
}

/** The longest of the times that are known; of two that are as long, the one of which more may be left elsewhere. */
export function longest(times: readonly (Memory | null)[]): Memory | null {
  return times.reduce((found, time) => {
    if (found === null || time === null) return found ?? time;
    if (time.seconds === found.seconds) return { ...time, isLeft: time.isLeft || found.isLeft };
    return time.seconds > found.seconds ? time : found;
  }, null);
}

/** For how long the PTR records as they are now may be remembered. */
export function ptrTtl({ names, ptr }: AddressFacts): Memory | null {
  const isLeft = ptr !== null && isRemembered(ptr);
  return longest(names.map(({ ttl }) => ({ seconds: ttl, isLeft })));
}

/** For how long the delegation of the reverse zone may be remembered, as the parent zone's servers tell it. */
export function delegationMemory({ servers }: AddressFacts): Memory | null {
  const seconds = servers?.delegationTtl ?? null;
  return seconds === null ? null : whole(seconds);
}
