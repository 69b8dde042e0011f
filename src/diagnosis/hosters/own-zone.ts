// The same PTR record in the words of the name servers that people run themselves, and the settings that make a
// mail server say its own name. Commands hold nothing but plain host names.

import { isPlainHostName, isPlainOwnerName } from "../../base/standards/host-name.ts";
import { RECORD_TTL } from "../words/fix.ts";

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
  if (!isWithin(owner, zone) || !isPlainOwnerName(zone) || !isPlainOwnerName(owner)) return [];
  if (!isPlainHostName(name)) return [];
  const label = owner === zone ? "@" : owner.slice(0, -zone.length - 1);
  const instead = present === null ? "" : `: replace the ${present} line of ${label} by this one`;
  return [
    `${label} ${RECORD_TTL} IN PTR ${name}. ; BIND, in the file of ${zone}${instead}`,
    `${powerDns(zone, label, present)} PTR ${RECORD_TTL} ${name}. # PowerDNS`,
    `${windowsRemoval(zone, label, present)}${windowsCommand(zone)} -ZoneName "${zone}" -Name "${label}" -PtrDomainName "${name}." # Windows DNS`,
  ];
}

function powerDns(zone: string, label: string, present: PresentRecord): string {
  const removal = present === "CNAME" ? `pdnsutil delete-rrset ${zone} ${label} CNAME && ` : "";
  return `${removal}pdnsutil ${present === null ? "add-record" : "replace-rrset"} ${zone} ${label}`;
}

/** The short one is for reverse zones alone; CNAME records may lead to a forward zone. */
function windowsCommand(zone: string): string {
  return zone.endsWith(".arpa") ? "Add-DnsServerResourceRecordPtr" : "Add-DnsServerResourceRecord -Ptr";
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
