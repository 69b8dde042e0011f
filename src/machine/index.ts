// What this machine sends from, and what it calls itself: asked only when the question is about this machine.

import { hostname } from "node:os";
import { ipFamily, isInnerIp } from "../base/standards/ip.ts";
import type { Machine, MachineProblem, MailerSetup, OutgoingAddress } from "../model/machine.ts";
import { askExim } from "./exim.ts";
import { onHostAmong, systemsChoice, type Interfaces } from "./network.ts";
import { askPostfix } from "./postfix.ts";
import { runProgram, type RunProgram } from "./programs.ts";

export { onHostAmong } from "./network.ts";
export { sightingsInFolders } from "./probe-memory.ts";
export { namesOf } from "./question.ts";

/** Tests give the words of other machines. */
export interface Witnesses {
  run: RunProgram;
  hostName: string;
  interfaces?: Interfaces;
}

export async function describeMachine(
  { run, hostName, interfaces }: Witnesses = { run: runProgram, hostName: hostname() },
): Promise<Machine> {
  const [postfix, exim, choice, fullName] = await Promise.all([
    askPostfix(run),
    askExim(run),
    systemsChoice(run),
    run("hostname", ["-f"]),
  ]);
  const mailers = [...postfix.setups, ...(exim.setup === null ? [] : [exim.setup])];
  const ips = outgoingIps(mailers, choice.ips);
  return {
    hostName,
    fullHostName: fullName !== null && "text" in fullName ? fullNameIn(fullName.text) : null,
    mailers,
    outgoing: outgoingOf(mailers, ips, await onHostAmong([...ips.keys()], interfaces)),
    problems: [...postfix.problems, ...exim.problems, ...choice.problems],
  };
}

/** A warning: ready to be printed after `whybounce: `. */
export function problemWords({ command, reason, detail }: MachineProblem): string {
  const why = detail === null ? reason : `${reason}, ${detail}`;
  return `${command}: ${why}; what this machine calls itself is known in part only (leave it out with --no-local, name it with --helo)`;
}

function fullNameIn(text: string): string | null {
  const name = text.trim().toLowerCase();
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(name) ? name : null;
}

/**
 * Those that a setting names, and the system's choice where some way out is not bound or no mail server is known: whether the
 * system chose them.
 */
function outgoingIps(mailers: readonly MailerSetup[], chosen: readonly string[]): Map<string, boolean> {
  const isLeft = (ip: string) =>
    mailers.length === 0 || mailers.some(({ unbound }) => unbound.includes(ipFamily(ip)));
  const systems = chosen.filter(isLeft);
  const bound = mailers.flatMap((setup) => setup.bound.map(({ ip }) => ip));
  return new Map([...bound, ...systems].map((ip) => [ip, systems.includes(ip)]));
}

function outgoingOf(
  mailers: readonly MailerSetup[],
  ips: ReadonlyMap<string, boolean>,
  onHost: readonly string[],
): OutgoingAddress[] {
  return [...ips].map(([ip, isSystemsChoice]) => ({
    ip,
    family: ipFamily(ip),
    configuredBy: mailers.flatMap(({ mailer, instance, bound: own }) =>
      own.filter((one) => one.ip === ip).map(({ setting }) => ({ mailer, instance, setting })),
    ),
    isSystemsChoice,
    onHost: onHost.includes(ip),
    isInner: isInnerIp(ip),
  }));
}
