// How many of the refusals that are counted no earlier run had read: those for reverse DNS, and those for the sender.

import type { ReaderState } from "../model/reader-state.ts";
import type { RefusalGroup } from "../model/refusals.ts";
import type { SinceLastRun } from "../model/report.ts";
import type { Counted } from "./counted.ts";
import { createObservationCount, type CountOptions } from "./count-observations.ts";

/**
 * What earlier runs leave, counted by itself, is what of the counts is not new; a refusal that is told in both is one. Null
 * where no run came before.
 */
export function sinceLastRun(
  { savedAt, open }: Pick<ReaderState, "savedAt" | "open">,
  { totals, senderRefusals }: Pick<Counted, "totals" | "senderRefusals">,
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
  const before = known.finish();
  const all = attemptsOf(senderRefusals);
  return {
    lastRun: savedAt,
    attempts: Math.max(0, totals.attempts - before.totals.attempts),
    ...(all === 0 ? {} : { forSenders: Math.max(0, all - attemptsOf(before.senderRefusals)) }),
  };
}

function attemptsOf(groups: readonly RefusalGroup[] = []): number {
  return groups.reduce((sum, { counts }) => sum + counts.attempts, 0);
}
