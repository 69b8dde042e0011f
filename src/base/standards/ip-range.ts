// Several addresses in one word: a block in CIDR notation (RFC 4632, RFC 4291 section 2.3), or the first and the last one.

import { canonicalIp, ipFamily, ipv6Text, wordsOf } from "./ip.ts";

export interface IpRange {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

export type RangeProblem = "prefix too long" | "two families" | "last before first";

const BITS = { 4: 32, 6: 128 } as const;

const blockPattern = /^(?<ip>[^/\s]+)\/(?<prefix>\d{1,3})$/;
const spanPattern = /^(?<from>[\d.a-f:]+|\[[\d.a-f:]+\])\s*-\s*(?<to>[\d.a-f:]+|\[[\d.a-f:]+\])$/i;

/** `203.0.113.0/28`, `203.0.113.5-203.0.113.20`, `203.0.113.5-20`; null for a word of another kind. */
export function parseIpRange(text: string): IpRange | RangeProblem | null {
  const { ip = "", prefix } = blockPattern.exec(text)?.groups ?? {};
  if (prefix !== undefined) return blockOf(ip, Number(prefix));
  const { from, to = "" } = spanPattern.exec(text)?.groups ?? {};
  return from === undefined ? null : spanOf(from, to);
}

/** An address within stands for its block: `203.0.113.5/28` is how an interface has it. */
function blockOf(text: string, prefix: number): IpRange | RangeProblem | null {
  const ip = canonicalIp(text);
  if (ip === null) return null;
  const family = ipFamily(ip);
  if (prefix > BITS[family]) return "prefix too long";
  const size = 1n << BigInt(BITS[family] - prefix);
  const first = (numberOf(ip) / size) * size;
  return { family, first, last: first + size - 1n };
}

function spanOf(from: string, to: string): IpRange | RangeProblem | null {
  const start = canonicalIp(from);
  if (start === null) return null;
  // `203.0.113.5-20`: the last part alone.
  const isPart = /^\d{1,3}$/.test(to) && ipFamily(start) === 4;
  const end = canonicalIp(isPart ? start.replace(/\d+$/, to) : to);
  if (end === null) return null;
  if (ipFamily(start) !== ipFamily(end)) return "two families";
  const [first, last] = [numberOf(start), numberOf(end)];
  return last < first ? "last before first" : { family: ipFamily(start), first, last };
}

/** How many addresses; of IPv6 more than can be counted exactly. */
export function sizeOf({ first, last }: IpRange): number {
  return Number(last - first + 1n);
}

/** In their order, in canonical spelling. The caller has seen to it that they are few. */
export function addressesIn({ family, first, last }: IpRange): string[] {
  return Array.from({ length: Number(last - first + 1n) }, (_, index) =>
    spell(first + BigInt(index), family),
  );
}

function numberOf(ip: string): bigint {
  return wordsOf(ip).reduce((sum, word) => (sum << 16n) | BigInt(word), 0n);
}

function spell(number: bigint, family: 4 | 6): string {
  const words = Array.from({ length: BITS[family] / 16 }, (_, index) => {
    const shift = BigInt(BITS[family] - 16 * (index + 1));
    return Number((number >> shift) & 0xffffn);
  });
  if (family === 6) return ipv6Text(words);
  return words.flatMap((word) => [word >> 8, word & 0xff]).join(".");
}
