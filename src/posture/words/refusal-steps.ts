// The steps that end a group's refusals, and the command that checks them.

import type { DomainAudit } from "../../model/audit.ts";
import { entryOf } from "../../model/codes/index.ts";
import type { FixStep } from "../../model/cause.ts";
import type { PostureFinding } from "../../model/posture.ts";
import { refusalSubjects, type RefusalGroup, type RefusalState } from "../../model/refusals.ts";
import type { RefusalCauseId } from "../../model/refusal-topics.ts";
import { isMailboxProvider } from "../../model/mailbox-providers.ts";
import { checksOf } from "../refusals/targets.ts";
import { listed } from "./sentence.ts";

/** Steps of one group beside the check: further findings stand among its remarks. */
const MAX_STEPS = 4;

export function stepsFor(
  group: RefusalGroup,
  state: RefusalState | null,
  findings: readonly PostureFinding[],
  audit: DomainAudit | null,
): FixStep[] {
  const check = checkStep(group, audit);
  if (state === "passes now") return [waitStep(), ...check];
  if (isOfProvider(group.cause, group.domain)) return [providerStep(group)];
  const told = completed(repaired(findings, audit), group, audit);
  const repairing = told.filter((each) => isRepair(group.cause, each, told)).flatMap(({ fix }) => fix ?? []);
  const steps = distinct(repairing).slice(0, MAX_STEPS);
  const all = steps.length > 0 ? steps : [isSigned(findings) ? signatureStep() : adviceStep(group)];
  return [
    ...all.map((step, index) => (index === 0 && all.length > 1 ? { ...step, main: true } : step)),
    ...check,
  ];
}

/** Nobody but the provider can change its records: others send with a domain of their own. */
export function isOfProvider(cause: RefusalCauseId, domain: string | null): boolean {
  return domain !== null && checksOf({ cause }).length > 0 && isMailboxProvider(domain);
}

function providerStep({ domain }: RefusalGroup): FixStep {
  return {
    who: "you",
    action:
      `send with a domain of your own in From: and MAIL FROM: ${domain} is a mailbox provider's, whose records allow its own servers only` +
      `; mail from forms of web sites names the visitor in Reply-To:, and forwarded mail gets another MAIL FROM (SRS) and keeps its signature`,
    record: null,
    where: null,
  };
}

/** A record for several addresses is for all of them, and not each may be the reader's. */
function repaired(findings: readonly PostureFinding[], audit: DomainAudit | null): readonly PostureFinding[] {
  const refused =
    audit?.spf?.verdicts.filter(({ result }) => result !== "pass" && result !== "temperror") ?? [];
  if (refused.length < 2) return findings;
  const remark = `; the record names all ${refused.length} refused addresses: leave out the ones that do not send for it`;
  return findings.map((each) =>
    each.id !== "spf_ip_not_listed" || !each.fix?.record
      ? each
      : { ...each, fix: { ...each.fix, action: `${each.fix.action}${remark}` } },
  );
}

/** A record names only what is known to send: what else it must name is the reader's to find out. */
function completed(
  findings: readonly PostureFinding[],
  group: RefusalGroup,
  audit: DomainAudit | null,
): readonly PostureFinding[] {
  const remark = unknownSender(group, audit);
  if (remark === null) return findings;
  return findings.map((each) =>
    each.check !== "spf" || !each.fix?.record
      ? each
      : { ...each, fix: { ...each.fix, action: `${each.fix.action}${remark}` } },
  );
}

function unknownSender({ sendingIp, possibleIps }: RefusalGroup, audit: DomainAudit | null): string | null {
  if (sendingIp !== null) return null;
  const remark = "; add the address that sent the refused mail if the record lacks it: no reply names it";
  if (possibleIps === undefined) return remark;
  const known = askedAbout(audit);
  const others = possibleIps.filter((ip) => !known.includes(ip));
  return others.length === 0 ? null : `${remark} (possible: ${listed(others)})`;
}

function askedAbout(audit: DomainAudit | null): string[] {
  return audit?.spf?.verdicts.map(({ ip }) => ip) ?? [];
}

