// The sending address of a refusal whose reply names none: the one that Gmail names for the same host elsewhere in the
// input, if it names no other.

import { ipFamily, isInnerIp } from "../base/standards/ip.ts";
import { isGoogleHost } from "../model/google-hosts.ts";
import { isOwnName } from "../model/log-name.ts";
import type { Refusal } from "./refusal.ts";

/** Enough to be told; a host with more of them is no easier to find out. */
const MAX_CANDIDATES = 20;

type Way = Pick<Refusal, "reportingMta" | "remoteMta"> &
  Partial<Pick<Refusal, "localIp">> & { log?: string | null };

type Named = Way & Pick<Refusal, "sendingIp"> & Partial<Pick<Refusal, "suspended">>;

export interface Unnamed extends Way {
  /** Of the connection; null where nothing tells it. */
  family: 4 | 6 | null;
}

/** What is known of mail whose sending address nothing names. */
export interface UnnamedWay extends Pick<Unnamed, "family"> {
  way: string | null;
  localIp: string | null;
}

export interface Sent {
  ip: string;
  localIp: string | null;
}

/** The addresses that Gmail names, by the way that the mail took. */
export type SentAddresses = Map<string, Map<string, Sent>>;

export function addressesByWay(...lists: readonly Iterable<Named>[]): SentAddresses {
  const sent: SentAddresses = new Map();
  for (const refusals of lists)
    for (const refusal of refusals) {
      const { sendingIp: ip, localIp = null, suspended } = refusal;
      // What is only repeated was maybe refused before the host got another address.
      if (ip === null || suspended) continue;
      const way = wayOf(refusal);
      if (way !== null) addSent(sent, way, { ip, localIp });
    }
  return sent;
}

export function addSent(sent: SentAddresses, way: string, one: Sent): void {
  const own = sent.get(way) ?? new Map<string, Sent>();
  sent.set(way, own);
  own.set(`${one.ip} ${one.localIp}`, one);
}

export function addAddresses(sent: SentAddresses, more: SentAddresses): void {
  for (const [way, own] of more) for (const one of own.values()) addSent(sent, way, one);
}

export function unnamedWay(refusal: Unnamed): UnnamedWay {
  const { family, localIp = null } = refusal;
  return { way: wayOf(refusal), family, localIp };
}

/** What may be the address: one is taken for it, several are not told apart. */
export function possibleAddresses(
  sent: SentAddresses,
  { way, family, localIp }: UnnamedWay,
): readonly string[] {
  const isPossible = (one: Sent) =>
    (family === null || ipFamily(one.ip) === family) &&
    (localIp === null || one.localIp === null || one.localIp === localIp);
  const named = way === null ? [] : [...(sent.get(way)?.values() ?? [])];
  const ips = named.filter(isPossible).map(({ ip }) => ip);
  return [...new Set(ips)].toSorted().slice(0, MAX_CANDIDATES);
}

/** Over which host mail left, and to whom: a smarthost has another address than its client. Null where nothing tells it. */
function wayOf({ reportingMta, remoteMta, log }: Way): string | null {
  const host = isOwnName(reportingMta) ? reportingMta.toLowerCase() : (log ?? null);
  return host === null ? null : `${host} ${nextHop(remoteMta)}`;
}

function nextHop(remoteMta: string | null): string {
  // Who names no host, or its public address alone, was at Google's.
  if (remoteMta === null || isGoogleHost(remoteMta)) return "";
  const address = /^\[?([0-9A-Fa-f:.]{2,45})\]?$/.exec(remoteMta)?.[1];
  return address !== undefined && !isInnerIp(address) ? "" : remoteMta.toLowerCase();
}
