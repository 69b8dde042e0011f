// Which of Gmail's other refusals are for the sender's records or way of sending, and why: by the enhanced code and, where it has
// several texts, by the words of https://support.google.com/a/answer/3726730. What is checked for each and what to do stands
// with the codes (src/model/codes), whose texts a test holds against these rules.

import type { Reply } from "../../model/delivery.ts";
import type { RefusalCauseId } from "../../model/refusal-topics.ts";

/** `7.27` stands for 4.7.27 and 5.7.27. Words are compared without blanks, since mailers glue lines together. */
type Rule = readonly [statusDetail: string, words: RegExp | null, cause: RefusalCauseId];

/** The first that fits counts. */
const rules: readonly Rule[] = [
  // 421-4.7.0 Our system has detected that the SPF record of your domain has suspicious entries. (to 2018)
  ["7.0", /SPF.{0,80}suspiciousentr|suspiciousentr.{0,80}SPF/i, "spf_suspicious"],
  // 421-4.7.0 This message does not pass authentication checks (SPF and DKIM both do not pass). SPF check for [example.com]
  // does not pass with ip: [203.0.113.5]. (2022 and 2023)
  ["7.0", /passauthenticationchecks|authenticationinformation/i, "sender_unauthenticated"],
  // 421-4.7.0 [203.0.113.5      15] Our system has detected an unusual rate of unsolicited mail originating from your IP
  // address. (to 2019; 550-5.7.1 where the mail was blocked)
  ["7.0", /unusualrateof/i, "rate_unusual"],
  ["7.1", /unusualrateof/i, "rate_unusual"],
  // 550-5.7.1 [203.0.113.5] The IP you're using to send mail is not authorized to send email directly to our servers.
  ["7.1", /notauthorizedtosende?mail/i, "direct_sending_refused"],
  // 550-5.7.1 Unauthenticated email from example.com is not accepted due to domain's DMARC policy. (before 5.7.26)
  ["7.1", /DMARCpolicy|^Unauthenticatede?mailfrom/i, "dmarc_policy_forbids"],
  // 550-5.7.1 This message does not have authentication information or fails to pass authentication checks. (to 2020)
  ["7.1", /authenticationinformation|passauthenticationchecks/i, "sender_unauthenticated"],
  ["7.24", null, "spf_suspicious"],
  // 451-4.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy, but temporary DNS
  // failures prevent authentication.
  ["7.26", /temporaryDNSfailures?/i, "authentication_dns_failure"],
  // 550-5.7.26 The MAIL FROM domain [example.com] has an SPF record with a hard fail policy (-all) but …
  ["7.26", /hardfailpolicy|^TheMAILFROMdomain/i, "spf_hard_fail"],
  // 550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.
  ["7.26", /DMARCpolicy|^Unauthenticatede?mailfrom/i, "dmarc_policy_forbids"],
  ["7.26", null, "sender_unauthenticated"],
  ["7.27", null, "spf_not_passed"],
  ["7.28", null, "rate_unusual"],
  ["7.29", null, "tls_not_used"],
  ["7.30", null, "dkim_not_passed"],
  ["7.31", null, "dmarc_not_published"],
  ["7.32", null, "from_not_aligned"],
  // 550-5.7.40 Your email has been blocked because the From: header (RFC5322) in this message isn't aligned with …: met
  // beside the text about a missing record, which the table has.
  ["7.40", /isn.{0,3}taligned/i, "from_not_aligned"],
  ["7.40", null, "dmarc_not_published"],
];

/** 504 5.7.40 is about the log-in at smtp.gmail.com. */
const LOG_IN = 504;
/** Fewer letters, of a reply that was cut off, do not tell one text from another: "Unauthenticated email from". */
const MIN_LETTERS = 24;
/** What tells one text from another stands at the beginning. */
const MAX_WORDS = 1000;

/** Null for a refusal that the sender's records have no part in. */
export function causeIn({ replyCode, enhancedStatusCode, text }: Reply): RefusalCauseId | null {
  if (replyCode === LOG_IN || enhancedStatusCode === null) return null;
  const detail = enhancedStatusCode.slice(2);
  const words = text.slice(0, MAX_WORDS).replaceAll(/\s+/g, "");
  const [, pattern = null, cause = null] =
    rules.find(([code, told]) => code === detail && (told?.test(words) ?? true)) ?? [];
  return pattern === null && isCutOff(enhancedStatusCode, text) ? null : cause;
}

/** True for 7.26, which has several texts, where too little of the text is left. */
export function isCutOff(enhancedStatusCode: string, text: string): boolean {
  const words = text.slice(0, MAX_WORDS).replaceAll(/\s+/g, "");
  return enhancedStatusCode.endsWith(".7.26") && words.length < MIN_LETTERS;
}
