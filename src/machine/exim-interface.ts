// Which address an Exim transport binds for one sender, where its `interface` is computed: Exim itself expands it (`exim -be`),
// but only an expression that reads files and the sender, and does nothing.

import { canonicalIp, ipFamily } from "../base/standards/ip.ts";
import type { BoundAddress } from "../model/machine.ts";
import { eximList } from "./exim.ts";
import type { RunProgram } from "./programs.ts";

/** Null where nobody but Exim can tell while it delivers, or where it does not say. */
export async function interfaceFor(
  run: RunProgram,
  { setting, value }: { setting: string; value: string },
  { sender, domain }: { sender: string; domain: string },
): Promise<BoundAddress[] | null> {
  const expression = withDomain(value, domain);
  if (!dependsOnSenderAlone(expression)) return null;
  const told = await run("exim", ["-f", sender, "-be", expression]);
  if (told === null || "problem" in told) return null;
  const items = eximList(told.text.trim());
  const ips = items.map(canonicalIp);
  // What is no address, an error among them, is no word that it binds nothing.
  if (ips.includes(null)) return null;
  return (ips as string[]).map((ip) => ({ ip, family: ipFamily(ip), setting }));
}

/** The recipient's domain is known, too, and Exim knows of no recipient here. */
function withDomain(value: string, domain: string): string {
  return value.replaceAll(/\$(?:original_)?domain\b|\$\{(?:original_)?domain\}/g, domain);
}

/** `$sender_address_domain`, `${value}`, `$1`: what is known before a message has a recipient and a host. */
const knownVariables =
  /^(?:sender_address(?:_domain|_local_part)?|value|item|\d|primary_hostname|qualify_domain)$/;
/** Operators and items of Exim's that look at text and files. Others run programs, ask servers or call code. */
const harmless = /^(?:if|lookup|lc|uc|domain|local_part|address|extract|sg|filter|listextract|readfile)$/;
/** Searched in files; the rest asks a server. */
const fileLookups =
  /^(?:partial\d*(?:\([^()]*\))?-)?(?:(?:n?wild|ip)?lsearch|cdb|dbm(?:nz|jz)?|dsearch)(?:[*]@?)?(?:,[\w=]+)*$/;

/** What Exim would expand alike for each recipient and each host, without doing anything beside. */
export function dependsOnSenderAlone(value: string): boolean {
  const variables = value.matchAll(/\$(?:\{(?<braced>[a-z_\d]+)\}|(?<bare>[a-z_\d]+))/g);
  const items = value.matchAll(/\$\{\s*(?<item>[a-z_\d]+)(?!\}|[a-z_\d])/g);
  const isKnown = [...variables].every(({ groups }) =>
    knownVariables.test(groups?.["braced"] ?? groups?.["bare"] ?? ""),
  );
  return (
    isKnown && [...items].every(({ groups }) => harmless.test(groups?.["item"] ?? "")) && asksFiles(value)
  );
}

/** `lookup{KEY}lsearch{FILE}`: the key comes first; a query to a database has its kind there. Conditions may ask, too. */
function asksFiles(value: string): boolean {
  if (/\blookup\s*(?!\s*\{)/.test(value.replaceAll(/\blookup\s*\{/g, ""))) return false;
  if (
    /\b(?:acl|saslauthd|ldapauth|pam|radius|pwcheck|queue_running|bool|dlfunc|perl|run|readsocket)\b/.test(
      value,
    )
  )
    return false;
  const kinds = value.matchAll(/\}\s*(?<kind>[a-z][^{}\s]*)\s*\{/g);
  return [...kinds].every(({ groups }) => fileLookups.test(groups?.["kind"] ?? ""));
}
