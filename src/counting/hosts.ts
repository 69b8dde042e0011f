// Which hosts refused mail went through, as far as the refusals name them.

import type { Refusal } from "./refusal.ts";

export interface HostsByTeller {
  /** Names of reporting MTAs that somebody gave for lines that name none. */
  givenHosts: Set<string>;
  /** Those that a line, or a bounce, names. */
  toldHosts: Set<string>;
}

export function hostsByTeller(refusals: readonly Refusal[]): HostsByTeller {
  const [givenHosts, toldHosts] = [new Set<string>(), new Set<string>()];
  for (const { reportingMta, hostGiven } of refusals)
    if (reportingMta) (hostGiven ? givenHosts : toldHosts).add(reportingMta);
  return { givenHosts, toldHosts };
}

/** A log that calls its host `mx1` tells of the `mx1.example.com` that somebody gave: that one is more than a name for lines. */
export function untold(given: ReadonlySet<string>, told: ReadonlySet<string>): Set<string> {
  if (given.size === 0) return new Set();
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
    const known = values.get(refusal.sendingIp);
    if (known) known.add(value);
    else values.set(refusal.sendingIp, new Set([value]));
  }
  return values;
}
