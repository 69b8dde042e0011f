// The addresses that the receiver named in its refusals, as logs and bounces quote them.

import type { AnalysisEvent } from "../model/events.ts";
import type { ProbeTask, SeenAddress } from "../model/probe.ts";
import type { SendingIpCounts } from "../model/report.ts";
import { standardLogs } from "../reading/files/discover.ts";

export interface SeenInLogs {
  /** Each address once, with the time of its last refusal; `local`: what the mail server called its own address then. */
  seen: (SeenAddress & { local: string | null })[];
  /** Of the senders whose mail was refused, the most frequent first. */
  domains: string[];
  warnings: string[];
  inputFailed: boolean;
}

const nothing: SeenInLogs = { seen: [], domains: [], warnings: [], inputFailed: false };

/** The standard logs are read where none is named, and left alone where this machine is not to be asked. */
export async function seenInLogs(task: ProbeTask): Promise<SeenInLogs> {
  const { local, timezone, onWarning, onProgress, signal } = task;
  const paths = task.paths.length > 0 ? task.paths : local ? await standardLogs() : [];
  if (paths.length === 0) return nothing;
  const period = { from: null, to: null };
  const quiet = { dns: null, local: false, keepEvents: true };
  const options = {
    paths,
    period,
    timezone,
    signal,
    onWarning,
    ...quiet,
    ...(onProgress ? { onProgress } : {}),
  };
  // A machine without logs needs none of it.
  const { analyze } = await import("../run.ts");
  const { report, events, inputFailed } = await analyze(options, null);
  // What is read without being named may be denied: the report says so, and nothing has failed.
  return {
    seen: gather(events),
    domains: domainsOf(report.sendingIps),
    warnings: report.warnings,
    inputFailed: inputFailed && task.paths.length > 0,
  };
}

function gather(events: readonly AnalysisEvent[]): SeenInLogs["seen"] {
  const seen = new Map<string, SeenInLogs["seen"][number]>();
  for (const event of events) {
    if (event.schema !== "whybounce.rejection/1" && event.schema !== "whybounce.other/1") continue;
    const ip = event.sendingIp ?? null;
    // The address that a relay was refused from is the relay's.
    if (ip === null || ("relayed" in event && event.relayed)) continue;
    const before = seen.get(ip);
    const local = "localIp" in event ? event.localIp : null;
    const isLater = before === undefined || (event.time ?? "") >= (before.at ?? "");
    seen.set(ip, {
      ip,
      source: "log",
      at: isLater ? event.time : (before?.at ?? null),
      local: local ?? before?.local ?? null,
    });
  }
  return [...seen.values()];
}

function domainsOf(sendingIps: readonly Pick<SendingIpCounts, "senderDomains">[]): string[] {
  const affected = new Map<string, number>();
  for (const { senderDomains } of sendingIps)
    for (const one of senderDomains) affected.set(one.domain, (affected.get(one.domain) ?? 0) + one.affected);
  return [...affected].toSorted((one, other) => other[1] - one[1]).map(([domain]) => domain);
}
