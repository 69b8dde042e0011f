// Who made the lower half of an IPv6 address: the network card, chance, or somebody by hand.

import { hexadecimalGroups } from "../../base/standards/ip.ts";

/** EUI-64: the network card's address with ff:fe in its middle (RFC 4291 appendix A). */
const eui64 = /[0-9a-f]{0,2}ff:fe[0-9a-f]{2}:[0-9a-f]{1,4}$/;
/** Of 16 random nibbles about one is zero and ten are different; hand-made ones are mostly zeros. */
const MAX_ZERO_NIBBLES = 4;
const MIN_DISTINCT_NIBBLES = 7;

export function isFromNetworkCard(ip: string): boolean {
  return eui64.test(ip);
}

/** Temporary addresses (RFC 8981) and those that a host makes for each network (RFC 7217). */
export function isRandomAddress(ip: string): boolean {
  if (!ip.includes(":") || isFromNetworkCard(ip)) return false;
  const nibbles = hexadecimalGroups(ip).slice(4).join("").split("");
  const zeros = nibbles.filter((nibble) => nibble === "0").length;
  return zeros <= MAX_ZERO_NIBBLES && new Set(nibbles).size >= MIN_DISTINCT_NIBBLES;
}

/** The network part: `2001:db8:1:0` of `2001:db8:1::25`. */
export function networkOf(ip: string): string {
  return hexadecimalGroups(ip).slice(0, 4).join(":");
}
