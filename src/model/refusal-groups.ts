// Which of Gmail's refusals for the sender are one action: one reason and one domain, repaired by the same records, from
// whichever addresses. The actions are made of these groups, and a report finds them again.

import { isLook } from "./action.ts";
import type { RefusalReport } from "./refusals.ts";

export interface ActedRefusals {
  /** The id of their action: no two of a report have the same. */
  id: string;
  /** What lost most mail first. */
  refusals: [RefusalReport, ...RefusalReport[]];
}

/** Those for which something is to be done. */
export function refusalsByAction(refusals: readonly RefusalReport[]): ActedRefusals[] {
  const groups = new Map<string, ActedRefusals["refusals"]>();
  for (const refusal of refusals.filter(asksForAction)) {
    const key = keyOf(refusal);
    const known = groups.get(key);
    if (known) known.push(refusal);
    else groups.set(key, [refusal]);
  }
  const used = new Map<string, number>();
  return [...groups.values()].map((group) => {
    const ranked = group.toSorted(
      ({ counts: one }, { counts: other }) => other.lost - one.lost || other.affected - one.affected,
    ) as ActedRefusals["refusals"];
    return { id: numbered(idOf(ranked), used), refusals: ranked };
  });
}

function asksForAction({ state }: RefusalReport): boolean {
  return state !== null && state !== "passes now";
}

/** Where no domain is known, it is about the address. */
function keyOf({ cause, state, domain, sendingIp, fix }: RefusalReport): string {
  const records = fix.flatMap((step) => (step.record === null || isLook(step) ? [] : [step.record]));
  return JSON.stringify([cause.id, state, domain, ...(domain === null ? [sendingIp] : records)]);
}

function idOf([first, ...others]: ActedRefusals["refusals"]): string {
  const { cause, domain, sendingIp } = first;
  const parts = [cause.id, domain, others.length === 0 ? sendingIp : null];
  return parts.filter((part) => part !== null).join("/");
}

/** Two with the same reason and domain differ in the records: the further ones have a number. */
function numbered(id: string, used: Map<string, number>): string {
  const number = (used.get(id) ?? 0) + 1;
  used.set(id, number);
  return number === 1 ? id : `${id}/${number}`;
}
