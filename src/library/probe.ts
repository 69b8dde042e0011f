// What a receiver sees of this host, as a report of its own.

import type { DnsOptions } from "../model/options.ts";
import type { ProbeReport, ProbeResults, ProbeTask } from "../model/probe.ts";
import type { RenderTarget } from "../model/report.ts";
import { probeFormatNames, type ProbeFormatName } from "../report/formats.ts";
import { ensureKnown, readIp, readTimezone } from "./arguments.ts";
import { dnsDefaults, targetDefaults } from "./defaults.ts";

export interface ProbeOptions extends Partial<Omit<ProbeTask, "ips" | "dns">> {
  dns?: Partial<DnsOptions>;
}

/**
 * Tells from which addresses this host sends, what the receiver sees of each, and whether it is in order. `ips`: those to
 * be looked at in place of the configured ones. With `connect` or `send`, a `stateFolder` must be named.
 */
export async function probe(
  ips: string | readonly string[] = [],
  options: ProbeOptions = {},
): Promise<ProbeResults> {
  const { probeAsked } = await import("../probe/task.ts");
  const timezone = await readTimezone(options.timezone);
  return probeAsked([ips].flat().map(readIp), {
    ...options,
    timezone,
    dns: { ...dnsDefaults, ...options.dns },
  });
}

/** The probe in one of `probeFormatNames`. */
export async function renderProbe(
  report: ProbeReport,
  format: ProbeFormatName = "table",
  target: Partial<RenderTarget> = {},
): Promise<string> {
  ensureKnown(format, probeFormatNames);
  const { loadProbeRenderer } = await import("../report/probe/formats.ts");
  return (await loadProbeRenderer(format))(report, { ...targetDefaults, ...target });
}
