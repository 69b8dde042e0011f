// The addresses that the receiver named in its refusals, as logs and bounces quote them.

import type { AnalysisEvent } from "../model/events.ts";
import type { ProbeTask, SeenAddress } from "../model/probe.ts";
import { standardLogs } from "../reading/files/discover.ts";

export interface SeenInLogs {
  /** Each address once, with the time of its last refusal; `local`: what the mail server called its own address then. */
  seen: (SeenAddress & { local: string | null })[];
  warnings: string[];
  inputFailed: boolean;
}

const nothing: SeenInLogs = { seen: [], warnings: [], inputFailed: false };

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
