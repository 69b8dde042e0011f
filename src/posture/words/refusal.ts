// What Gmail said of a group of refusals, and what the DNS says of it: one sentence each.

import type { DomainAudit, SpfVerdict } from "../../model/audit.ts";
import { refusalSubjects, type RefusalGroup } from "../../model/refusals.ts";
import { counted, listed } from "./sentence.ts";

export function evidenceFor(group: RefusalGroup, audit: DomainAudit | null): string[] {
  return [
    `Gmail: ${group.reply}`,
    ...doubtsOf(group),
    ...(audit === null
      ? []
      : [...spfEvidence(group, audit), ...dkimEvidence(audit), ...dmarcEvidence(audit)]),
  ];
}

// ---------------------------------------------------------------- which domain, which address

function doubtsOf(group: RefusalGroup): string[] {
  const { cause, domain, domainSource, senderDomains } = group;
  const needed = refusalSubjects[cause];
  const others = senderDomains.map((each) => each.domain);
  const isAuthor = needed === "author";
  return [
    ...(domain === null && (isAuthor || needed === "envelope")
      ? [
          "Neither the reply nor the log tells the sender's domain: nothing could be asked; a returned message has it.",
        ]
      : []),
    ...(domainSource === "assumed"
      ? [
          `The From: domain is not in the log; that of MAIL FROM, ${domain}, is taken for it. A returned message tells.`,
        ]
      : []),
    ...(isAuthor && others.length > 1
      ? [`Several domains were in MAIL FROM (${listed(others)}); asked about is ${others[0]}.`]
      : []),
    ...(needed === "named" ? [] : addressDoubts(group)),
  ];
}

function addressDoubts({ sendingIp, sendingIpSource, possibleIps, reportingMtas }: RefusalGroup): string[] {
  if (sendingIpSource === "reply") return [];
  const unnamed = "No reply names the sending address";
  const host = reportingMtas.length > 0 ? listed(reportingMtas) : "the same log";
  if (sendingIp !== null)
    return [`${unnamed}; ${sendingIp} is the only one that Gmail names for other mail of ${host}.`];
  if (!possibleIps) return [`${unnamed}.`];
  return [
    `${unnamed}, and Gmail names several for ${host} (${listed(possibleIps)}): which of them it was is not known.`,
  ];
}

// ---------------------------------------------------------------- what the DNS says

function spfEvidence({ sendingIp }: RefusalGroup, { spf, sender }: DomainAudit): string[] {
  if (spf === null) return [];
  const record = spf.record === null ? [] : [`TXT ${sender}: ${spf.record}`];
  const verdicts = spf.verdicts.filter(({ ip }) => ip === sendingIp);
  return [...record, ...verdicts.map((verdict) => verdictWords(verdict, sender))];
}

function verdictWords({ ip, result, lookups, decidedBy }: SpfVerdict, sender: string): string {
  const by = decidedBy === null ? "" : ` by ${decidedBy.term} in the record of ${decidedBy.at}`;
  return `SPF of ${sender} for ${ip}: ${result}${by}, after ${counted(lookups, "DNS lookup")}`;
}

function dkimEvidence({ dkim }: DomainAudit): string[] {
  const keys = dkim?.keys.filter(({ source, status }) => source !== "guessed" && status === "answer") ?? [];
  return keys.map(({ selector, domain, algorithm, bits }) => {
    const size = bits === null ? "" : `, ${bits} bits`;
    return `DKIM key ${selector}._domainkey.${domain}: ${algorithm ?? "not one key"}${size}; a returned message was signed with it`;
  });
}

function dmarcEvidence({ dmarc }: DomainAudit): string[] {
  if (dmarc === null || dmarc.at === null) return [];
  return [`TXT _dmarc.${dmarc.at}: ${dmarc.record}`];
}
