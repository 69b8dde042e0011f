// What logs tell of the hosts behind addresses, in the words of a diagnosis.

import type { Counted } from "../counting/counted.ts";
import type { GivenHints } from "../diagnosis/hints.ts";
import { isOneLog } from "../diagnosis/one-log.ts";

type Told = Pick<Counted, "localIps" | "givenHosts" | "sightings" | "acceptances" | "replies" | "inputs">;

/** What logs tell of addresses that somebody asks about. */
export type KnownOfLogs = Told & Pick<Counted, "sendingIps" | "senderRefusals">;

type Witnesses = Pick<
  GivenHints,
  "localIps" | "givenHosts" | "sightings" | "acceptances" | "replies" | "isOneLog"
>;

export function witnessesIn(counted: Told): Witnesses {
  const { localIps, givenHosts, sightings, acceptances, replies, inputs } = counted;
  return { localIps, givenHosts, sightings, acceptances, replies, isOneLog: isOneLog(inputs) };
}

/** Whether a refusal for the sender would happen again is not asked: it is enough to advise nobody to send from there. */
export function witnessesOfCheck(
  known: KnownOfLogs | null,
): Witnesses & Pick<GivenHints, "refusedForSender"> {
  if (known === null) return { localIps: new Map(), sightings: new Map() };
  const refused = (known.senderRefusals ?? []).flatMap(({ sendingIp }) => sendingIp ?? []);
  return { ...witnessesIn(known), refusedForSender: new Set(refused) };
}
