// Addresses without any log, as a report.

import type { CheckTask, DnsOptions } from "../model/options.ts";
import type { Results } from "../model/report.ts";
import { dnsDefaults, ignore } from "./defaults.ts";

export interface CheckOptions extends Partial<Omit<CheckTask, "ips" | "targets" | "dns">> {
  dns?: Partial<DnsOptions>;
}

/**
 * Diagnoses the reverse DNS of addresses without any log: addresses, ranges (`203.0.113.0/28`), hosts (their A and
 * AAAA) and domains (the hosts of their MX, and the ip4 and ip6 of their SPF record).
 */
export async function check(
  targets: string | readonly string[],
  options: CheckOptions = {},
): Promise<Results> {
  const { dns, ...others } = options;
  const { check: diagnose } = await import("../run.ts");
  const task = { problems: [], helo: null, from: null, onWarning: ignore, ...others };
  return diagnose({ ...task, ips: [], targets: [targets].flat(), dns: { ...dnsDefaults, ...dns } });
}
