// What the addresses of one host tell together: that mail leaves from several, or from random ones that change.

import { ipFamily } from "../base/standards/ip.ts";
import { isRandomAddress, networkOf } from "./facts/interface-id.ts";
import { MAX_OTHERS } from "./hints.ts";
import type { DiagnosisHints } from "./causes/cause.ts";

/** An address of the host, and whether Gmail would refuse it today; what cannot be asked neither stands nor passes. */
export interface HostAddress {
  ip: string;
  attempts: number;
  stands: boolean;
  passes: boolean;
  /** Whether Gmail would refuse it for the sender's records, however good its reverse DNS is. */
  isRefusedForSender?: boolean;
}

/** `others` are those that a log proves to be of the same host. */
export function togetherness(
  own: HostAddress,
  others: readonly HostAddress[],
): Pick<DiagnosisHints, "hostAddresses" | "goodAddress" | "isGoodRefused" | "randomAddresses"> {
  // All of a long list have the same ones told first: else each of the rest would tell of itself.
  const known = others.length > MAX_OTHERS ? others : [own, ...others];
  const family = known.filter(({ ip }) => ipFamily(ip) === ipFamily(own.ip)).toSorted(byWeight);
  const standing = family.filter(({ stands }) => stands);
  if (family.length < 2 || standing.length === 0) return {};
  const random = isRandomAddress(own.ip) ? randomBeside(own.ip, standing) : [];
  if (random.length > 1 && own.stands) return { randomAddresses: { first: random[0]!, all: random } };
  const isTeller = standing[0]?.ip === own.ip;
  if (!isTeller) return {};
  const passing = family.filter(({ passes }) => passes);
  const good = passing.find(({ isRefusedForSender = false }) => !isRefusedForSender);
  return {
    hostAddresses: family.map(({ ip }) => ip),
    ...(good && { goodAddress: good.ip }),
    ...(passing.length > 0 && !good && { isGoodRefused: true as const }),
  };
}

function randomBeside(ip: string, standing: readonly HostAddress[]): string[] {
  const network = networkOf(ip);
  return standing.map((one) => one.ip).filter((one) => isRandomAddress(one) && networkOf(one) === network);
}

/** The one that matters most comes first, and the order does not depend on that of the input. */
function byWeight(left: HostAddress, right: HostAddress): number {
  return right.attempts - left.attempts || (left.ip < right.ip ? -1 : 1);
}
