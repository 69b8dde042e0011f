// Gmail and Google Workspace: which refusals are theirs, and which of them are about reverse DNS.
// https://support.google.com/a/answer/3726730 lists the replies; several wordings of ten years are still
// met in logs and mailboxes.

import type { DeliveryAttempt, Reply } from "../model.ts";
import type { Receiver, ReplyRule, Verdict } from "./receiver.ts";

const ptrWording = /\bPTR\b|\bpointer \(PTR\)|\breverse DNS\b/i;

/**
 * The refusals for reverse DNS. RFC 7372 gives X.7.25 to "reverse DNS validation failed" and X.7.23 to
 * SPF, which Gmail uses for PTR all the same; so each rule holds only once the reply is Google's.
 */
const ptrRules: readonly ReplyRule[] = [
  // 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the
  // corresponding forward DNS entry does not match the sending IP. As a policy, Gmail does not accept
  // messages from IPs with missing PTR records. For more information, go to
  // https://support.google.com/a?p=sender-guidelines-ip
  { replyClass: 5, enhancedStatusCode: "5.7.25", text: null },
  // 421-4.7.23 [203.0.113.5      23] The sending IP address for this message doesn't have a PTR record, or
  // the PTR record's forward DNS entry doesn't match the sending IP address. To protect users from spam,
  // your email has been temporarily rate limited. (Google's table says 451 for the same text.)
  { replyClass: 4, enhancedStatusCode: "4.7.23", text: null },
  // 421-4.7.0 [203.0.113.5      15] The IP address sending this message does not have a PTR record, or the
  // corresponding forward DNS entry does not point to the sending IP. To protect our users from spam, mail
  // sent from your IP address has been temporarily rate limited.
  { replyClass: 4, enhancedStatusCode: "4.7.0", text: ptrWording },
  // 550-5.7.1 [2001:db8::1      16] Our system has detected that this message does not meet IPv6 sending
  // guidelines regarding PTR records and authentication. Please review
  // https://support.google.com/mail/?p=IPv6AuthError for more information
  // 550-5.7.1 [203.0.113.5] The IP address sending this message does not have a PTR record setup. (to 2019)
  { replyClass: 5, enhancedStatusCode: "5.7.1", text: ptrWording },
];

