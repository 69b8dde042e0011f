// Which addresses a report shows when there is no room for all.

import type { SendingIpReport } from "../../model/report.ts";
import { worstFirst } from "../../model/standing.ts";
import { count } from "../../base/words/quantities.ts";

/** The worst addresses, and a sentence about those left out. */
export function worstOf(senders: SendingIpReport[], maximum: number) {
  const ranked = worstFirst(senders);
  const more = count(ranked.length - maximum, "more address is", "more addresses are");
  const leftOut = ranked.length > maximum ? `${more} left out here: --format json has them all.` : null;
  return { shown: ranked.slice(0, maximum), leftOut };
}
