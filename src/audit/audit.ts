// An audit: what would Gmail say of these domains and addresses? The reverse DNS is diagnosed as `whybounce check` does
// it, the records of the domains are checked beside it.

import { readDomain } from "../base/standards/domain-name.ts";
import { oneFamily } from "../base/standards/ip.ts";
import { parseSelector } from "../base/standards/dkim-selector.ts";
import { packageVersion } from "../base/version.ts";
import {
  causeState,
  type AddressAudit,
  type AuditReport,
  type AuditResults,
  type AuditTask,
} from "../model/audit.ts";
import type { SelectorSource } from "../model/posture.ts";
import type { SendingIpReport } from "../model/report.ts";
import { auditPosture, type DomainTarget } from "../posture/audit.ts";
import { blocklists } from "../posture/blocklists/lists.ts";
import { readLocalSelectors } from "../posture/dkim/local-selectors.ts";
import type { KnownSelector } from "../posture/dkim/selectors.ts";
import { check } from "../run.ts";
export { readTargets } from "./read-targets.ts";
import { sendersIn, type SenderDomain, type Senders } from "./senders-in-inputs.ts";
import { wholeDiagnosis } from "./whole-diagnosis.ts";

/** A log of a mailing service has thousands of sender domains: those with most mail are audited. */
const MAX_DOMAINS = 100;
/** SPF is asked about each of them. */
const MAX_IPS_OF_DOMAIN = 10;

export async function audit(task: AuditTask): Promise<AuditResults> {
  const { onProgress = () => {} } = task;
  const found = task.paths.length === 0 ? null : await sendersIn(task);
  const warnings: string[] = [];
  const warn = (text: string) => {
    // The resolver that is no witness is none for domains and for addresses.
    if (warnings.includes(text)) return;
    warnings.push(text);
    task.onWarning(text);
  };
  const selectors = await selectorsOf(task, warn);
  const domains = domainTargets(task, found, selectors, warn);
  const ips = ipTargets(task, found);
  const { only, helo, dns } = task;
  const lists = blocklists.filter(({ zone }) => task.blocklists.includes(zone));
  const [posture, reverse] = await Promise.all([
    auditPosture({
      domains,
      ips,
      helo,
      only,
      blocklists: lists,
      dns,
      family: oneFamily(ips.map(({ ip }) => ip)),
      onProgress,
    }),
    reverseDnsOf(task, ips, found, warn),
  ]);
  for (const warning of posture.warnings) warn(warning);
  const report: AuditReport = {
    schema: "whybounce.audit/1",
    generatedAt: new Date().toISOString(),
    generator: { name: "whybounce", version: packageVersion() },
    only: only.filter((name) => name !== "blocklists" || lists.length > 0),
    found: found?.found ?? null,
    domains: posture.domains,
    addresses: posture.addresses.map((address) => withReverseDns(address, reverse, task)),
    warnings: [...(found?.warnings ?? []), ...warnings],
  };
  return { report, inputFailed: found?.inputFailed ?? false };
}

// ---------------------------------------------------------------- what is asked about

type Warn = (text: string) => void;

function domainTargets(
  { domains, ips, sender }: AuditTask,
  found: Senders | null,
  selectors: Selectors,
  warn: Warn,
): DomainTarget[] {
  const inputs = [...(found?.domains ?? [])]
    .filter(([domain]) => !domains.includes(domain))
    .map(([domain, own]) => ({ domain, ips: [...own.ips], own }));
  const all = [
    ...domains.map((domain) => ({
      domain,
      source: "given" as const,
      ips: [...ips, ...(found?.domains.get(domain)?.ips ?? [])],
      own: found?.domains.get(domain),
    })),
    ...inputs.map((each) => ({ ...each, source: "input" as const })),
  ];
  if (all.length > MAX_DOMAINS)
    warn(
      `only the ${MAX_DOMAINS} domains with most mail are audited, of ${all.length}; name others to audit them`,
    );
  for (const { domain, ips: own } of all.slice(0, MAX_DOMAINS))
    if (new Set(own).size > MAX_IPS_OF_DOMAIN)
      warn(
        `${domain}: SPF is evaluated for the first ${MAX_IPS_OF_DOMAIN} of ${new Set(own).size} addresses`,
      );
  return all.slice(0, MAX_DOMAINS).map(({ domain, source, ips: own, own: known }): DomainTarget => ({
    domain,
    source,
    ips: [...new Set(own)].slice(0, MAX_IPS_OF_DOMAIN),
    sender: sender ?? readDomain(known?.sender ?? domain) ?? domain,
    selectors: [...selectors(domain), ...signersIn(known)],
  }));
}

