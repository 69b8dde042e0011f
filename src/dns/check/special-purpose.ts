// Addresses whose reverse DNS cannot matter to Gmail (RFC 6890 and the IANA special-purpose
// registries). The documentation blocks are left out on purpose: samples and demos must be checkable.

import type { SpecialPurpose } from "../../model/dns.ts";
import { wordsOf } from "../../base/standards/ip.ts";
import { holds, parseBlock } from "../../base/standards/ip-blocks.ts";

const blocks: SpecialPurpose[] = [
  { kind: "not_global", block: "0.0.0.0/8", meaning: "this network (RFC 791)" },
  { kind: "not_global", block: "10.0.0.0/8", meaning: "private use (RFC 1918)" },
  {
    kind: "not_global",
    block: "100.64.0.0/10",
    meaning: "shared address space behind a provider's NAT (RFC 6598)",
  },
  { kind: "not_global", block: "127.0.0.0/8", meaning: "loopback (RFC 1122)" },
  { kind: "not_global", block: "169.254.0.0/16", meaning: "link-local (RFC 3927)" },
  { kind: "not_global", block: "172.16.0.0/12", meaning: "private use (RFC 1918)" },
  { kind: "not_global", block: "192.0.0.0/24", meaning: "protocol assignments (RFC 6890)" },
  { kind: "not_global", block: "192.168.0.0/16", meaning: "private use (RFC 1918)" },
  { kind: "not_global", block: "198.18.0.0/15", meaning: "benchmarking (RFC 2544)" },
  { kind: "not_global", block: "224.0.0.0/4", meaning: "multicast (RFC 1112)" },
  { kind: "not_global", block: "240.0.0.0/4", meaning: "reserved (RFC 1112)" },
  { kind: "not_global", block: "::/128", meaning: "the unspecified address (RFC 4291)" },
  { kind: "not_global", block: "::1/128", meaning: "loopback (RFC 4291)" },
  { kind: "not_global", block: "64:ff9b:1::/48", meaning: "local NAT64 (RFC 8215)" },
  { kind: "not_global", block: "100::/64", meaning: "discard-only (RFC 6666)" },
  { kind: "not_global", block: "fc00::/7", meaning: "unique local (RFC 4193)" },
  { kind: "not_global", block: "fe80::/10", meaning: "link-local (RFC 4291)" },
  { kind: "not_global", block: "ff00::/8", meaning: "multicast (RFC 4291)" },
  { kind: "transition", block: "2002::/16", meaning: "6to4 (RFC 3056)" },
  { kind: "transition", block: "2001::/32", meaning: "Teredo (RFC 4380)" },
  { kind: "transition", block: "64:ff9b::/96", meaning: "NAT64 (RFC 6052)" },
];

const parsed = blocks.map((row) => ({ row, block: parseBlock(row.block) }));

export function specialPurposeOf(ip: string): SpecialPurpose | null {
  const words = wordsOf(ip);
  return parsed.find(({ block }) => holds(block, words))?.row ?? null;
}
