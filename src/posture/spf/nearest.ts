// The nearest miss: a term that nearly lists an address that it does not list.

import { ipFamily } from "../../base/standards/ip.ts";
import type { SpfNearest } from "../../model/posture.ts";
import { shownTerm } from "../shown.ts";
import type { SpfTrace } from "./trace.ts";
import { tracesIn } from "./lints.ts";
import { commonBits } from "./network.ts";

/** The network of one customer: a /24, and a /48. */
const NEAR = { 4: 24, 6: 48 };

export function nearestTo(ip: string, trace: SpfTrace): SpfNearest | null {
  const family = ipFamily(ip);
  const listed = tracesIn(trace).flatMap(({ domain, terms }) =>
    terms.flatMap(({ text, networks }) =>
      networks.map(({ address }) => ({ term: shownTerm(text), at: domain, address })),
    ),
  );
  const own = listed.filter(({ address }) => ipFamily(address) === family);
  const close = own
    .map((each) => ({ ...each, bits: commonBits(ip, each.address) }))
    .filter(({ bits }) => bits >= NEAR[family])
    .toSorted((one, other) => other.bits - one.bits)[0];
  if (close) return { term: close.term, at: close.at, how: "close" };
  const [other] = listed;
  return own.length === 0 && other ? { term: other.term, at: other.at, how: "family" } : null;
}
