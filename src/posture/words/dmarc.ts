// The sentences of the findings about DMARC.

import { slipRepairs, slipsTold } from "./entry-slip.ts";
import { failedAction, failedWords, listed, type IdsOf, type WordsFor } from "./sentence.ts";

export const dmarcWords: WordsFor<IdsOf<"dmarc">> = {
  dmarc_none: ({ domain }) => ({
    summary: `no DMARC record applies to ${domain}; Gmail requires one of bulk senders (5.7.40)`,
    action: "publish one; p=none asks receivers to do nothing, and is enough",
  }),
  dmarc_not_recognized: ({ data }) => ({
    summary: `the DMARC record at _dmarc.${data.at} counts as none (RFC 9989 section 4.7): ${slipsTold(data.slips)}. It holds: ${data.record}`,
    action: slipRepairs(data.slips),
  }),
  dmarc_multiple: ({ data }) => ({
    summary: `${data.records.length + (data.leftOut ?? 0)} DMARC records are at _dmarc.${data.at}, and receivers ignore them all`,
    action: "leave one, and remove the others",
  }),
  dmarc_no_policy: ({ data }) => ({
    summary: data.hasReports
      ? `the DMARC record at _dmarc.${data.at} has no policy that can be read; with rua= it counts as p=none`
      : `the DMARC record at _dmarc.${data.at} has no policy that can be read: it counts for nothing`,
    action: "write p=none, p=quarantine or p=reject right after v=DMARC1",
  }),
  dmarc_syntax: ({ data }) => ({
    summary: `parts of the DMARC record at _dmarc.${data.at} mean nothing: ${listed(data.problems, 3, data.leftOut)}`,
    action: "correct the record",
  }),
  dmarc_misaligned_spf: ({ domain, data, class: severity }) => ({
    summary: `the Return-Path domain ${data.sender} is not aligned with From: ${domain} (${data.mode}): SPF does not count for DMARC${data.mode === "strict" ? ", because aspf=s wants the same name" : ""}${severity === "note" ? "; an aligned signature does" : ""}`,
    action:
      severity === "note" ? null : `sign with DKIM in the name of ${domain}, or use a Return-Path below it`,
  }),
  dmarc_misaligned_dkim: ({ domain, data, class: severity }) => ({
    summary: `the signing domain ${data.signer} is not aligned with From: ${domain} (${data.mode}): that signature does not count for DMARC`,
    action: severity === "note" ? null : `have the mail signed with d=${domain}`,
  }),
  dmarc_inherited: ({ domain, data }) => ({
    summary: `${domain} has no DMARC record of its own; ${data.tag}=${data.policy} of _dmarc.${data.at} applies to it`,
    action: null,
  }),
  dmarc_organization_differs: ({ domain, data }) => ({
    summary: `receivers do not agree where the organization of ${domain} ends: ${data.walked} by the DNS (RFC 9989), ${data.listed} by the public suffix list (RFC 7489)`,
    action: `use the same domain in From:, Return-Path and d=, or publish a DMARC record at ${data.listed}`,
  }),
  dmarc_rua_external: ({ data }) => ({
    summary: `reports to ${data.target} are not sent: there is no DMARC record at ${data.proof} by which it consents (RFC 9990)`,
    action: `ask ${data.target} for ${data.proof} TXT "v=DMARC1"`,
  }),
  dmarc_removed_tag: ({ data }) => ({
    summary: `${listed(data.tags)} in the record at _dmarc.${data.at} is no longer part of DMARC (RFC 9989)`,
    action: data.tags.includes("pct") ? "take it out; t=y is what pct=0 was used for" : "take it out",
  }),
  dmarc_temp: ({ data }) => ({
    summary: `a DMARC record could not be looked up: ${failedWords(data)}`,
    ...failedAction(data),
  }),
};
