// Whether a resolver was given its answer just now. Such an answer is a witness of its own: somebody who speaks for the
// zone has just said so.

import type { DnsAnswer } from "../../model/dns.ts";

/** TTLs are set in whole units of these; a remembered answer is seldom so close below one. */
const UNITS = [
  { from: 300, seconds: 300 },
  { from: 1, seconds: 60 },
];
const HARDLY_RUN_DOWN_SECONDS = 10;

/** True when the answer can hardly be a remembered one, nor one of the resolver's own. */
export function isFresh({ status, records, authoritative, localSigns }: DnsAnswer): boolean {
  if (status !== "answer" || authoritative || localSigns !== undefined || records.length === 0) return false;
  return records.every(({ ttl }) => {
    const seconds = UNITS.find(({ from }) => ttl >= from)?.seconds;
    return seconds !== undefined && (seconds - (ttl % seconds)) % seconds <= HARDLY_RUN_DOWN_SECONDS;
  });
}