/** The keys of the messages that were returned. */
function signersIn(known: SenderDomain | undefined): KnownSelector[] {
  return [...(known?.selectors ?? [])].flatMap((text) => {
    const { selector, domain = null } = parseSelector(text) ?? {};
    return selector === undefined || domain === null
      ? []
      : [{ selector, domain, source: "signature" as const }];
  });
}

function ipTargets(
  { ips }: AuditTask,
  found: Senders | null,
): { ip: string; source: AddressAudit["source"] }[] {
  const others = (found?.ips ?? []).filter((ip) => !ips.includes(ip));
  return [
    ...ips.map((ip) => ({ ip, source: "given" as const })),
    ...others.map((ip) => ({ ip, source: "input" as const })),
  ];
}

/** The selectors that are known for a domain. */
type Selectors = (domain: string) => KnownSelector[];

async function selectorsOf({ selectors, hostSelectors }: AuditTask, warn: Warn): Promise<Selectors> {
  const given = selectors.flatMap((text) => parseSelector(text) ?? []);
  const configured = hostSelectors ? await readLocalSelectors() : null;
  for (const path of configured?.unreadable ?? [])
    warn(`${path}: cannot be read; its selectors are not known`);
  for (const value of configured?.computed ?? [])
    warn(`the selector ${value} is computed when mail is sent; name it with --selector`);
  const known: [SelectorSource, { selector: string; domain: string | null }[]][] = [
    ["given", given],
    ["configuration", configured?.selectors ?? []],
  ];
  return (domain) =>
    known.flatMap(([source, each]) =>
      each
        .filter((one) => one.domain === null || one.domain === domain || source === "given")
        .map(({ selector, domain: own }) => ({ selector, domain: own ?? domain, source })),
    );
}

// ---------------------------------------------------------------- the reverse DNS

async function reverseDnsOf(
  { only, helo, domains, dns, onProgress }: AuditTask,
  ips: { ip: string }[],
  found: Senders | null,
  warn: Warn,
): Promise<Map<string, SendingIpReport>> {
  if (!only.includes("iprev") || ips.length === 0) return new Map();
  const asked = {
    ips: ips.map(({ ip }) => ip),
    problems: [],
    helo,
    // Whose machine this is says nothing of the domains and addresses that are named.
    local: false,
    from: domains[0] ?? null,
    dns,
    onWarning: warn,
    ...(onProgress ? { onProgress } : {}),
  };
  const results = await check(asked, found?.known ?? null);
  return new Map(results.report.sendingIps.map((sender) => [sender.ip, sender]));
}

function withReverseDns(
  address: AddressAudit,
  reverse: Map<string, SendingIpReport>,
  task: AuditTask,
): AddressAudit {
  const reverseDns = reverse.get(address.ip) ?? null;
  if (reverseDns === null) return address;
  const state = causeState(reverseDns.cause?.class ?? null);
  const checked = { ...address, reverseDns, checks: { iprev: state, ...address.checks } };
  const isRepaired = reverseDns.cause === null || reverseDns.cause.class === "pass";
  return isRepaired ? checked : { ...checked, command: wholeDiagnosis(task, reverseDns) };
}
