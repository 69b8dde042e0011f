// What Gmail accepted from an address after it had refused the same mail from there. Mail that was accepted
// at once is not looked for: a log has a million such lines for each refusal.

import type { Outcome } from "../model/events.ts";
import type { Acceptance } from "../model/report.ts";
import { push } from "../base/memory/lists.ts";
import { ipFamily } from "../base/standards/ip.ts";
import { timeOf } from "../base/standards/iso-time.ts";
import type { Attempt, Delivery } from "./deliveries.ts";
import { exchangerOf } from "./keys.ts";

/** By sending address; without the addresses that nothing was accepted from. */
export function acceptancesOf(
  deliveries: readonly Delivery[],
  attempts: readonly Attempt[],
): Map<string, Acceptance> {
  const accepted = new Map<string, number[]>();
  const assumed = new Set<string>();
  for (const delivery of deliveries) {
    const { accepted: outcome } = delivery;
    const ip = outcome && addressOf(delivery, outcome);
    if (!ip || outcome.time === null) continue;
    push(accepted, ip, timeOf(outcome.time));
    if (!isTold(delivery, outcome)) assumed.add(ip);
  }
  if (accepted.size === 0) return new Map();
  const refused = refusalTimes(attempts, accepted);
  return new Map(
    [...accepted].map(([ip, times]) => {
      const lastDelivered = new Date(times.reduce((last, time) => Math.max(last, time))).toISOString();
      const turns = alternations(refused.get(ip) ?? [], times);
      const isAssumed = assumed.has(ip) ? { addressAssumed: true as const } : {};
      return [ip, { lastDelivered, alternations: turns, ...isAssumed }];
    }),
  );
}

/**
 * The address that the accepted mail left from: that of the refusals of the same mail by the same host, if the mailer
 * names its own address or that of the host. A host has an IPv4 and an IPv6 address, and mail that one of them
 * could not send may have left from the other.
 */
function addressOf({ refusals }: Delivery, outcome: Outcome): string | null {
  const found = new Set<string>();
  for (const refusal of refusals) {
    const { sendingIp, remoteMta } = refusal;
    if (sendingIp === null || !remoteMta || exchangerOf(remoteMta) !== exchangerOf(outcome.remoteMta))
      continue;
    if (isSameWay(refusal, outcome)) found.add(sendingIp);
  }
  return found.size === 1 ? [...found][0]! : null;
}

/** Else the family alone tells the addresses of a host apart. */
function isTold({ refusals }: Delivery, { localIp = null }: Outcome): boolean {
  return localIp !== null && refusals.some((refusal) => refusal.localIp === localIp);
}

function isSameWay(
  { sendingIp, localIp = null }: Delivery["refusals"][number],
  { localIp: ownIp = null, remoteIp = null }: Outcome,
): boolean {
  if (localIp !== null && ownIp !== null) return localIp === ownIp;
  return sendingIp !== null && remoteIp !== null && ipFamily(sendingIp) === ipFamily(remoteIp);
}

function refusalTimes(
  attempts: readonly Attempt[],
  wanted: ReadonlyMap<string, unknown>,
): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const { sendingIp, time } of attempts)
    if (sendingIp !== null && time !== null && wanted.has(sendingIp)) push(times, sendingIp, time);
  return times;
}

/** How often the two kinds take turns; of one second the refusal came first. */
function alternations(refusals: readonly number[], acceptances: readonly number[]): number {
  const [refused, accepted] = [inOrder(refusals), inOrder(acceptances)];
  let turns = 0;
  let last: boolean | null = null;
  for (let at = 0, next = 0; at < refused.length || next < accepted.length;) {
    const isAccepted = (accepted[next] ?? Infinity) < (refused[at] ?? Infinity);
    if (isAccepted) next++;
    else at++;
    if (last !== null && last !== isAccepted) turns++;
    last = isAccepted;
  }
  return turns;
}

/** There may be a million. */
function inOrder(times: readonly number[]): Float64Array {
  return Float64Array.from(times).toSorted();
}
