// The way out where the address is none of the reader's: no record of theirs helps, they can only tell those who run the server.

import { isPlainHostName } from "../base/standards/host-name.ts";
import type { Step } from "../model/cause.ts";
import type { AddressFacts } from "../model/dns.ts";
import type { DiagnosisHints } from "./causes/cause.ts";
import { step } from "./words/steps.ts";

/** Null where the server may be the reader's. */
export function othersServerSteps({ ip }: AddressFacts, { server }: DiagnosisHints): Step[] | null {
  if (server?.relay) return [relayStep(ip, server.relay)];
  return server?.whose === "other" ? [otherStep(ip, server.hosts)] : null;
}

function relayStep(ip: string, { name, ask }: { name: string; ask: string }): Step {
  const task = `have ${name} repair the reverse DNS of its address ${ip}: ${ask}`;
  return { ...step("change-ptr", "you", task), shortTask: `ask ${name} to repair it`, main: true };
}

function otherStep(ip: string, hosts: readonly string[]): Step {
  // A bounce may hold anything in the place of a name.
  const host = hosts.find(isPlainHostName) ?? "that server";
  const task = `tell the postmaster of ${host}: its address ${ip} needs correct reverse DNS, and only whoever runs it can set that`;
  return { ...step("change-ptr", "you", task), shortTask: `tell the postmaster of ${host}`, main: true };
}
