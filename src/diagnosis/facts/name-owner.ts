// Whose name it is that a PTR record holds or a log calls a host by: only who owns its domain can make records for it.

import type { AddressFacts } from "../../model/dns.ts";
import type { DiagnosisHints } from "../causes/cause.ts";
import { findHoster, isDefaultName } from "../hosters/index.ts";
import { genericReason, organizationalDomain } from "./generic-name.ts";

/**
 * `provider`: what whoever lends the address calls it. `own`: of a domain that mail was refused for, or that the host
 * is named in. `other`: of neither, while one of these is known. `unknown`: nothing is known of host and senders.
 */
export type NameOwner = "own" | "provider" | "other" | "unknown";

/** What the name's owner is told from, besides the facts. */
export type OwnerHints = Pick<DiagnosisHints, "hostName" | "from" | "senderDomains">;

/** First labels that providers give to addresses nobody has named. */
const unnamed =
  /^(?:static|dynamic|hosted-by|customer|unassigned|unallocated|unused|undefined|reserved|default|no-?(?:ptr|rdns|reverse|name)|(?:reverse-|rdns-|ptr-)?not-?set)\./;

export function ownerOfName(name: string, facts: AddressFacts, hints: OwnerHints): NameOwner {
  if (isProviders(name, facts, hints)) return "provider";
  const host = hints.hostName;
  const ownHost = host !== undefined && !isProviders(host, facts, hints) ? [host] : [];
  const domains = domainsOf([...ownHost, ...mailDomains(hints)]);
  if (domains.size === 0) return "unknown";
  return domains.has(organizationalDomain(name) ?? name) ? "own" : "other";
}

/** True for a name that the provider made: its records are the provider's alone. */
export function isProviders(name: string, facts: AddressFacts, hints: OwnerHints): boolean {
  if (isDefaultName(name)) return true;
  const domain = organizationalDomain(name);
  if (domain === null || domainsOf(mailDomains(hints)).has(domain)) return false;
  if (genericReason(name, facts.ip) !== null || unnamed.test(name)) return true;
  return isKeepers(domain, facts, hints);
}

/**
 * The domain of the zone's name servers or contact. Who runs a reverse zone may be the reader as well: it is the
 * provider where the table of hosters knows it, or where the host or the senders are of another domain.
 */
function isKeepers(domain: string, { reverseZone }: AddressFacts, hints: OwnerHints): boolean {
  if (!reverseZone) return false;
  const { nameServers, contact } = reverseZone;
  const contactDomain = contact?.split("@").at(-1);
  if (!domainsOf([...nameServers, ...(contactDomain ? [contactDomain] : [])]).has(domain)) return false;
  const kind = findHoster(nameServers, contact, [])?.kind;
  if (kind === "hoster" || kind === "access") return true;
  const own = domainsOf([...(hints.hostName === undefined ? [] : [hints.hostName]), ...mailDomains(hints)]);
  return own.size > 0 && !own.has(domain);
}

function mailDomains({ from, senderDomains = [] }: OwnerHints): string[] {
  return [...(from === undefined ? [] : [from]), ...senderDomains];
}

function domainsOf(names: readonly string[]): Set<string> {
  return new Set(names.flatMap((name) => organizationalDomain(name.toLowerCase()) ?? []));
}
