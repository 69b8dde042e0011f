// `audit --wait`: asks again until nothing fails and nothing stays without an answer, or the time is over. The pauses grow
// as those of `check --wait`.

import type { AuditReport, AuditResults } from "../model/audit.ts";
import type { CheckState } from "../model/posture.ts";
import { TIME_IS_OVER, type WatchOptions } from "./watch.ts";

export interface WatchedAudit {
  /** Those of the last time. */
  results: AuditResults;
  passed: boolean;
}

const FIRST_SECONDS = 30;
const LONGEST_SECONDS = 300;
const GROWTH = 1.5;

export async function watchAudit(
  audit: () => Promise<AuditResults>,
  { clock, maximumMilliseconds, onChange, onWaiting }: WatchOptions,
): Promise<WatchedAudit> {
  const end = clock.now() + maximumMilliseconds;
  let results = await audit();
  for (let round = 0; !passes(results.report); round += 1) {
    const left = end - clock.now();
    if (left <= 0) {
      onChange(TIME_IS_OVER);
      break;
    }
    const pause = Math.min(FIRST_SECONDS * GROWTH ** round, LONGEST_SECONDS) * 1000;
    const wait = Math.min(pause, left);
    onWaiting([`not passing yet; asking again in ${Math.ceil(wait / 1000)} s`]);
    await clock.sleep(wait);
    const before = statesOf(results.report);
    results = await audit();
    for (const change of changes(before, statesOf(results.report))) onChange(change);
  }
  return { results, passed: passes(results.report) };
}

/** What could not be asked does not pass. A warning does. */
export function passes(report: AuditReport): boolean {
  const isCutOff = report.domains.some(({ findings }) => findings.some(({ id }) => id === "audit_cut_off"));
  const isUnasked = report.addresses.some(
    ({ reverseDns }) => reverseDns !== null && reverseDns.cause === null,
  );
  const states = [...statesOf(report).values()];
  return !isCutOff && !isUnasked && !states.some((state) => state === "fail" || state === "temp");
}

/** By `example.com: spf`. */
function statesOf({ domains, addresses }: AuditReport): Map<string, CheckState> {
  const all = [
    ...domains.map(({ domain, checks }) => ({ name: domain, checks })),
    ...addresses.map(({ ip, checks }) => ({ name: ip, checks })),
  ];
  return new Map(
    all.flatMap(({ name, checks }) =>
      Object.entries(checks).map(([check, state]): [string, CheckState] => [`${name}: ${check}`, state]),
    ),
  );
}

function changes(before: Map<string, CheckState>, after: Map<string, CheckState>): string[] {
  return [...after].flatMap(([name, state]) => {
    const was = before.get(name);
    return was === undefined || was === state ? [] : [`${name} ${state} (before: ${was})`];
  });
}
