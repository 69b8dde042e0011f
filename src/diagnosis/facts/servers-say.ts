// Questions that several causes put to what the zones' own servers said.

import { isDefinite, speaking } from "../../model/dns.ts";
import type { AddressFacts, PtrNameFacts, ServerAnswer, ZoneView } from "../../model/dns.ts";
import { whole, type Memory } from "./memory.ts";

/** Servers that failed. That this host has no way to them, or stopped asking, is none of their faults. */
export function failures(view: ZoneView | null): ServerAnswer[] {
  const failed = (view?.answers ?? []).filter((answer) => !isDefinite(answer));
  return failed.filter(({ failure }) => failure !== "no route" && failure !== "not asked");
}

/** Silence may be this network's fault; a closed port, or an answer that is none, is the servers' own. */
export function isSilent(view: ZoneView | null): boolean {
  if (view === null) return true;
  return view.answers.every(
    ({ status, failure }) =>
      (status === "timeout" || status === "unreachable") && failure !== "connection refused",
  );
}

/** True when the servers of the reverse zone were asked and at least one speaks for it. */
export function zoneSpeaks(facts: AddressFacts): boolean {
  return speaking(facts.servers).length > 0;
}

/**
 * The zone out of which the servers deny the record, where that is one above the zone they are named for: they do not hold
 * the one that was delegated to them (RFC 2317: a whole /24 in place of the part). Null where they do, or where it is not known.
 */
export function zoneHeldInstead({ servers, ptr }: AddressFacts): string | null {
  const held = ptr?.soa?.zone;
  if (!servers || !zoneDenies(ptr) || held === undefined) return null;
  return held !== servers.apex && servers.apex.endsWith(`.${held}`) ? held : null;
}

function zoneDenies(ptr: AddressFacts["ptr"]): boolean {
  return ptr !== null && ptr.authoritative && (ptr.status === "nxdomain" || ptr.status === "nodata");
}

/** What a receiver makes of each server's PTR answer; more than one means that chance decides. */
export function ptrOutcomes(facts: AddressFacts): Set<"none" | "confirms" | "does not"> {
  const leadingBack = new Set(facts.names.filter((name) => name.confirms).map((name) => name.name));
  return new Set(
    speaking(facts.servers).map(({ records }) => {
      if (records.length === 0) return "none";
      return records.some(({ data }) => leadingBack.has(data)) ? "confirms" : "does not";
    }),
  );
}

/** True when some servers of the name's zone lead back to the address and some do not. */
export function contradictsItself({ servers }: PtrNameFacts, ip: string): boolean {
  const leadBack = speaking(servers).map(({ records }) => records.some(({ data }) => data === ip));
  return leadBack.includes(true) && leadBack.includes(false);
}

/** `ns1.example.net (192.0.2.1)`, or the name alone where it has no address. */
export function serverWords({ nameServer, server }: ServerAnswer): string {
  return server === "" ? nameServer : `${nameServer} (${server})`;
}

/** For the secondary that lags: RFC 1035 section 3.3.13. */
export function refreshOf(view: ZoneView | null): Memory | null {
  const seconds = view?.soa?.refresh ?? null;
  return seconds === null ? null : whole(seconds);
}
