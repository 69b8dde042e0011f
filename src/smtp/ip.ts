// IP addresses as text: one canonical spelling, so that one address is one group and one DNS question.

import { isIPv4, SocketAddress } from "node:net";

const MAPPED_PREFIX = "::ffff:";

/**
 * The RFC 5952 spelling of an address, an IPv4-mapped IPv6 address as IPv4, a zone id dropped.
 * Null when the text is no address: `203.0.113.010` and `203.0.113` are none.
 */
export function canonicalIp(text: string): string | null {
  if (isIPv4(text)) return text;
  const bare = text
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^IPv6:/i, "")
    .replace(/%.*$/s, "");
  if (isIPv4(bare)) return bare;
  if (!mayBeIpv6.test(bare)) return null;
  const known = spellings.get(bare);
  if (known !== undefined) return known;
  const canonical = spellIpv6(bare);
  if (spellings.size >= MAX_SPELLINGS) spellings.clear();
  spellings.set(bare, canonical);
  return canonical;
}

const mayBeIpv6 = /^(?=.*:)[\da-f:.]{2,45}$/i;

/** Null when Node takes it for no address. `isIPv6` knows it too, but its first answer takes as long as a hundred lines. */
function spellIpv6(text: string): string | null {
  try {
    const { address } = new SocketAddress({ address: text, family: "ipv6" });
    const embedded = address.slice(MAPPED_PREFIX.length);
    return address.startsWith(MAPPED_PREFIX) && isIPv4(embedded) ? embedded : address;
  } catch {
    return null;
  }
}

// To have Node spell an IPv6 address takes as long as to read the rest of a line, and a log names the same few.
const spellings = new Map<string, string | null>();
const MAX_SPELLINGS = 10_000;

export function ipFamily(ip: string): 4 | 6 {
  return ip.includes(":") ? 6 : 4;
}

/** The name of the PTR record without final dot: RFC 1035 section 3.5, RFC 3596 section 2.5 (32 nibbles). */
export function reverseName(ip: string): string {
  if (ipFamily(ip) === 4) return `${ip.split(".").toReversed().join(".")}.in-addr.arpa`;
  const nibbles = hexadecimalGroups(ip).join("").split("");
  return `${nibbles.toReversed().join(".")}.ip6.arpa`;
}

/** The eight groups of an IPv6 address, four digits each. */
export function hexadecimalGroups(ip: string): string[] {
  const [head = "", tail] = withoutDottedTail(ip).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill("0"), ...right].map((group) => group.padStart(4, "0"));
}

/** `::203.0.113.5`, as Node writes an IPv4-compatible address, to `::cb00:7105`. */
function withoutDottedTail(ip: string): string {
  const bytes = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(ip);
  if (!bytes) return ip;
  const group = (high: string, low: string) => ((Number(high) << 8) | Number(low)).toString(16);
  return `${ip.slice(0, bytes.index)}${group(bytes[1]!, bytes[2]!)}:${group(bytes[3]!, bytes[4]!)}`;
}
