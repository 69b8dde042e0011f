// The addresses that stand in an SPF record itself (RFC 7208 section 5.6). What the record leads to is not followed:
// its includes are the addresses of other people's servers.

import { parseIpRange, sizeOf, type IpRange } from "../base/standards/ip-range.ts";
import { canonicalIp } from "../base/standards/ip.ts";

export interface SpfAddresses {
  ranges: { term: string; range: IpRange }[];
  /** Terms that name senders in another way: `include:_spf.example.net`. */
  others: string[];
}

const recordPattern = /^v=spf1(?: |$)/i;
const addressTerm = /^[+?~]?ip[46]:(?<address>.+)$/i;
/** `mx` of the domain itself is looked at anyway; what a minus stands before does not send. */
const otherTerm = /^[+?~]?(?:include:|redirect=|exists:|ptr(?:$|:)|a(?:$|[:/])|mx[:/])/i;

/** Null when none of the texts is an SPF record. */
export function spfAddresses(texts: readonly string[]): SpfAddresses | null {
  const records = texts.filter((text) => recordPattern.test(text));
  if (records.length === 0) return null;
  const terms = records.flatMap((record) => record.split(/ +/).slice(1));
  const ranges = terms.flatMap((term) => {
    const range = rangeIn(addressTerm.exec(term)?.groups?.["address"] ?? "");
    return range === null ? [] : [{ term, range }];
  });
  return { ranges, others: [...new Set(terms.filter((term) => otherTerm.test(term)))] };
}

function rangeIn(text: string): IpRange | null {
  const ip = canonicalIp(text);
  const range = parseIpRange(ip === null ? text : `${ip}-${ip}`);
  return typeof range === "string" ? null : range;
}

/** As many ranges as there is room for, and the terms that found none. */
export function withinLimit(
  { ranges }: SpfAddresses,
  maximum: number,
): { taken: IpRange[]; tooMany: { term: string; size: number }[] } {
  const taken: IpRange[] = [];
  const tooMany: { term: string; size: number }[] = [];
  let left = maximum;
  for (const { term, range } of ranges) {
    const size = sizeOf(range);
    if (size > left) tooMany.push({ term, size });
    else taken.push(range);
    left -= size > left ? 0 : size;
  }
  return { taken, tooMany };
}
