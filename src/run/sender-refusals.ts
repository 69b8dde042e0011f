// Why Gmail refused mail for the sender's records: asked for only where it did.

import type { Counted } from "../counting/counted.ts";
import type { GivenHints } from "../diagnosis/hints.ts";
import type { Action } from "../model/action.ts";
import type { DnsOptions } from "../model/options.ts";
import type { RefusalReport } from "../model/refusals.ts";
import type { SendingIpCounts } from "../model/report.ts";
import { refusalStands } from "../model/standing.ts";

/** What belongs to these is loaded only if there are any; null where nobody kept them. */
export async function tellRefusals(
  { senderRefusals: groups, sendingIps }: Pick<Counted, "senderRefusals" | "sendingIps">,
  dns: DnsOptions | null,
  given: GivenHints,
  onProgress: (status: string) => void,
): Promise<{ refusals: RefusalReport[] | null; actions: Action[]; warnings: string[] }> {
  if (groups === undefined || groups.length === 0)
    return { refusals: groups === undefined ? null : [], actions: [], warnings: [] };
  if (dns === null) {
    const { unaskedRefusal } = await import("../model/codes/unasked-refusals.ts");
    return { refusals: groups.map(unaskedRefusal), actions: [], warnings: [] };
  }
  const { explainRefusals } = await import("../posture/refusals/index.ts");
  const senders = await sendersAmong(sendingIps, given);
  return explainRefusals({ groups, senders }, dns, onProgress);
}

/** Other mail systems pass the reader's mail on, and do not belong into the reader's records. */
async function sendersAmong(counts: SendingIpCounts[], given: GivenHints): Promise<SendingIpCounts[]> {
  if (counts.length === 0) return [];
  const { withoutOthers } = await import("../diagnosis/whose-server.ts");
  return withoutOthers(counts, given);
}

/** Addresses that Gmail would refuse again, for the sender's records or way of sending. */
export function standingIn(refusals: readonly RefusalReport[]): ReadonlySet<string> {
  return new Set(refusals.filter(refusalStands).flatMap(({ sendingIp }) => sendingIp ?? []));
}