/** What Gmail's other refusals mean, in the words of https://support.google.com/a/answer/3726730. */
const otherMeanings: readonly (ReplyRule & { meaning: string })[] = [
  {
    replyClass: 4,
    enhancedStatusCode: "4.2.1",
    text: null,
    meaning: "the recipient gets mail at too high a rate",
  },
  {
    replyClass: 5,
    enhancedStatusCode: "5.2.1",
    text: null,
    meaning: "the recipient's account is disabled or over its rate",
  },
  { replyClass: 4, enhancedStatusCode: "4.2.2", text: null, meaning: "the recipient's mailbox is full" },
  { replyClass: 5, enhancedStatusCode: "5.2.2", text: null, meaning: "the recipient's mailbox is full" },
  {
    replyClass: 4,
    enhancedStatusCode: "4.3.0",
    text: null,
    meaning: "temporary trouble at Google: try again later",
  },
  { replyClass: 5, enhancedStatusCode: "5.1.1", text: null, meaning: "the recipient does not exist" },
  {
    replyClass: 5,
    enhancedStatusCode: "5.7.1",
    text: /not authorized/i,
    meaning: "the address may not send mail directly to Gmail",
  },
  {
    replyClass: 5,
    enhancedStatusCode: "5.7.1",
    text: /unsolicited|spam|suspicious/i,
    meaning: "taken for spam",
  },
  { replyClass: 5, enhancedStatusCode: "5.7.1", text: null, meaning: "refused by a policy" },
  {
    replyClass: 4,
    enhancedStatusCode: "4.7.0",
    text: /reputation/i,
    meaning: "low reputation of the sending address or domain",
  },
  { replyClass: 4, enhancedStatusCode: "4.7.0", text: /\bTLS\b/i, meaning: "TLS is required" },
  {
    replyClass: 4,
    enhancedStatusCode: "4.7.0",
    text: null,
    meaning: "deferred: rate, reputation or suspicious content",
  },
  {
    replyClass: 4,
    enhancedStatusCode: "4.7.24",
    text: null,
    meaning: "the SPF record has suspicious entries",
  },
  {
    replyClass: 5,
    enhancedStatusCode: "5.7.24",
    text: null,
    meaning: "the SPF record has suspicious entries",
  },
  {
    replyClass: 4,
    enhancedStatusCode: "4.7.26",
    text: null,
    meaning: "unauthenticated sender: neither SPF nor DKIM passed",
  },
  {
    replyClass: 5,
    enhancedStatusCode: "5.7.26",
    text: null,
    meaning: "unauthenticated sender: neither SPF nor DKIM passed, or DMARC forbids",
  },
  { replyClass: 4, enhancedStatusCode: "4.7.27", text: null, meaning: "SPF did not pass" },
  { replyClass: 5, enhancedStatusCode: "5.7.27", text: null, meaning: "SPF did not pass" },
  {
    replyClass: 4,
    enhancedStatusCode: "4.7.28",
    text: null,
    meaning: "unusual rate of mail from this address, domain or network",
  },
  { replyClass: 5, enhancedStatusCode: "5.7.28", text: null, meaning: "unusual rate of unsolicited mail" },
  { replyClass: 4, enhancedStatusCode: "4.7.29", text: null, meaning: "not sent over TLS" },
  { replyClass: 5, enhancedStatusCode: "5.7.29", text: null, meaning: "not sent over TLS" },
  { replyClass: 4, enhancedStatusCode: "4.7.30", text: null, meaning: "DKIM did not pass" },
  { replyClass: 5, enhancedStatusCode: "5.7.30", text: null, meaning: "DKIM did not pass" },
  {
    replyClass: 4,
    enhancedStatusCode: "4.7.31",
    text: null,
    meaning: "the sending domain has no DMARC record",
  },
  {
    replyClass: 4,
    enhancedStatusCode: "4.7.32",
    text: null,
    meaning: "the From: domain is not aligned with SPF or DKIM",
  },
  {
    replyClass: 5,
    enhancedStatusCode: "5.7.32",
    text: null,
    meaning: "the From: domain is not aligned with SPF or DKIM",
  },
  {
    replyClass: 4,
    enhancedStatusCode: "4.7.40",
    text: null,
    meaning: "the sending domain has no DMARC record",
  },
  {
    replyClass: 5,
    enhancedStatusCode: "5.7.40",
    text: null,
    meaning: "the sending domain has no DMARC record",
  },
];

// gmail-smtp-in.l.google.com, alt2.aspmx.l.google.com, aspmx3.googlemail.com, smtp.google.com
const googleHost = /(?:^|\.)google(?:mail)?\.com\.?$/i;

export const gmail: Receiver = {
  id: "gmail",
  // Every reply of Google's ends in its mark; a log that cuts long lines still holds one of the others.
  needles: ["gsmtp", "5.7.25", "4.7.23", "PTR"],
  isAcceptance: (before) => /\b250 2\.\d\.\d OK\b/.test(before),
  judge,
};

function judge(reply: Reply, attempt: DeliveryAttempt): Verdict | null {
  if (!isFromGoogle(reply, attempt.remoteMta)) return null;
  if (ptrRules.some((rule) => matches(rule, reply))) return { kind: "ptr", receiver: "gmail" };
  const known = otherMeanings.find((rule) => matches(rule, reply));
  return { kind: "other", receiver: "gmail", meaning: known?.meaning ?? "not in Google's published list" };
}

/**
 * Google is the remote host, or the reply bears Google's marks from its first word to its last: a gateway
 * that quotes Gmail puts words of its own in front of the bracketed address.
 */
function isFromGoogle(reply: Reply, remoteMta: string | null): boolean {
  if (remoteMta !== null && googleHost.test(remoteMta)) return true;
  return reply.bracketedIp !== null && reply.replyId !== null;
}

function matches(rule: ReplyRule, reply: Reply): boolean {
  return (
    Math.floor(reply.replyCode / 100) === rule.replyClass &&
    reply.enhancedStatusCode === rule.enhancedStatusCode &&
    (rule.text === null || rule.text.test(reply.text))
  );
}