/** Findings whose repair ends the refusals; others are remarks. */
const repairs: Partial<Record<RefusalCauseId, RegExp>> = {
  authentication_dns_failure: /_temp$/,
  dmarc_not_published: /^dmarc_(?:none|multiple|no_policy|syntax|temp)$/,
  from_not_aligned: /^(?:dmarc_(?:misaligned|organization|temp)|dkim_|spf_)/,
  dmarc_policy_forbids: /^(?:dmarc_(?:misaligned|temp)|dkim_|spf_)/,
};

function isRepair(cause: RefusalCauseId, one: PostureFinding, all: readonly PostureFinding[]): boolean {
  const { id, check, class: severity } = one;
  // A key that could be better, maybe one that is not used at all, is not why mail was refused.
  const isGrave = severity === "fail" || severity === "temp" || (severity === "warn" && check !== "dkim");
  // Of a domain that is not aligned, SPF counts for nothing.
  const isVain = check === "spf" && all.some((each) => each.id === "dmarc_misaligned_spf");
  const isNeeded = id === "domain_nxdomain" || (repairs[cause]?.test(id) ?? true);
  return isGrave && !isVain && isNeeded;
}

/** The same record may repair several things: it is given once. */
function distinct(steps: readonly FixStep[]): FixStep[] {
  const seen = new Set<string>();
  return steps.filter(({ record, action }) => {
    const key = record ?? action;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The From: domain signed, and its key is in order: then the signature does not hold. */
function isSigned(findings: readonly PostureFinding[]): boolean {
  return findings.some(({ id, class: severity }) => id === "dmarc_misaligned_spf" && severity === "note");
}

function signatureStep(): FixStep {
  return {
    who: "you",
    action:
      "see why the signature of the From: domain does not hold: nothing may change the message after it was signed; a mailing list that does " +
      "puts an address of its own into From: (Mailman 3: dmarc_mitigate_action, Mailman 2: dmarc_moderation_action)",
    record: null,
    where: null,
  };
}

/** What Gmail's reply alone says: the registry's words, as a step. */
function adviceStep({ cause }: RefusalGroup): FixStep {
  const { action } = entryOf(cause);
  return {
    who: "you",
    action: `${action.slice(0, 1).toLowerCase()}${action.slice(1).replace(/\.$/, "")}`,
    record: null,
    where: null,
  };
}

function waitStep(): FixStep {
  return {
    who: "nobody",
    action:
      "there is nothing to change today: the record was repaired since, or only forwarded or forged mail was refused; look at who sent it",
    record: null,
    where: null,
  };
}

/** Where no reply names the address: with all that are known to send for the domain. */
function checkStep(group: RefusalGroup, audit: DomainAudit | null): FixStep[] {
  const { cause, sendingIp } = group;
  const command = checkCommand(cause, {
    ...group,
    ips: sendingIp === null ? askedAbout(audit) : [sendingIp],
  });
  if (command === null) return [];
  const action = "check it, once the old record has expired";
  return [{ who: "you", action, record: command, holds: "command", where: null }];
}

interface Checked extends Pick<RefusalGroup, "domain" | "selectors" | "senderDomains"> {
  ips: readonly string[];
}

/** Null where no record is to blame, or nobody knows whose. */
export function checkCommand(
  cause: RefusalCauseId,
  { domain, ips, selectors, senderDomains }: Checked,
): string | null {
  const checks = checksOf({ cause });
  if (domain === null || checks.length === 0) return null;
  const sender = refusalSubjects[cause] === "author" ? senderDomains[0]?.domain : undefined;
  const names = [...new Set(selectors.map((each) => `${each.selector}@${each.domain}`))];
  const words = [
    "whybounce audit --only",
    checks.join(","),
    ...(sender === undefined || sender === domain ? [] : ["--sender", sender]),
    ...(checks.includes("dkim") ? names.slice(0, 3).flatMap((name) => ["--selector", name]) : []),
    domain,
    ...(checks.includes("spf") ? ips : []),
  ];
  return words.join(" ");
}
