// What was meant as the SPF record of a domain that has none: a text that was entered wrongly, or one at another name.

import { allAsEntered, type AsEntered } from "../as-entered.ts";
import { find, type Lookup } from "../lookup.ts";
import { isSpfRecord } from "./record.ts";

/** The domain's own TXT records; they were asked for before, and cost no question. */
export async function entered(domain: string, lookup: Lookup): Promise<(AsEntered & { text: string })[]> {
  const found = await find(lookup, domain, "TXT");
  return found.kind === "records" ? allAsEntered(found.records, "spf") : [];
}

/** A record below the domain, where guides write names for what is included; it costs one question. */
export async function publishedBelow(
  domain: string,
  lookup: Lookup,
): Promise<{ at: string; text: string } | null> {
  // Below a name that does not exist there is nothing (RFC 8020).
  const own = await find(lookup, domain, "TXT");
  if (own.kind === "failed" || (own.kind === "none" && own.status === "nxdomain")) return null;
  const at = `_spf.${domain}`;
  const found = await find(lookup, at, "TXT");
  const text = found.kind === "records" ? found.records.find(isSpfRecord) : undefined;
  return text === undefined ? null : { at, text };
}
