// A sign of life: one record of each push, also of one that read nothing new. A host without refusals is thereby told from
// one whose timer is broken.

import { isoTime } from "../base/standards/iso-time.ts";
import { packageVersion } from "../base/version.ts";
import type { Period } from "../model/options.ts";
import type { HostRuns, Results } from "../model/report.ts";
import { differ } from "../model/queue-facts.ts";
import type { Store } from "./connection.ts";
import { RUNS } from "./tables.ts";
import { secondsNow } from "./version.ts";

export interface Run {
  host: string;
  results: Pick<Results, "report" | "newest">;
  period: Period;
  warnings: number;
}

export async function recordRun(store: Store, { host, results, period, warnings }: Run): Promise<void> {
  const { inputs } = results.report;
  const sum = (of: (input: (typeof inputs)[number]) => number) =>
    inputs.reduce((total, input) => total + of(input), 0);
  const record = {
    host,
    version: packageVersion(),
    at: secondsNow(),
    from: period.from,
    until: results.newest ?? null,
    lines: sum(({ records }) => records),
    refusals: sum(({ rejections }) => rejections),
    warnings,
  };
  await store.insert(RUNS, [record]);
}

const DAY = 24 * 3_600_000;
/** A host that has not pushed for longer is forgotten, if it is not named. */
const KNOWN_DAYS = 28;
const LATELY_DAYS = 7;

/** Null where no host is known. */
export async function hostRuns(
  store: Store,
  named: readonly string[] | null,
  now: number,
): Promise<HostRuns | null> {
  const since = Math.floor((now - KNOWN_DAYS * DAY) / 1000);
  const runs = await store.query<{ host: string; last: number }>(
    `SELECT host, max(toUInt32(at)) AS last FROM ${RUNS} WHERE toUInt32(at) >= ${since} GROUP BY host`,
  );
  return hostRunsOf(
    runs.map(({ host, last }) => ({ host, last: last * 1000 })),
    named,
    now,
  );
}

/** Two names of which one is the other's beginning are one host: `mx1` and `mx1.example.com`. */
export function hostRunsOf(
  runs: readonly { host: string; last: number }[],
  named: readonly string[] | null,
  now: number,
): HostRuns | null {
  const byLabel = new Map<string, { host: string; last: number }[]>();
  for (const run of runs) {
    const label = labelOf(run.host);
    byLabel.set(label, [...(byLabel.get(label) ?? []), run]);
  }
  const lastOf = (host: string): number | null => {
    const own = (byLabel.get(labelOf(host)) ?? []).filter((run) => !differ(run.host, host));
    return own.length === 0 ? null : Math.max(...own.map(({ last }) => last));
  };
  const hosts = (named ?? runs.map(({ host }) => host)).map((host) => ({ host, last: lastOf(host) }));
  if (hosts.length === 0) return null;
  const silent = hosts.filter(({ last }) => last === null || last < now - LATELY_DAYS * DAY);
  return {
    known: hosts.length,
    reported: hosts.length - silent.length,
    silent: silent
      .toSorted((a, b) => (a.host < b.host ? -1 : 1))
      .map(({ host, last }) => ({ host, last: isoTime(last) })),
  };
}

function labelOf(host: string): string {
  return host.toLowerCase().replace(/\..*$/s, "");
}
