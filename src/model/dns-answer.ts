// What the DNS said to one question (RFC 1035), and what proves it.

/**
 * How a question ended. `nxdomain` and `nodata` mean "no such record"; everything after them means
 * "could not be asked", and the two must never be mixed. `lame` is a server that is named for a zone
 * and does not speak for it (RFC 9499).
 */
export type DnsStatus =
  | "answer"
  | "nxdomain"
  | "nodata"
  | "servfail"
  | "refused"
  | "lame"
  | "timeout"
  | "unreachable"
  | "malformed";

/** Why a question failed, if more is known than the status. */
export type DnsFailure =
  | "connection refused"
  // This host has no way to the server's network; IPv6, as a rule.
  | "no route"
  // The questions that one address may cost were used up.
  | "not asked"
  // A name server's own name lies in the zone it serves, and the delegation does not tell its address.
  | "no glue"
  // The server did not follow the alias: the asker must ask for its target.
  | "alias not followed";

/** The SOA record in the authority section of a negative answer (RFC 2308). */
export interface DnsSoa {
  zone: string;
  ttl: number;
  minimum: number;
  /** Seconds after which a secondary server looks for a new version, and which one it holds. */
  refresh: number;
  serial: number;
  mname: string;
  /** The responsible person as an e-mail address. */
  contact: string | null;
}

/** `SPF` is type 99, which RFC 7208 section 3.1 gave up. */
export type DnsRecordType = "A" | "AAAA" | "CNAME" | "DS" | "MX" | "NS" | "PTR" | "SOA" | "SPF" | "TXT";

/**
 * One record of an answer; `data` is a canonical address or an escaped name in lower case. In an MX record the
 * preference and a blank stand before the name. A text (TXT, SPF) is its strings put together, one character for each
 * byte, as they came: whoever shows it has to escape it.
 */
export interface DnsRecord {
  data: string;
  ttl: number;
}

/** One step of a CNAME chain. */
export interface DnsAlias {
  name: string;
  target: string;
  ttl: number;
}

/** Extended DNS Error (RFC 8914), its text escaped. */
export interface DnsExtendedError {
  code: number;
  text: string;
}

/**
 * What shows that a resolver answers from data of its own (a hosts file, an internal zone, a filter) and not
 * from the public DNS. `authority`: a server that looks up for others sets AA only for what it holds itself
 * (RFC 1034 section 4.3.1). `steady ttl`: what a resolver remembers runs out. `filter`: it says so (RFC 8914).
 */
export type LocalSign = "authority" | "ttl 0" | "steady ttl" | "private address" | "local name" | "filter";

/** How one question ended and what proves it. */
export interface DnsAnswer {
  name: string;
  type: DnsRecordType;
  status: DnsStatus;
  /** Why there is no usable answer, in words; null where the status says it all. */
  detail: string | null;
  /** Absent where the status says it all. */
  failure?: DnsFailure | undefined;
  /** The server that answered, or the last one asked: `IP`, `IP:PORT` or `[IPv6]:PORT`. */
  server: string;
  /** The AA bit. */
  authoritative: boolean;
  /** The RA bit; absent where no message came. */
  recursionAvailable?: boolean;
  /** Absent where an answer has none, as most have, and in what a zone's own server says. */
  localSigns?: LocalSign[];
  /** True when UDP cut the answer off, so that TCP had to be used. */
  truncated: boolean;
  records: DnsRecord[];
  aliases: DnsAlias[];
  soa: DnsSoa | null;
  extendedErrors: DnsExtendedError[];
}

/** What one name server of a zone said, asked without recursion. */
export interface ServerAnswer extends DnsAnswer {
  /** The zone it was asked for, and its name in that zone's NS records. */
  zone: string;
  nameServer: string;
  milliseconds: number;
}

const definite: readonly DnsStatus[] = ["answer", "nxdomain", "nodata"];

/** True when the DNS gave an answer, be it "no such record". */
export function isDefinite({ status }: Pick<DnsAnswer, "status">): boolean {
  return definite.includes(status);
}
