// What is wrong, and what to do, where several addresses are refused for one domain and the same record repairs it.

import type { FixStep } from "../../model/cause.ts";
import { refusalProblem, worstFinding } from "../../model/codes/refusal-problem.ts";
import type { ActedRefusals } from "../../model/refusal-groups.ts";
import type { RefusalReport } from "../../model/refusals.ts";
import { sentence } from "../../base/words/quantities.ts";
import { listed } from "./sentence.ts";

/** As a sentence. */
export function problemOfAll(refusals: ActedRefusals["refusals"]): string {
  const [first, ...others] = refusals;
  const ips = unlisted(refusals);
  const isUnlisted = ips.length === refusals.length && others.length > 0;
  const text = isUnlisted ? notListed(ips, first.domain) : (refusalProblem(first) ?? first.cause.title);
  return `${sentence(text)}.`;
}

function notListed(ips: readonly string[], domain: string | null): string {
  return `${listed(ips)} are not in the SPF record of ${domain}`;
}

/** The task of a step whose record is the same for all. */
export function stepOfAll(step: FixStep, refusals: ActedRefusals["refusals"]): string {
  const ips = unlisted(refusals);
  const isAdded = refusals[0].findings.some(
    ({ id, fix }) => id === "spf_ip_not_listed" && fix?.record === step.record,
  );
  if (!isAdded || ips.length < 2) return step.action;
  return `add ${listed(ips)} to the record; leave out the ones that do not send for ${refusals[0].domain}, or only forward its mail`;
}

/** The addresses that the SPF record lacks, and nothing worse is known of. */
function unlisted(refusals: readonly RefusalReport[]): string[] {
  return refusals
    .filter((refusal) => worstFinding(refusal)?.id === "spf_ip_not_listed")
    .flatMap(({ sendingIp }) => sendingIp ?? []);
}
