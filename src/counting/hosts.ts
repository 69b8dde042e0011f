// Which hosts refused mail went through, as far as the refusals name them.

import type { Refusal } from "./refusal.ts";

export function givenHostsOf(refusals: readonly Refusal[]): Set<string> {
  const given = new Set<string>();
  for (const { reportingMta, hostGiven } of refusals) if (hostGiven && reportingMta) given.add(reportingMta);
  if (given.size === 0) return given;
  const told = new Set<string>();
  for (const { reportingMta, hostGiven } of refusals) if (!hostGiven && reportingMta) told.add(reportingMta);
  return untold(given, told);
}

/** A log that calls its host `mx1` tells of the `mx1.example.com` that somebody gave: that one is more than a name for lines. */
export function untold(given: ReadonlySet<string>, told: ReadonlySet<string>): Set<string> {
  const known = new Set([...told].map((name) => name.toLowerCase()));
  const isTold = (name: string) => known.has(name) || known.has(name.split(".", 1)[0] ?? name);
  return new Set([...given].filter((name) => !isTold(name.toLowerCase())));
}

export function bySendingIp(
  refusals: readonly Refusal[],
  valueOf: (refusal: Refusal) => string | null,
): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const refusal of refusals) {
    const value = valueOf(refusal);
    if (refusal.sendingIp === null || value === null) continue;
    values.set(refusal.sendingIp, (values.get(refusal.sendingIp) ?? new Set()).add(value));
  }
  return values;
}
