// What the DNS said about an address (RFC 1035, RFC 8601: iprev).

import type { ReverseZone } from "./cause.ts";
import { isDefinite, type DnsAlias, type DnsAnswer, type DnsSoa, type ServerAnswer } from "./dns-answer.ts";

export * from "./dns-answer.ts";

/**
 * What all servers of a zone said to one question; found by referrals from the top. If a CNAME
 * leads into another zone, the servers of that zone.
 */
export interface ZoneView {
  apex: string;
  /** TTL of the NS records in the parent zone; null when the zone was not found by a referral. */
  delegationTtl: number | null;
  nameServers: string[];
  /** The SOA record as the zone's own servers give it. */
  soa: DnsSoa | null;
  answers: ServerAnswer[];
  /** The zone of the name that was asked for, when CNAME records led out of it. */
  origin: Pick<ZoneView, "apex" | "nameServers" | "soa"> | null;
  /** CNAME records followed on the way (RFC 2317). */
  aliases: DnsAlias[];
  /** True when the CNAME records never end. */
  loops: boolean;
}

/** Why the servers of a zone were not asked, or were not believed. */
export type Unasked =
  /** Only the resolver was to be asked. */
  | { reason: "not wanted" }
  /**
   * The resolver does not tell the servers of the top zone; none of them can be reached; something on the way answers
   * in their place; the questions that one address may cost did not suffice; or a zone above that of the name has no server
   * that speaks to this host, while the resolver knows the zone below.
   */
  | {
      reason: "top unknown" | "top silent" | "intercepted" | "questions used up" | "zone above silent";
      zone: string;
    };

/** A PTR name with the questions that were asked about it. */
export interface PtrNameFacts extends PtrName {
  /** Letters, digits, hyphens and underscores only: fit to be asked and to stand in a record. */
  wellFormed: boolean;
  /**
   * The address question of the sender's own family, as the zone's servers answer it where they were
   * asked, else as the resolver does; null when the name could not be asked.
   */
  forward: DnsAnswer | null;
  /** The resolver's answer after a SERVFAIL, asked not to validate (CD bit), where DNSSEC is proven to be to blame. */
  unvalidated: DnsAnswer | null;
  /** Null when the zone's servers were not asked. */
  servers: ZoneView | null;
  /** Something on the way answers in place of the servers of the name's top zone. */
  intercepted: Unasked | null;
  /** The address question of the other family, asked only after a NODATA. */
  otherFamily: DnsAnswer | null;
}

/** The IANA special-purpose block an address belongs to, except the blocks for documentation. */
export interface SpecialPurpose {
  /** `transition`: 6to4, Teredo, NAT64, whose reverse zones nobody can have in practice. */
  kind: "not_global" | "transition";
  block: string;
  meaning: string;
}

/** Everything the DNS said about one address. */
export interface AddressFacts {
  ip: string;
  family: 4 | 6;
  reverseName: string;
  specialPurpose: SpecialPurpose | null;
  /**
   * The PTR answer that counts: that of the zone's servers where they could be asked, else the
   * resolver's. Null when the DNS was not asked or no resolver could be reached.
   */
  ptr: DnsAnswer | null;
  /** The resolver's own view: its PTR answer, and whether that leads to a name that confirms. */
  resolver: ResolverView | null;
  /** What the reverse zone's servers said; null when they were not asked. */
  servers: ZoneView | null;
  /** Why they were not asked; null when they were. */
  serversUnasked: Unasked | null;
  /** Another resolver that confirms the address as well: asked only where the zones' own servers were not. */
  secondResolver?: string | null;
  /** The names that were asked about, sorted: ten, and more as long as none confirms and the questions suffice. */
  names: PtrNameFacts[];
  /** Names in the PTR answer, those that were not looked at included. */
  nameCount: number;
  reverseZone: ReverseZone | null;
  /** The address question for a CNAME's target outside the reverse tree: a host, where PTR was meant? */
  aliasHost: DnsAnswer | null;
  /** An ancestor of the reverse name that its server denies, though the name has a PTR (RFC 8020). */
  deniedAncestor: DnsAnswer | null;
  /** The PTR of a made-up sibling, when it is the same: a wildcard (RFC 4592). */
  wildcard: DnsAnswer | null;
  /** The SOA record at every server, asked for when their PTR answers differ. */
  versions: ServerAnswer[];
  /** The DS record of a zone that fails validation, for its TTL. */
  ds: DnsAnswer | null;
  /** Asked twice, the zone's servers deny a PTR record that the resolver was given just now. */
  isDisputed: boolean;
}

export interface ResolverView {
  ptr: DnsAnswer;
  /** Asked again after a SERVFAIL, without validation (CD bit), where DNSSEC is proven to be to blame. */
  unvalidated: DnsAnswer | null;
  /** Null when it could not be asked where a name leads. */
  confirms: boolean | null;
  /** Where it says that the names of its own PTR answer lead. */
  forwards?: DnsAnswer[];
}

/** The name a mail server gives in HELO or EHLO, and its addresses. */
export interface HeloFacts {
  name: string;
  kind: "host name" | "single label" | "address literal" | "unusable";
  ipv4: DnsAnswer | null;
  ipv6: DnsAnswer | null;
}

/** RFC 8601 section 2.7.3. */
export type IprevResult = "pass" | "fail" | "temperror" | "permerror";

/** One name found in a PTR record and what its own address records say. */
export interface PtrName {
  /** Presentation form without the final dot, hostile bytes escaped as in RFC 4343 (`\ddd`). */
  name: string;
  ttl: number;
  /** Addresses of the family that was asked for, RFC 5952. */
  addresses: string[];
  confirms: boolean;
}

/** Answers that speak for the zone; one that only led to an alias does not. */
export function speaking(view: ZoneView | null): ServerAnswer[] {
  const answers = view?.answers ?? [];
  return answers.filter(
    (answer) => isDefinite(answer) && (answer.status !== "answer" || answer.records.length > 0),
  );
}

/** True where none of the zone's name servers could even be asked, because their names lead to no address. */
export function isWithoutServers(view: ZoneView | null): boolean {
  const answers = view?.answers ?? [];
  return answers.length > 0 && answers.every(({ server }) => server === "");
}
