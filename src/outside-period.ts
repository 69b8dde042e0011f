// What was seen of refusals that lie outside the period asked for: "none in this week" is another answer than
// "none at all".

import type { AnalysisEvent, OutsidePeriod } from "./model.ts";

/** Beyond that the exact number is nobody's question. */
const MAX_COUNTED = 100_000;

export interface OutsideCount {
  add: (event: AnalysisEvent) => void;
  /** Undefined when nothing lies outside. */
  finish: () => OutsidePeriod | undefined;
}

export function createOutsideCount(): OutsideCount {
  const attempts = new Set<string>();
  let from: string | null = null;
  let to: string | null = null;
  return {
    add(event) {
      if (event.schema !== "whybounce.rejection/1") return;
      if (attempts.size < MAX_COUNTED) attempts.add(event.replyId ?? event.id);
      if (event.time === null) return;
      if (from === null || event.time < from) from = event.time;
      if (to === null || event.time > to) to = event.time;
    },
    finish: () => (attempts.size === 0 ? undefined : { attempts: attempts.size, from, to }),
  };
}
