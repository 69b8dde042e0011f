// What the command line asks of a probe: what was typed becomes addresses of this host, and logs.

import { lstat } from "node:fs/promises";
import { UserError } from "../base/errors.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import { probeDefaults, readTimezone } from "../index.ts";
import { ensureConsistent } from "./conflicts.ts";
import type { TypedOptions } from "./options/index.ts";
import type { HostSettings, ProbeRequest, ReportSettings } from "./requests.ts";

export async function probeRequest(
  operands: string[],
  typed: TypedOptions,
  settings: ReportSettings & HostSettings & Pick<ProbeRequest, "dns">,
): Promise<ProbeRequest> {
  ensureConsistent("probe", typed);
  const { send, probeSender = [], viaMta = false } = typed;
  if (probeSender.length > 1 && !viaMta)
    throw new UserError({
      option: "probeSender",
      value: probeSender.join(", "),
      predicate: "names several: a direct message from each address has one sender",
      nextStep: ["name one, or add ", { option: "viaMta" }],
    });
  const [sender = null, ...otherSenders] = probeSender;
  const { ips, paths } = await sorted(operands);
  if (!settings.local && ips.length === 0)
    throw new UserError({
      thing: "probe",
      problem: ["no address given, and ", { option: "local", isOff: true }, " leaves out this machine's own"],
      nextStep: "name an address of this host",
    });
  return {
    command: "probe",
    ips,
    paths,
    received: typed.received ?? [],
    domain: typed.toDomain ?? probeDefaults.domain,
    server: typed.server ?? null,
    connect: typed.connect ?? false,
    send: send === undefined ? null : { recipient: send, sender, otherSenders, viaMailer: viaMta },
    stateFolder: typed.probeState ?? null,
    timeoutMilliseconds: typed.connectTimeout ?? probeDefaults.timeoutMilliseconds,
    timezone: await readTimezone(typed.timezone),
    ...settings,
  };
}

async function sorted(operands: readonly string[]): Promise<Pick<ProbeRequest, "ips" | "paths">> {
  const ips = new Set<string>();
  const paths = new Set<string>();
  for (const operand of operands) {
    const ip = canonicalIp(operand);
    if (ip !== null) ips.add(ip);
    else if (/[*?\\]/.test(operand) || (await lstat(operand).catch(() => null)) !== null) paths.add(operand);
    else
      throw new UserError({
        thing: "probe",
        value: operand,
        problem: "neither an address nor a file that is there",
        nextStep: "write an address of this host such as 203.0.113.5, or the path of a log",
      });
  }
  return { ips: [...ips], paths: [...paths] };
}
