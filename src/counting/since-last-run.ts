// How many of the refusals that are counted no earlier run had read.

import type { ReaderState } from "../model/reader-state.ts";
import type { Report, SinceLastRun } from "../model/report.ts";
import { createObservationCount, type CountOptions } from "./count-observations.ts";

/**
 * What earlier runs leave, counted by itself, is what of the totals is not new; a refusal that is told in both is one. Null
 * where no run came before.
 */
export function sinceLastRun(
  { savedAt, open }: Pick<ReaderState, "savedAt" | "open">,
  totals: Report["totals"],
  { period, timezone }: Pick<CountOptions, "period" | "timezone">,
): SinceLastRun | null {
  if (savedAt === "") return null;
  const known = createObservationCount({
    period,
    before: null,
    timezone,
    keepEvents: false,
    keepRecipients: false,
  });
  known.add([{ observations: open, isToldAgain: true, newRefusals: 0, failure: null }]);
  const attempts = Math.max(0, totals.attempts - known.finish().totals.attempts);
  return { lastRun: savedAt, attempts };
}
