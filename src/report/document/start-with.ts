// What to do first: the address that matters most, what is wrong with it, and the step that repairs that.

import type { CauseSummary } from "../../model/cause.ts";
import type { SendingIpReport } from "../../model/report.ts";
import { count, sentence } from "../../base/words/quantities.ts";
import { causeStands, isOthers, worstFirst } from "../../model/standing.ts";

/** Null where nothing is left to be repaired, or nothing is known. `place`: where the whole block stands. */
export function startWith(
  senders: SendingIpReport[],
  place: "below" | "above" = "below",
  lead = "Start with",
): string | null {
  const worst = worstFirst(senders).find((sender) => causeStands(sender) && !isOthers(sender));
  if (!worst?.cause) return null;
  const { problem, advice, hasRecord } = worst.presentation ?? plainPresentation(worst, worst.cause);
  const start = `${lead} ${worst.ip}${harmOf(worst)}: ${problem}.`;
  if (advice === null) return `${start} See ${place}.`;
  return `${start} ${sentence(advice)}${hasRecord ? `; the exact record is ${place}.` : "."}`;
}

/** For a report that was read back from JSON. */
function plainPresentation({ fix }: SendingIpReport, { title }: CauseSummary) {
  const repair = fix.find(({ main }) => main) ?? fix[0];
  return {
    problem: title,
    advice: repair?.action ?? null,
    hasRecord: repair !== undefined && repair.record !== null,
  };
}

/** Says why just this address is the first. */
function harmOf({ attempts, lost }: SendingIpReport): string {
  const refusals = attempts === 0 ? [] : [count(attempts, "refusal")];
  const losses = lost === 0 ? [] : [`${count(lost, "delivery", "deliveries")} lost`];
  const harm = [...refusals, ...losses];
  return harm.length === 0 ? "" : ` (${harm.join(", ")})`;
}
