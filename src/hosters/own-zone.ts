// The same PTR record in the words of the name servers that people run themselves, and the settings that make a
// mail server say its own name. Commands hold nothing but plain host names.

import { ipFamily, reverseName } from "../smtp/ip.ts";
import { isPlainHostName } from "./plain-name.ts";

const RECORD_TTL = 3600;
/** A zone cut such as `0-31.113.0.203.in-addr.arpa` or `0/27.…` (RFC 2317): nothing a shell acts upon. */
const plainReverseZone = /^(?:[0-9a-z][0-9a-z/-]{0,62}\.){1,40}(?:in-addr|ip6)\.arpa$/i;

export interface OwnZoneRecord {
  /** Apex of the zone, without the final dot. */
  zone: string;
  /** Full owner name of the PTR record, without the final dot. */
  owner: string;
  name: string;
}

/** One line each for BIND's zone file, PowerDNS and Windows DNS; none when a name is not fit for a shell. */
export function ownZoneLines({ zone, owner, name }: OwnZoneRecord): string[] {
  if (!isWithin(owner, zone) || !plainReverseZone.test(zone) || !plainReverseZone.test(owner)) return [];
  if (!isPlainHostName(name)) return [];
  const label = owner === zone ? "@" : owner.slice(0, -zone.length - 1);
  return [
    `${label} ${RECORD_TTL} IN PTR ${name}. ; BIND, in the file of ${zone}`,
    `pdnsutil add-record ${zone} ${label} PTR ${RECORD_TTL} ${name}. # PowerDNS`,
    `Add-DnsServerResourceRecordPtr -ZoneName "${zone}" -Name "${label}" -PtrDomainName "${name}." # Windows DNS`,
  ];
}

function isWithin(owner: string, zone: string): boolean {
  return owner === zone || owner.endsWith(`.${zone}`);
}

/** What makes the host call itself `name`, in its own shell and in the greeting of its mail server. */
export function heloLines(name: string): string[] {
  if (!isPlainHostName(name)) return [];
  return [
    `hostnamectl set-hostname ${name} # any Linux`,
    `postconf -e myhostname=${name} && postfix reload # Postfix`,
    // Exim knows no comment at the end of a line.
    `primary_hostname = ${name}`,
  ];
}

// ---------------------------------------------------------------- letters

export interface TicketFacts {
  ip: string;
  /** The name to be set. */
  name: string;
  /** Owner of the PTR record, without the final dot; where it differs from the usual one, the zone is cut below. */
  owner?: string;
}

/** A request that whoever runs the reverse zone can act upon without a question. */
export function ticketText({ ip, name, owner = reverseName(ip) }: TicketFacts): string {
  const type = ipFamily(ip) === 4 ? "A" : "AAAA";
  return (
    `Please set reverse DNS of ${ip} to ${name} (${owner}. PTR ${name}.). ` +
    `${name} already has ${type} ${ip}.`
  );
}

export interface TroubleFacts {
  ip: string;
  /** What is to be done, as the imperative it is in the report. */
  action: string;
  evidence: string[];
}

/** A letter carries as much proof as its reader needs; the report has all of it. */
const MAX_EVIDENCE = 4;

/** The same for what is no single record: name servers that fail, records to be deleted. */
export function troubleText({ ip, action, evidence }: TroubleFacts): string {
  const proof = evidence.slice(0, MAX_EVIDENCE).join("; ");
  return `Reverse DNS of ${ip} (${reverseName(ip)}.): please ${action}.${proof && ` What the DNS says: ${proof}.`}`;
}
