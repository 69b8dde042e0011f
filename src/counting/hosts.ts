// Which hosts refused mail went through, as far as the refusals name them.

import type { Refusal } from "./refusal.ts";

export function givenHostsOf(refusals: readonly Refusal[]): Set<string> {
  const given = new Set<string>();
  for (const { reportingMta, hostGiven } of refusals) if (hostGiven && reportingMta) given.add(reportingMta);
  if (given.size > 0)
    for (const { reportingMta, hostGiven } of refusals)
      if (!hostGiven && reportingMta) given.delete(reportingMta);
  return given;
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
