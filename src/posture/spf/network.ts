// Networks: whether an address lies in one, and how near it is to it.

import { canonicalIp, ipFamily, wordsOf } from "../../base/standards/ip.ts";

export function isInNetwork(ip: string, network: string, prefix: number): boolean {
  return ipFamily(ip) === ipFamily(network) && commonBits(ip, network) >= prefix;
}

/** How many bits from the left two addresses of one family share. */
export function commonBits(one: string, other: string): number {
  const others = wordsOf(canonicalText(other));
  let bits = 0;
  for (const [index, word] of wordsOf(canonicalText(one)).entries()) {
    const difference = word ^ (others[index] ?? 0);
    if (difference === 0) bits += 16;
    else return bits + Math.clz32(difference) - 16;
  }
  return bits;
}

/** An IPv4-mapped address in an `ip6` term stays IPv6: only an IPv6 client may match it. */
function canonicalText(ip: string): string {
  return ipFamily(ip) === 4 ? ip : (canonicalIp(ip) ?? ip);
}
