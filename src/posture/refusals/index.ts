// What the DNS says of Gmail's refusals for the sender's records, and what to change: loaded only where there are such
// refusals, and the DNS may be asked.

import type { Action } from "../../model/action.ts";
import type { DomainAudit } from "../../model/audit.ts";
import { entryOf } from "../../model/codes/index.ts";
import type { DnsOptions } from "../../model/options.ts";
import type { RefusalGroup, RefusalReport } from "../../model/refusals.ts";
import { oneFamily } from "../../base/standards/ip.ts";
import { auditPosture, type PostureTask } from "../audit.ts";
import { evidenceFor } from "../words/refusal.ts";
import { isOfProvider, stepsFor } from "../words/refusal-steps.ts";
import { refusalActions } from "./actions.ts";
import { findingsFor, judge } from "./judge.ts";
import {
  checksOf,
  MAX_DOMAINS,
  MAX_IPS,
  targetsFor,
  type KnownSender,
  type RefusalTargets,
} from "./targets.ts";

export interface ExplainedRefusals {
  refusals: RefusalReport[];
  actions: Action[];
  warnings: string[];
}

/** Throws a UserError for a resolver that is none. DNS trouble is a result, never an exception. */
export async function explainRefusals(
  { groups, senders }: { groups: readonly RefusalGroup[]; senders: readonly KnownSender[] },
  dns: DnsOptions,
  onProgress: (status: string) => void,
): Promise<ExplainedRefusals> {
  const asked = targetsFor(groups, senders);
  const { domains, warnings } = await audits(asked, {
    dns,
    family: oneFamily(senders.map(({ ip }) => ip)),
    onProgress,
  });
  const auditOf = (group: RefusalGroup) => domains[asked.placeOf.get(group) ?? -1] ?? null;
  const refusals = groups.map((group) => explained(group, auditOf(group), isLeftOut(group, asked)));
  return {
    refusals,
    actions: refusalActions(refusals),
    warnings: [...warnings, ...limits(asked)],
  };
}

async function audits(
  { targets }: RefusalTargets,
  means: Pick<PostureTask, "dns" | "family" | "onProgress">,
): Promise<{ domains: DomainAudit[]; warnings: string[] }> {
  if (targets.length === 0) return { domains: [], warnings: [] };
  return auditPosture({ domains: targets, ips: [], helo: null, only: [], blocklists: [], ...means });
}

function isLeftOut(group: RefusalGroup, { placeOf }: RefusalTargets): boolean {
  return group.domain !== null && checksOf(group).length > 0 && !placeOf.has(group);
}

function explained(group: RefusalGroup, audit: DomainAudit | null, leftOut: boolean): RefusalReport {
  const { cause, reply: _reply, ...rest } = group;
  const findings = audit === null ? [] : findingsFor(group, audit, checksOf(group));
  const state = leftOut ? null : judge(group, audit, findings);
  const isRepairable = !isOfProvider(cause, group.domain);
  return {
    cause: { id: cause, title: entryOf(cause).title },
    ...rest,
    state,
    findings: isRepairable ? findings : findings.map((each) => ({ ...each, fix: null })),
    evidence: evidenceFor(group, audit),
    fix: stepsFor(group, state, findings, audit),
  };
}

function limits({ domainsLeftOut, addressesLeftOut }: RefusalTargets): string[] {
  return [
    ...(domainsLeftOut === 0
      ? []
      : [
          `the records of the ${MAX_DOMAINS} most refused domains were asked for, those of ${domainsLeftOut} more were not; whybounce audit looks at the ones it is given`,
        ]),
    ...(addressesLeftOut === 0
      ? []
      : [
          `SPF was evaluated for ${MAX_IPS} addresses of a domain at most; for ${addressesLeftOut} more it was not`,
        ]),
  ];
}
