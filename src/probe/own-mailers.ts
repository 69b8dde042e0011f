// What this machine says of itself: its addresses, its mail servers, and which way the receiver's mail takes out of each.

import { describeMachine } from "../machine/index.ts";
import { routesTo } from "../machine/route.ts";
import type { Machine } from "../model/machine.ts";
import type { ProbedMailer, ProbeTask } from "../model/probe.ts";
import type { RoutedMailer } from "./sources.ts";
import type { ProbeWitnesses } from "./witnesses.ts";

export interface OwnMailers {
  /** Null where it is not to be asked. */
  machine: Machine | null;
  mailers: RoutedMailer[];
}

export async function askMachine(
  { local, domain }: ProbeTask,
  own: ProbeWitnesses,
  warn: (text: string) => void,
): Promise<OwnMailers> {
  if (!local) return { machine: null, mailers: [] };
  const machine = await describeMachine(own);
  for (const { command, reason, detail } of machine.problems)
    warn(`${command}: ${detail ?? reason}; from where this host sends is known in part only`);
  const routes = await routesTo(domain, machine, own.run);
  return { machine, mailers: machine.mailers.map((setup, index) => ({ setup, route: routes[index]! })) };
}

export function mailerOf({ setup, route }: RoutedMailer): ProbedMailer {
  const { mailer, instance, hostName } = setup;
  const { problems: _told, ...way } = route;
  return { mailer, instance, hostName, route: way };
}
