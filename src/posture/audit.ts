// The checks of many domains and addresses, on one resolver.

import pLimit from "p-limit";
import type { AddressAudit, DomainAudit } from "../model/audit.ts";
import { worstState } from "../model/audit.ts";
import type { DnsOptions } from "../model/options.ts";
import type { CheckName } from "../model/posture.ts";
import { auditDomain, unauditedDomain, type DomainTarget, type NoWitness } from "./audit-domain.ts";
import { createBlocklistChecker, type BlocklistChecker } from "./blocklists/check.ts";
import type { Blocklist } from "./blocklists/lists.ts";
import { openWitness, type Witness } from "./open-resolver.ts";
import { createOwnServers } from "./own-servers.ts";
import { inWords } from "./words/index.ts";

export type { DomainTarget } from "./audit-domain.ts";

export interface PostureTask {
  domains: DomainTarget[];
  ips: { ip: string; source: AddressAudit["source"] }[];
  helo: string | null;
  only: readonly CheckName[];
  blocklists: readonly Blocklist[];
  dns: DnsOptions;
  /** Of the addresses whose reverse DNS the same run asks for, if it is one. */
  family?: 4 | 6 | undefined;
  onProgress: (status: string) => void;
}

export interface PostureAudit {
  domains: DomainAudit[];
  /** Without the reverse DNS, which has a diagnosis of its own. */
  addresses: AddressAudit[];
  warnings: string[];
}

/** Domains at a time. Each asks one question after the other, for the most part. */
const DOMAINS_AT_ONCE = 8;
/** Blocklists allow a look now and then, not the survey of a network. */
export const MAX_LISTED_ADDRESSES = 200;

/** Throws a UserError for a resolver that is none. DNS trouble is a result, never an exception. */
export async function auditPosture(task: PostureTask): Promise<PostureAudit> {
  const witness = await openWitness(task.dns, task.family);
  if (typeof witness === "string") return unasked(task, { standing: "silent", resolver: null }, [witness]);
  const { standing, name, denied, warnings } = witness;
  if (standing !== "usable") return unasked(task, { standing, resolver: name, denied }, warnings);
  const lists = listsOf(task, witness);
  const limit = pLimit(DOMAINS_AT_ONCE);
  const { only, helo } = task;
  const ownServers = createOwnServers(witness.resolver, task.dns);
  const means = { only, helo, resolver: witness.resolver, ownServers, blocklists: lists };
  let done = 0;
  const domains = await Promise.all(
    task.domains.map((target) =>
      limit(async () => {
        const audit = await auditDomain(target, means);
        task.onProgress(`audited ${(done += 1)} of ${task.domains.length} domains`);
        return audit;
      }),
    ),
  );
  const addresses = await auditAddresses(task, lists, limit);
  return { domains, addresses, warnings: [...witness.warnings, ...tooMany(task)] };
}

function listsOf({ only, blocklists }: PostureTask, witness: Witness): BlocklistChecker | null {
  if (!only.includes("blocklists") || blocklists.length === 0) return null;
  return createBlocklistChecker(blocklists, witness.resolver.ask, witness.addresses);
}

function unasked(task: PostureTask, witness: NoWitness, warnings: string[]): PostureAudit {
  const { blocklists, only } = task;
  const wanted = only.filter((each) => each !== "blocklists" || blocklists.length > 0);
  return {
    domains: task.domains.map((target) => unauditedDomain(target, target.only ?? wanted, witness)),
    addresses: task.ips.map(blankAddress),
    warnings,
  };
}

function blankAddress({ ip, source }: PostureTask["ips"][number]): AddressAudit {
  return { ip, source, checks: {}, reverseDns: null, listings: [], findings: [] };
}

async function auditAddresses(
  { ips }: PostureTask,
  lists: BlocklistChecker | null,
  limit: ReturnType<typeof pLimit>,
): Promise<AddressAudit[]> {
  if (lists === null) return ips.map(blankAddress);
  return Promise.all(
    ips.map((target, index) =>
      limit(async () => {
        if (index >= MAX_LISTED_ADDRESSES) return unlisted(target);
        const { listings, findings } = await lists.checkIp(target.ip);
        const checks: AddressAudit["checks"] = { blocklists: worstState(findings) };
        return { ...blankAddress(target), checks, listings, findings: findings.map(inWords) };
      }),
    ),
  );
}

function unlisted(target: PostureTask["ips"][number]): AddressAudit {
  return { ...blankAddress(target), checks: { blocklists: "unknown" } };
}

function tooMany({ ips, blocklists }: PostureTask): string[] {
  if (blocklists.length === 0 || ips.length <= MAX_LISTED_ADDRESSES) return [];
  return [
    `blocklists were asked about the first ${MAX_LISTED_ADDRESSES} of ${ips.length} addresses only: more would be a burden to them`,
  ];
}
