// Logs and bounce mail, as a report.

import { ensureComparable } from "../base/comparable.ts";
import type { AnalysisTask, DnsOptions } from "../model/options.ts";
import type { Results } from "../model/report.ts";
import { readPeriod, readTimezone } from "./arguments.ts";
import { dnsDefaults, ignore } from "./defaults.ts";

/** Options that are left out have the defaults of the command line. */
export interface AnalyzeOptions extends Partial<Omit<AnalysisTask, "dns">> {
  /** One more input: the bytes of a log or a mailbox. */
  stdin?: AsyncIterable<Uint8Array> | null;
  /** Instead of `period`: a date, a time or an age (`2026-02-16`, `7d`). */
  since?: string | undefined;
  until?: string | undefined;
  /** Instead of `period`: `last`, `this` or `2026-W08`. */
  week?: string | undefined;
  /** Null means: do not ask the DNS. */
  dns?: Partial<DnsOptions> | null;
}

/** Reads logs and bounce mail and tells why Gmail refused what it refused. */
export async function analyze(options: AnalyzeOptions = {}): Promise<Results> {
  const { stdin = null, since, until, week, dns, ...others } = options;
  const timezone = await zoneOf(options);
  const period = options.period ?? (await readPeriod({ since, until, week }, timezone));
  ensureComparable(options.compare ?? false, period);
  const { analyze: run } = await import("../run.ts");
  const task = { paths: [], keepEvents: false, onWarning: ignore, ...others, timezone, period };
  return run({ ...task, dns: dns === null ? null : { ...dnsDefaults, ...dns } }, stdin);
}

/** A store's own, where none is given: it has counted the weeks of that. */
async function zoneOf({ timezone, store }: AnalyzeOptions): Promise<string> {
  if (timezone !== undefined || !store || "directory" in store) return readTimezone(timezone);
  const { zoneOfStore } = await import("../run/zone-of-store.ts");
  return zoneOfStore(store);
}
