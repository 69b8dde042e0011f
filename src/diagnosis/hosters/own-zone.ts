// The same PTR record in the words of the name servers that people run themselves, and the settings that make a
// mail server say its own name. Commands hold nothing but plain host names.

import { ipFamily, reverseName } from "../../base/standards/ip.ts";
import { isPlainHostName } from "../../base/standards/host-name.ts";
import { RECORD_TTL } from "../words/fix.ts";

/** A zone cut such as `0-31.113.0.203.in-addr.arpa` or `0/27.…` (RFC 2317): nothing a shell acts upon. */
const plainReverseZone = /^(?:[0-9a-z][0-9a-z/-]{0,62}\.){1,40}(?:in-addr|ip6)\.arpa$/i;

export interface OwnZoneRecord {
  /** Apex of the zone, without the final dot. */
  zone: string;
  /** Full owner name of the PTR record, without the final dot. */
  owner: string;
  name: string;
}

/** What stands at the owner name already and must give way: a second PTR record, or one beside a CNAME, is wrong. */
export type PresentRecord = "PTR" | "CNAME" | null;

/** One line each for BIND's zone file, PowerDNS and Windows DNS; none when a name is not fit for a shell. */
export function ownZoneLines({ zone, owner, name }: OwnZoneRecord, present: PresentRecord = null): string[] {
  if (!isWithin(owner, zone) || !plainReverseZone.test(zone) || !plainReverseZone.test(owner)) return [];
  if (!isPlainHostName(name)) return [];
  const label = owner === zone ? "@" : owner.slice(0, -zone.length - 1);
  const instead = present === null ? "" : `: replace the ${present} line of ${label} by this one`;
  return [
    `${label} ${RECORD_TTL} IN PTR ${name}. ; BIND, in the file of ${zone}${instead}`,
    `${powerDns(zone, label, present)} PTR ${RECORD_TTL} ${name}. # PowerDNS`,
    `${windowsRemoval(zone, label, present)}Add-DnsServerResourceRecordPtr -ZoneName "${zone}" -Name "${label}" -PtrDomainName "${name}." # Windows DNS`,
  ];
}

function powerDns(zone: string, label: string, present: PresentRecord): string {
  const removal = present === "CNAME" ? `pdnsutil delete-rrset ${zone} ${label} CNAME && ` : "";
  return `${removal}pdnsutil ${present === null ? "add-record" : "replace-rrset"} ${zone} ${label}`;
}

function windowsRemoval(zone: string, label: string, present: PresentRecord): string {
  if (present === null) return "";
  return `Remove-DnsServerResourceRecord -ZoneName "${zone}" -Name "${label}" -RRType ${present} -Force; `;
}

function isWithin(owner: string, zone: string): boolean {
  return owner === zone || owner.endsWith(`.${zone}`);
}

/** What makes the host call itself `name`, in its own shell and in the greeting of its mail server. */
export function heloLines(name: string): string[] {
  if (!isPlainHostName(name)) return [];
  return [
    `hostnamectl set-hostname ${name} # any Linux; does not change a myhostname that is set`,
    `postconf -e myhostname=${name} && postfix reload # Postfix`,
    // Exim knows no comment at the end of a line.
    "# Exim, in the main part of its configuration:",
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
  /** Whether the DNS says that the name leads to the address now. */
  leadsBack: boolean;
}

/** A request that whoever runs the reverse zone can act upon without a question. It claims nothing unproven. */
export function ticketText({ ip, name, leadsBack, owner = reverseName(ip) }: TicketFacts): string {
  const type = ipFamily(ip) === 4 ? "A" : "AAAA";
  const request = `Please set reverse DNS of ${ip} to ${name} (${owner}. PTR ${name}.), as its only PTR record.`;
  if (leadsBack) return `${request} ${name} already has ${type} ${ip}.`;
  return `${request} (Its ${type} record will be in place when you read this.)`;
}

export interface TroubleFacts {
  ip: string;
  /** Apex of the reverse zone, where it is known. */
  zone: string | null;
  /** What is to be done, as the imperative it is in the report. */
  action: string;
  evidence: string[];
}

/** A letter carries as much proof as its reader needs; the report has all of it. */
const MAX_EVIDENCE = 4;
/** The same for what is no single record: name servers that fail, records to be deleted. */
export function troubleText({ ip, zone, action, evidence }: TroubleFacts): string {
  const proof = [...new Set(evidence)].slice(0, MAX_EVIDENCE).join("; ");
  const place = `${reverseName(ip)}.${zone === null ? "" : `, zone ${zone}`}`;
  return `Reverse DNS of ${ip} (${place}): please ${action}.${proof && ` What the DNS says: ${proof}.`}`;
}
