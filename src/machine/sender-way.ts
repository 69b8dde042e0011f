// Which way the mail of one sender takes out of a mail server, and which addresses of this host it may leave from.

import type { BoundAddress, ComputedSetting, Machine, MailerSetup, Route } from "../model/machine.ts";
import { interfaceFor } from "./exim-interface.ts";
import { askEximRoute } from "./exim-route.ts";
import { askPostfixRoute } from "./postfix-route.ts";
import type { RunProgram } from "./programs.ts";

export interface SenderWay {
  route: Route;
  /** One of each family at most is used for a message; null where that is not known. */
  ips: string[] | null;
  /** The address is computed from the sender, and what that gives is not known. */
  isOfSender: boolean;
}

export async function wayOfSender(
  sender: string,
  domain: string,
  { machine, setup, run }: { machine: Machine; setup: MailerSetup; run: RunProgram },
): Promise<SenderWay> {
  const route =
    setup.mailer === "postfix"
      ? await askPostfixRoute(run, setup, domain, sender)
      : await askEximRoute(run, setup, domain, sender);
  if (route.kind !== "direct" && route.kind !== "depends") return { route, ips: null, isOfSender: false };
  const ips = new Set<string>();
  for (const name of route.ways) {
    const told = await ipsOf(name, { sender, domain }, { machine, setup, run });
    if (told === null) return { route, ips: null, isOfSender: setup.computed.some(isOfSender) };
    for (const ip of told) ips.add(ip);
  }
  return { route, ips: ips.size === 0 ? null : [...ips], isOfSender: false };
}

function isOfSender({ value }: MailerSetup["computed"][number]): boolean {
  return value.includes("$sender") || value.includes("${sender");
}

interface Around {
  machine: Machine;
  setup: MailerSetup;
  run: RunProgram;
}

async function ipsOf(
  name: string,
  mail: { sender: string; domain: string },
  { machine, setup, run }: Around,
): Promise<string[] | null> {
  const way = setup.ways.find((one) => one.name === name);
  if (way === undefined) return null;
  const computed = setup.computed.filter((one) => isAddressOf(name, one));
  if (computed.length === 0) return withSystems(way.bound, way.unbound, machine);
  if (setup.mailer === "postfix") return null;
  const bound = await interfaceFor(run, computed[0]!, mail);
  if (bound === null) return null;
  const unbound = ([4, 6] as const).filter((family) => bound.every((one) => one.family !== family));
  return withSystems(bound, unbound, machine);
}

/** Exim's are of one transport; Postfix's of one service, or of all. */
function isAddressOf(name: string, { gives, way }: ComputedSetting): boolean {
  return gives === "address" && (way === null || way === name);
}

function withSystems(
  bound: readonly BoundAddress[],
  unbound: readonly (4 | 6)[],
  { outgoing }: Machine,
): string[] {
  const systems = outgoing.filter((one) => one.isSystemsChoice && unbound.includes(one.family));
  return [...bound, ...systems].map(({ ip }) => ip);
}
