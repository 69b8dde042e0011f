// Whether DNSSEC is to blame for an answer that came only without validation. That it came so proves nothing: the
// failure may have passed meanwhile. It takes the resolver's own word, or a DS record at every step on the way down.

import { speaking } from "../../model/dns.ts";
import type { DnsAnswer, ZoneView } from "../../model/dns.ts";
import { isCalledBogus } from "../ask/answer.ts";
import type { Ask } from "../ask/resolver.ts";
import type { Walk } from "../walk/walk.ts";
import type { Validated } from "./views.ts";

export interface DnssecProof {
  isBogus: boolean;
  /** The DS record of the zone, at the zone above. */
  ds: DnsAnswer | null;
}

export const NO_PROOF: DnssecProof = { isBogus: false, ds: null };

/** `view`: what the zone's own servers say to the same question; null where they were not asked. */
export async function dnssecProof(
  { answer, unvalidated }: Validated,
  view: ZoneView | null,
  walk: Walk | null,
  ask: Ask,
): Promise<DnssecProof> {
  if (!unvalidated) return NO_PROOF;
  const isCalled = isCalledBogus(answer);
  if (!view || !walk) return isCalled ? { isBogus: true, ds: null } : proofByResolver(unvalidated, ask);
  const chains = await Promise.all([view, ...(view.origin ? [view.origin] : [])].map(walk.askParents));
  const signed = chains.find((chain) => chain.length > 0 && chain.every(isThere));
  if (signed) return { isBogus: true, ds: signed[0] ?? null };
  // Below an unsigned step nothing is validated, whatever a resolver with a wrong clock says.
  const areUnsigned = chains.every((chain) => chain.some(({ status }) => status === "nodata"));
  return { isBogus: isCalled && !(areUnsigned && speaking(view).length > 0), ds: null };
}

/** Asked not to validate, the resolver tells the zone and its DS record all the same. */
async function proofByResolver(unvalidated: DnsAnswer, ask: Ask): Promise<DnssecProof> {
  const end = unvalidated.aliases.at(-1)?.target ?? unvalidated.name;
  const soa = unvalidated.soa ?? (await ask(end, "SOA", true)).soa;
  const ds = soa && (await ask(soa.zone, "DS", true));
  return ds && isThere(ds) ? { isBogus: true, ds } : NO_PROOF;
}

function isThere({ status, records }: DnsAnswer): boolean {
  return status === "answer" && records.length > 0;
}
