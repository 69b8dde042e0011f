// What is wrong where Gmail refuses for the sender's records: the finding that says it, or what else is known.

import type { RefusalReport, RefusalState } from "../refusals.ts";

/** Null where the DNS was not asked. */
export function refusalProblem(refusal: RefusalReport): string | null {
  const { state, domain, cause } = refusal;
  const worst = worstFinding(refusal)?.summary;
  switch (state) {
    case "stands":
      return worst ?? cause.title;
    case "passes now":
      return "what Gmail missed is in order today";
    case "not in the DNS":
      return `${cause.title}; no DNS record is to blame`;
    case "not known":
      if (domain === null) return "not known: nothing tells the sender's domain";
      return `it cannot be found out from here${worst === undefined ? "" : `: ${worst}`}`;
    case "could not be asked":
      return `the DNS gave no certain answer${worst === undefined ? "" : `: ${worst}`}`;
    case null:
      return null;
  }
}

type Severity = RefusalReport["findings"][number]["class"];

/** Which findings say it, in this order; one that is only worth knowing is no cause. */
const telling: Partial<Record<RefusalState, Severity[]>> = {
  "could not be asked": ["temp"],
  "not known": ["unknown", "temp", "warn"],
};
const OTHERWISE: Severity[] = ["fail", "temp", "warn"];

/** They are in order. */
export function worstFinding({
  findings,
  state,
}: RefusalReport): RefusalReport["findings"][number] | undefined {
  const wanted = (state === null ? undefined : telling[state]) ?? OTHERWISE;
  return wanted.flatMap((severity) => findings.find((each) => each.class === severity) ?? [])[0];
}
