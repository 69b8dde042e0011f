// Whose name it is that a PTR record holds or a log calls a host by: only who owns its domain can make records for it.

import type { AddressFacts } from "../../model/dns.ts";
import type { DiagnosisHints } from "../causes/cause.ts";
import { findHoster, isDefaultName } from "../hosters/index.ts";
import { genericReason } from "./generic-name.ts";
import { organizationalDomain } from "../../base/standards/public-suffix.ts";
import { canBePublic } from "./inner-name.ts";

/**
 * `provider`: what whoever lends the address calls it. `own`: of the host's domain, or of one that mail was refused for.
 * `other`: of neither, while one of these is known. `unknown`: nothing is known of host and senders.
 */
export type NameOwner = "own" | "provider" | "other" | "unknown";

/** What the name's owner is told from, besides the facts. */
export type OwnerHints = Pick<DiagnosisHints, "hostName" | "from" | "senderDomains">;

/** First labels that providers give to addresses nobody has named. */
const unnamed =
  /^(?:static|dynamic|hosted-by|customer|unassigned|unallocated|unused|undefined|reserved|default|no-?(?:ptr|rdns|reverse|name)|(?:reverse-|rdns-|ptr-)?not-?set)\./;

export function ownerOfName(name: string, facts: AddressFacts, hints: OwnerHints): NameOwner {
  if (isProviders(name, facts, hints)) return "provider";
  const domains = new Set([...readersDomains(facts, hints), ...domainsOf(hints.senderDomains ?? [])]);
  if (domains.size === 0) return "unknown";
  return domains.has(organizationalDomain(name) ?? name) ? "own" : "other";
}

/** True for a name that the provider made: its records are the provider's alone. */
export function isProviders(name: string, facts: AddressFacts, hints: OwnerHints): boolean {
  if (isDefaultName(name)) return true;
  const domain = organizationalDomain(name);
  const own = readersDomains(facts, hints);
  if (domain === null || own.has(domain)) return false;
  if (genericReason(name, facts.ip) !== null || unnamed.test(name)) return true;
  return isKeepers(domain, facts, own);
}

/**
 * The domain of the zone's name servers or contact. Who runs a reverse zone may be the reader as well: it is the
 * provider where the table of hosters knows it, or where the reader's domain is known to be another.
 */
function isKeepers(domain: string, { reverseZone }: AddressFacts, own: ReadonlySet<string>): boolean {
  if (!reverseZone) return false;
  const { nameServers, contact } = reverseZone;
  const contactDomain = contact?.split("@").at(-1);
  const keepers = domainsOf([...nameServers, ...(contactDomain ? [contactDomain] : [])]);
  if (!keepers.has(domain)) return false;
  const kind = findHoster(nameServers, contact, [])?.kind;
  return kind === "hoster" || kind === "access" || own.size > 0;
}

/**
 * That of the host's name, unless the provider made that, too. Senders tell less: a host that forwards mail has
 * senders of any domain, its provider's invoices among them.
 */
function readersDomains(
  { ip }: AddressFacts,
  { hostName, from, senderDomains = [] }: OwnerHints,
): Set<string> {
  const isOwn = hostName !== undefined && canBePublic(hostName) && !isDefaultName(hostName);
  const host = isOwn && genericReason(hostName, ip) === null ? [hostName] : [];
  const told = domainsOf([...host, ...(from === undefined ? [] : [from])]);
  return told.size > 0 ? told : domainsOf(senderDomains);
}

function domainsOf(names: readonly string[]): Set<string> {
  return new Set(names.flatMap((name) => organizationalDomain(name.toLowerCase()) ?? []));
}
