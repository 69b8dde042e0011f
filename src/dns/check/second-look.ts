// Where the zone's own servers deny a PTR record that the resolver has just been given, one of the two does not show
// what the world gets. They are asked a second time before anything is concluded.

import { speaking } from "../../model/dns.ts";
import type { DnsAnswer, ResolverView, ZoneView } from "../../model/dns.ts";
import type { Walk } from "../walk/walk.ts";

export interface SecondLook {
  view: ZoneView | null;
  /** They still contradict each other. */
  isDisputed: boolean;
}

/** `startAnew` gives a walk that remembers nothing. */
export async function lookAgain(
  name: string,
  view: ZoneView | null,
  resolver: ResolverView,
  startAnew: (() => Walk) | undefined,
): Promise<SecondLook> {
  if (!startAnew || !contradicts(view, resolver)) return { view, isDisputed: false };
  const again = await startAnew().view(name, "PTR");
  if ("reason" in again) return { view, isDisputed: true };
  return { view: again, isDisputed: contradicts(again, resolver) };
}

function contradicts(view: ZoneView | null, { ptr, confirms }: ResolverView): boolean {
  const speakers = speaking(view);
  const isDenied = speakers.length > 0 && speakers.every(({ status }) => status !== "answer");
  return isDenied && confirms === true && isFresh(ptr);
}

/** TTLs are set in whole units of these; a remembered answer is seldom so close below one. */
const UNITS = [
  { from: 300, seconds: 300 },
  { from: 1, seconds: 60 },
];
const HARDLY_RUN_DOWN_SECONDS = 10;

/** True when the answer cannot be a remembered one. Data of a resolver's own bear the AA bit, or a TTL of 0. */
function isFresh({ records, authoritative }: DnsAnswer): boolean {
  if (authoritative || records.length === 0) return false;
  return records.every(({ ttl }) => {
    const unit = UNITS.find(({ from }) => ttl >= from);
    return (
      unit !== undefined && (unit.seconds - (ttl % unit.seconds)) % unit.seconds <= HARDLY_RUN_DOWN_SECONDS
    );
  });
}
