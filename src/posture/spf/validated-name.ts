// The names of an address that lead back to it (RFC 7208 sections 5.5 and 7.3): for `ptr` and `%{p}`. What cannot be
// asked for counts as not there, as both sections have it.

import { ipFamily, reverseName } from "../../base/standards/ip.ts";
import { find, type Lookup } from "../lookup.ts";

/** Names that are looked at; the rest is passed over. */
const MAX_NAMES = 10;

async function validatedNames(lookup: Lookup, ip: string): Promise<string[]> {
  const pointers = await find(lookup, reverseName(ip), "PTR");
  const names = pointers.kind === "records" ? pointers.records.slice(0, MAX_NAMES) : [];
  const validated: string[] = [];
  for (const name of names) {
    const forward = await find(lookup, name, ipFamily(ip) === 4 ? "A" : "AAAA");
    if (forward.kind === "records" && forward.records.includes(ip)) validated.push(name);
  }
  return validated;
}

export async function hasValidatedName(lookup: Lookup, ip: string, target: string): Promise<boolean> {
  const wanted = target.toLowerCase();
  const names = await validatedNames(lookup, ip);
  return names.some((name) => name === wanted || name.endsWith(`.${wanted}`));
}

/** The domain itself before a name below it, and that before any other. */
export async function validatedName(lookup: Lookup, ip: string, domain: string): Promise<string> {
  const names = await validatedNames(lookup, ip);
  return (
    names.find((name) => name === domain) ??
    names.find((name) => name.endsWith(`.${domain}`)) ??
    names[0] ??
    "unknown"
  );
}
