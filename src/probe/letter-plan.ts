// Which senders' test messages the local mail server is given: one for each way out that leads to another address of this host.

import { wayOfSender, type SenderWay } from "../machine/sender-way.ts";
import type { Machine } from "../model/machine.ts";
import type { OwnMailers } from "./own-mailers.ts";
import type { RoutedMailer } from "./sources.ts";
import type { ProbeWitnesses } from "./witnesses.ts";

export interface PlannedLetter {
  sender: string;
  /** The addresses that it may leave from; null where that is not known. */
  ips: string[] | null;
  /** Whose mail leaves the same way: they are not written for. */
  alike: string[];
}

export async function planLetters(
  senders: readonly string[],
  { machine, mailers }: OwnMailers,
  domain: string,
  { run }: Pick<ProbeWitnesses, "run">,
): Promise<PlannedLetter[]> {
  const mailer = ofSendmail({ machine, mailers });
  const letters = new Map<string, PlannedLetter>();
  for (const sender of new Set(senders)) {
    const way = await wayOf(sender, domain, { machine, mailer, run });
    const key = keyOf(sender, way);
    const known = letters.get(key);
    if (known) known.alike.push(sender);
    else letters.set(key, { sender, ips: way?.ips ?? null, alike: [] });
  }
  return [...letters.values()];
}

/**
 * Where a host has two mail servers, also one that does not answer, nobody knows whose `sendmail` it is; of several instances
 * it is the first one's.
 */
export function ofSendmail({ machine, mailers }: OwnMailers): RoutedMailer | null {
  const kinds = new Set<string>(mailers.map(({ setup }) => setup.mailer));
  for (const { command } of machine?.problems ?? [])
    if (/^(?:exim|postconf) /.test(command)) kinds.add(command.startsWith("exim") ? "exim" : "postfix");
  return kinds.size === 1 ? (mailers[0] ?? null) : null;
}

interface Around extends Pick<ProbeWitnesses, "run"> {
  machine: Machine | null;
  mailer: RoutedMailer | null;
}

async function wayOf(
  sender: string,
  domain: string,
  { machine, mailer, run }: Around,
): Promise<SenderWay | null> {
  if (machine === null || mailer === null) return null;
  return wayOfSender(sender, domain, { machine, setup: mailer.setup, run });
}

/** What is not known of two senders is no difference between them, unless their addresses are computed. */
function keyOf(sender: string, way: SenderWay | null): string {
  if (way === null) return "";
  const { route, ips, isOfSender } = way;
  const ways = [route.kind, route.relayHost, ...route.ways];
  return JSON.stringify([ips === null ? ways : ips.toSorted(), isOfSender ? sender : null]);
}
