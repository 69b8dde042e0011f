// An address in brackets that somebody's tool broke at the end of a line.

import { canonicalIp } from "../base/standards/ip.ts";

const addressBegun = /\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\s{0,2}$/;
/** More of a line is looked at no further: an address is shorter. */
const MAX_END = 60;

/**
 * True when a break within brackets can be read in two ways. `[203.0.113.1`, `15]`: where the line was broken at its width,
 * the address is 203.0.113.115; where it was broken at a blank, it is 203.0.113.1, and Gmail's number follows.
 */
export function leavesAddressOpen(before: string, after: string): boolean {
  const [begun, digits] = partsAt(before, after) ?? [];
  return begun !== undefined && canonicalIp(begun + digits) !== null;
}

/** True when the address is whole before the break: `[203.0.113.53`, `23]`, for there is no 203.0.113.5323. */
export function endsAddress(before: string, after: string): boolean {
  const [begun, digits] = partsAt(before, after) ?? [];
  return begun !== undefined && canonicalIp(begun + digits) === null;
}

/** A whole address, and digits that may belong to it. */
function partsAt(before: string, after: string): [begun: string, digits: string] | null {
  const digits = /^(\d{1,3})\]/.exec(after)?.[1];
  const begun = digits === undefined ? undefined : addressBegun.exec(before.slice(-MAX_END))?.[1];
  if (digits === undefined || begun === undefined || canonicalIp(begun) === null) return null;
  return [begun, digits];
}
