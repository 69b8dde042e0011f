// The sentences of the findings about DKIM.

import { slipRepairs, slipsTold } from "./entry-slip.ts";
import { failedAction, failedWords, statusText, type IdsOf, type WordsFor } from "./sentence.ts";

const keyOf = ({ selector, domain }: { selector: string; domain: string }) =>
  `${selector}._domainkey.${domain}`;

export const dkimWords: WordsFor<IdsOf<"dkim">> = {
  dkim_key_missing: ({ data }) => ({
    summary: `there is no key at ${keyOf(data)} (${statusText(data.status)}): signatures with this selector fail`,
    action: `publish the public key there, as the signing program or service shows it`,
  }),
  dkim_none: ({ domain }) => ({
    summary: `${domain} has no DKIM key: its name server says that nothing is below _domainkey.${domain}`,
    action:
      "have the mail server sign (opendkim-genkey or rspamadm dkim_keygen makes the key), or the mailing service (its settings show the key), " +
      `and publish the key at SELECTOR._domainkey.${domain}; whybounce explain dkim_none shows how`,
  }),
  dkim_unknown: ({ domain, data }) => ({
    summary:
      data.guessed === 0
        ? `which key signs the mail of ${domain} is not known`
        : `none of ${data.guessed} common selectors is at ${domain}; there may be others, which cannot be listed`,
    action: "name yours with --selector; s= in the DKIM-Signature of a sent mail has it",
  }),
  dkim_revoked: ({ data }) => ({
    summary: `the key at ${keyOf(data)} is revoked (p= is empty): signatures with this selector fail`,
    action: "sign with another selector, or publish a new key",
  }),
  dkim_key_short: ({ data }) => ({
    summary:
      data.bits < 1024
        ? `the key at ${keyOf(data)} has ${data.bits} bits: Gmail counts none below 1024`
        : `the key at ${keyOf(data)} has ${data.bits} bits; Gmail recommends 2048`,
    action: "make a key of 2048 bits under a new selector, publish it, then sign with it",
  }),
  dkim_syntax: ({ data }) => ({
    summary: `the record at ${keyOf(data)} is no key (${data.slips ? slipsTold(data.slips) : data.problem}): ${data.record}`,
    action: data.slips
      ? slipRepairs(data.slips)
      : "publish the record as the signing program or service shows it, in one piece",
  }),
  dkim_multiple: ({ data }) => ({
    summary: `${data.records} keys stand at ${keyOf(data)}: receivers may take any of them`,
    action: "leave the one that signs, and remove the others",
  }),
  dkim_testing: ({ data }) => ({
    summary: `the key at ${keyOf(data)} says that it is a test (t=y): receivers may treat the mail as unsigned`,
    action: "take t=y out once signing works",
  }),
  dkim_hash: ({ data }) => ({
    summary: `the key at ${keyOf(data)} allows only h=${data.hashes}, and receivers take nothing but sha256 (RFC 8301)`,
    action: "take h= out",
  }),
  dkim_service: ({ data }) => ({
    summary: `the key at ${keyOf(data)} is for s=${data.services}, not for mail`,
    action: "take s= out, or write s=email",
  }),
  dkim_cname: ({ data }) => ({
    summary: data.dangling
      ? `${keyOf(data)} is an alias of ${data.target}, where there is no key: signatures with this selector fail`
      : `${keyOf(data)} is an alias of ${data.target}, whose owner keeps the key`,
    action: data.dangling ? `ask whoever runs ${data.target} to publish the key, or correct the alias` : null,
  }),
  dkim_wildcard: ({ data }) => ({
    summary: `${data.name} answers for every selector, also for one that was made up: what is there cannot be told by asking`,
    action: "remove the wildcard record unless every selector should have that key",
  }),
  dkim_temp: ({ data }) => ({
    summary: `a DKIM key could not be looked up: ${failedWords(data)}`,
    ...failedAction(data),
  }),
};
