// IP addresses as text: one canonical spelling, so that one address is one group and one DNS question.

import { isIPv4, SocketAddress } from "node:net";
import { createMemory } from "../memory/remember.ts";

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
  spellings.set(bare, canonical);
  return canonical;
}

const mayBeIpv6 = /^(?=.*:)[\da-f:.]{2,45}$/i;

/** Null when it is no address for Node. `isIPv6` would tell, but its first call takes as long as reading a hundred lines. */
function spellIpv6(text: string): string | null {
  try {
    const { address } = new SocketAddress({ address: text, family: "ipv6" });
    const embedded = address.slice(MAPPED_PREFIX.length);
    return address.startsWith(MAPPED_PREFIX) && isIPv4(embedded) ? embedded : address;
  } catch {
    return null;
  }
}

// Node takes as long to spell an IPv6 address as to read the rest of the line, and a log names the same few.
const spellings = createMemory<string, string | null>();

const privateIpv4 =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const privateIpv6 = /^(?:::1?$|f[cd]|fe[89ab])/;

/** True for an address that nobody outside sees, because it is translated (RFC 1918, RFC 6598, RFC 4193). */
export function isInnerIp(ip: string): boolean {
  return ip.includes(":") ? privateIpv6.test(ip) : privateIpv4.test(ip);
}

/** Of a canonical address: one that never leaves its host (RFC 1122, RFC 4291). */
export function isLoopbackIp(ip: string): boolean {
  return ip === "::1" || ip.startsWith("127.");
}

export function ipFamily(ip: string): 4 | 6 {
  return ip.includes(":") ? 6 : 4;
}

/** That of all of them, or IPv4's among both; undefined of none. */
export function oneFamily(ips: readonly string[]): 4 | 6 | undefined {
  if (ips.length === 0) return undefined;
  return ips.every((ip) => ipFamily(ip) === 6) ? 6 : 4;
}

/** The name of the PTR record without final dot: RFC 1035 section 3.5, RFC 3596 section 2.5 (32 nibbles). */
export function reverseName(ip: string): string {
  if (ipFamily(ip) === 4) return `${ip.split(".").toReversed().join(".")}.in-addr.arpa`;
  const words = wordsOf(ip).toReversed();
  return `${words.map((word) => `${nibblePairs[word & 0xff]}.${nibblePairs[word >> 8]}`).join(".")}.ip6.arpa`;
}

/** A byte in a reverse name: `5.2` for 0x25. */
const nibblePairs = Array.from({ length: 256 }, (_, byte) => `${hex(byte & 0x0f)}.${hex(byte >> 4)}`);

/** The eight groups of an IPv6 address, four digits each. */
export function hexadecimalGroups(ip: string): string[] {
  return wordsOf(ip).map((word) => hex(word).padStart(4, "0"));
}

function hex(number: number): string {
  return number.toString(16);
}

// ---------------------------------------------------------------- IPv6 in numbers

const WORDS = 8;

/** An address in words of 16 bits: two of IPv4, eight of IPv6. */
export function wordsOf(ip: string): readonly number[] {
  if (ip !== lastRead.ip) lastRead = { ip, words: readWords(ip) };
  return lastRead.words;
}

/** One address is asked about a dozen times in a row: for its reverse name, its network, and the names that hold it. */
let lastRead: { ip: string; words: readonly number[] } = { ip: "", words: [] };

function readWords(ip: string): number[] {
  if (ipFamily(ip) === 4) return dottedWords(ip);
  const gap = ip.indexOf("::");
  if (gap < 0) return groupWords(ip);
  const words = groupWords(ip.slice(0, gap));
  const last = groupWords(ip.slice(gap + 2));
  while (words.length + last.length < WORDS) words.push(0);
  words.push(...last);
  return words;
}

function groupWords(groups: string): number[] {
  const words: number[] = [];
  for (let start = 0, end = 0; start < groups.length; start = end + 1) {
    const colon = groups.indexOf(":", start);
    end = colon < 0 ? groups.length : colon;
    const group = groups.slice(start, end);
    // The last one may be an IPv4 address.
    if (colon < 0 && group.includes(".")) words.push(...dottedWords(group));
    else words.push(parseInt(group, 16));
  }
  return words;
}

function dottedWords(ip: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = ip.split(".").map(Number);
  return [(a << 8) | b, (c << 8) | d];
}

function dotted(words: readonly number[]): string {
  return words.flatMap((word) => [word >> 8, word & 0xff]).join(".");
}

/**
 * RFC 5952: `::` replaces the first of the longest runs of zeros. IPv4-mapped addresses become IPv4, and
 * IPv4-compatible ones keep the dots that all programs write them with.
 */
export function ipv6Text(words: readonly number[]): string {
  const { start, length } = longestZeroRun(words);
  if (start === 0 && length === 5 && words[5] === 0xffff) return dotted(words.slice(6));
  if (start === 0 && length === 6) return `::${dotted(words.slice(6))}`;
  const groups = words.map(hex);
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

function longestZeroRun(words: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  for (const [index, word] of words.entries()) {
    length = word === 0 ? length + 1 : 0;
    if (length > longest.length) longest = { start: index - length + 1, length };
  }
  return longest;
}

/** Text that sorts as addresses do: IPv4 first, then by number. */
export function sortKey(ip: string): string {
  return `${ipFamily(ip)}${hexadecimalGroups(ip).join("")}`;
}
