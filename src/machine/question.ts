// Whether a question is about this machine: its own log in a standard place, its own journal, or an address that it has. Nothing is asked of
// the machine for logs and bounces that come from elsewhere.

import { hostname } from "node:os";
import type { HostNameCandidate, Machine, MachineNames } from "../model/machine.ts";
import type { InputSummary, SendingIpCounts } from "../model/report.ts";
import { isOwnJournal } from "../base/journal-names.ts";
import { addressesOn } from "./network.ts";

type IsOwn = MachineNames["isOwn"];

/** Null where the logs are not this machine's. `standard`: where mailers of a machine log. */
export function ownLog(
  inputs: readonly Pick<InputSummary, "path" | "kind">[],
  counts: readonly SendingIpCounts[],
  standard: readonly string[],
  hostName = hostname(),
): IsOwn | null {
  const logs = inputs.filter(({ kind }) => kind === "log");
  const isStandard = ({ path }: { path: string }) =>
    isOwnJournal(path) ||
    standard.some((log) => path === log || (path.startsWith(log) && /^[.-]\d/.test(path.slice(log.length))));
  if (logs.length === 0 || !logs.every(isStandard)) return null;
  const isOwn: IsOwn = ({ reportingMtas }) =>
    reportingMtas.length === 0 || reportingMtas.some((name) => shortOf(name) === shortOf(hostName));
  return counts.some(isOwn) ? isOwn : null;
}

function shortOf(name: string): string {
  return name.toLowerCase().split(".")[0] ?? "";
}

/** Null where none of the addresses is this machine's. */
export function ownAddresses(ips: readonly string[], onHost = addressesOn()): IsOwn | null {
  const own = new Set(ips.filter((ip) => onHost.includes(ip)));
  return own.size === 0 ? null : ({ ip }) => own.has(ip);
}

/** The mail server's own word counts before the system's. */
export function namesOf({ mailers, fullHostName, hostName }: Machine): HostNameCandidate[] {
  const greetings = mailers.flatMap((mailer) => [...mailer.heloNames, mailer.hostName]);
  const configured = greetings.filter((name) => name !== null);
  return [
    ...configured.map((name) => ({ name, source: "mailer configuration" as const, domain: null })),
    ...[fullHostName, hostName].flatMap((name) =>
      name === null ? [] : { name, source: "system" as const, domain: null },
    ),
  ].map((candidate) => ({ ...candidate, name: candidate.name.toLowerCase() }));
}
