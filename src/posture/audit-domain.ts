// All checks of one domain. DKIM comes first: whether a key is known decides how much a missing SPF record matters.

import { domainToUnicode } from "node:url";
import type { Resolver } from "../dns/ask/resolver.ts";
import type { DomainAudit } from "../model/audit.ts";
import { worstState } from "../model/audit.ts";
import type { CheckName, Finding } from "../model/posture.ts";
import type { BlocklistChecker } from "./blocklists/check.ts";
import { checkDkim, type DkimCheck } from "./dkim/check.ts";
import type { KnownSelector } from "./dkim/selectors.ts";
import { checkDmarc, type DmarcCheck } from "./dmarc/check.ts";
import { finding } from "./finding.ts";
import { budgetForDomain, QUESTIONS_PER_DOMAIN, type DomainBudget, type Lookup } from "./lookup.ts";
import { withAliases } from "./aliased-records.ts";
import { withMissingDomains } from "./missing-domain.ts";
import { checkMx, type MxCheck } from "./mx/check.ts";
import type { OwnServers } from "./own-servers.ts";
import { checkSpf, type SpfCheck } from "./spf/check.ts";
import { inWords } from "./words/index.ts";

export interface DomainTarget {
  /** In ASCII, in lower case. */
  domain: string;
  /** The domain of MAIL FROM. */
  sender: string;
  source: DomainAudit["source"];
  /** Addresses that send its mail. */
  ips: string[];
  selectors: KnownSelector[];
  /** Which checks it wants, where that is not all that the audit wants. */
  only?: readonly CheckName[];
  /** Shared with other audits of the domain. */
  budget?: DomainBudget;
}

export interface DomainMeans {
  only: readonly CheckName[];
  helo: string | null;
  resolver: Resolver;
  ownServers: OwnServers;
  /** Null where no list is asked. */
  blocklists: BlocklistChecker | null;
}

interface Checks {
  dkim: DkimCheck | null;
  spf: SpfCheck | null;
  dmarc: DmarcCheck | null;
  mx: MxCheck | null;
  blocklists: { findings: Finding[] } | null;
}

export async function auditDomain(target: DomainTarget, means: DomainMeans): Promise<DomainAudit> {
  const budget = target.budget ?? budgetForDomain();
  const before = budget.left();
  const lookup = { ask: means.resolver.askWithin(budget), budget };
  const checks = withoutBlame(await runChecks(target, means, lookup));
  const { domain, sender, source } = target;
  const found = Object.values(checks).flatMap(
    (check: { findings: Finding[] } | null) => check?.findings ?? [],
  );
  const findings = await withAliases(await withMissingDomains(found, lookup), lookup);
  const limit =
    budget.left() > 0
      ? []
      : [
          finding(
            "audit_limit",
            "unknown",
            { domain },
            { what: "questions", limit: QUESTIONS_PER_DOMAIN, leftOut: null },
          ),
        ];
  return {
    domain,
    name: domainToUnicode(domain) || domain,
    sender,
    source,
    questions: before - budget.left(),
    checks: statesOf(checks),
    spf: checks.spf && { record: checks.spf.record, verdicts: checks.spf.verdicts, tree: checks.spf.tree },
    dkim: checks.dkim && { keys: checks.dkim.keys },
    dmarc: checks.dmarc?.summary ?? null,
    mx: checks.mx && { hosts: checks.mx.hosts },
    findings: [...limit, ...(await means.ownServers(findings))].map(inWords),
  };
}

async function runChecks(
  target: DomainTarget,
  { only, helo, blocklists }: DomainMeans,
  lookup: Lookup,
): Promise<Checks> {
  const { domain, sender, ips, selectors } = target;
  const wanted = (name: CheckName) => (target.only ?? only).includes(name);
  const mx = wanted("mx") ? await checkMx(sender, lookup) : null;
  const dkim = wanted("dkim") ? await checkDkim({ domain, selectors, lookup }) : null;
  const signers = selectors.map((each) => each.domain);
  const dmarc = wanted("dmarc") ? await checkDmarc({ domain, sender, signers, lookup }) : null;
  // The last of them: what it costs is up to whoever wrote the record.
  const isSigned = dkim?.isUsable ?? false;
  const spf = wanted("spf") ? await checkSpf({ domain: sender, ips, helo, isSigned, lookup }) : null;
  const listed = wanted("blocklists") && blocklists ? await blocklists.checkDomain(domain) : null;
  return { spf, dkim, dmarc, mx, blocklists: listed };
}

/** What was not asked any more is not known, and no server has failed. */
function withoutBlame(checks: Checks): Checks {
  const softened = Object.entries(checks).map(([name, check]: [string, { findings: Finding[] } | null]) => [
    name,
    check && { ...check, findings: check.findings.map(withoutBlameOf) },
  ]);
  return Object.fromEntries(softened) as Checks;
}

function withoutBlameOf(told: Finding): Finding {
  const isUnasked = "notAsked" in told.data && told.data.notAsked;
  return isUnasked ? { ...told, class: "unknown" } : told;
}

function statesOf(checks: Checks): DomainAudit["checks"] {
  const ended = Object.entries(checks).filter(([, check]) => check !== null);
  return Object.fromEntries(
    ended.map(([name, check]) => [name, worstState((check as { findings: Finding[] }).findings)]),
  );
}

/** Why nothing was asked: `silent` is a resolver that gives no answer, or null for none. */
export type NoWitness =
  | { standing: "cut off"; resolver: string; denied: string }
  | { standing: "silent"; resolver: string | null };

/** Where the resolver is no witness, that is all that is told of a domain. */
export function unauditedDomain(
  target: DomainTarget,
  only: readonly CheckName[],
  witness: NoWitness,
): DomainAudit {
  const { domain, sender, source } = target;
  const state = witness.standing === "silent" ? "temp" : "unknown";
  const states = only.filter((name) => name !== "iprev").map((name) => [name, state] as const);
  const told =
    witness.standing === "silent"
      ? finding("audit_no_answer", "temp", { domain }, { resolver: witness.resolver })
      : finding(
          "audit_cut_off",
          "unknown",
          { domain },
          { resolver: witness.resolver, denied: witness.denied },
        );
  return {
    domain,
    name: domainToUnicode(domain) || domain,
    sender,
    source,
    questions: 0,
    checks: Object.fromEntries(states),
    spf: null,
    dkim: null,
    dmarc: null,
    mx: null,
    findings: [inWords(told)],
  };
}
