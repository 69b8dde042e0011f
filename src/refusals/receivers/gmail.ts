// Gmail and Google Workspace: which refusals are theirs, and which of them are about reverse DNS.
// https://support.google.com/a/answer/3726730 lists the replies; several wordings of ten years are still
// met in logs and mailboxes.

import type { DeliveryAttempt, Reply } from "../../model/delivery.ts";
import type { RefusalCauseId } from "../../model/refusal-topics.ts";
import { causeIn } from "./gmail-causes.ts";
import { namedIn } from "./gmail-named.ts";
import { reverseDnsCodes, type PtrMarks, type Receiver, type ReplyRule, type Verdict } from "./receiver.ts";

// The second half of an old text may be cut off: "… does not meet IPv6 sending guidelines regarding" and,
// where the log has the first line only, "The IP address sending this message does not have a".
const ptrWording =
  /PTRrecord|reverseDNS|IPv6sendingguidelines|rdnsresolution|^TheIPaddresssendingthismessagedoes|\bPTR\b/i;
const authenticationWording = /PTRrecordsandauthentication|IPv6sendingguidelines/i;

/** Mailers glue lines together, and break words where a line ended: so blanks do not count. */
function isWording(wording: RegExp, text: string): boolean {
  return wording.test(text) || wording.test(text.replace(/\s+/g, ""));
}

/**
 * The refusals for reverse DNS. RFC 7372 gives X.7.25 to "reverse DNS validation failed" and X.7.23 to
 * SPF, which Gmail uses for PTR all the same; so each rule holds only if the reply is Google's.
 */
const ptrRules: readonly ReplyRule[] = [
  // 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the
  // corresponding forward DNS entry does not match the sending IP. As a policy, Gmail does not accept
  // messages from IPs with missing PTR records. For more information, go to
  // https://support.google.com/a?p=sender-guidelines-ip
  // (2021 to 2023 "does not point to the sending IP"; in 2020 without the forward entry.)
  { replyClass: 5, enhancedStatusCode: "5.7.25", text: null },
  // RFC 7372 has the code in both classes.
  { replyClass: 4, enhancedStatusCode: "4.7.25", text: null },
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
  // https://support.google.com/mail/?p=IPv6AuthError for more information (since 2024 "Gmail has detected")
  // 550-5.7.1 [203.0.113.5] The IP address sending this message does not have a PTR record setup. (to 2019)
  // 550-5.7.1 [2001:db8::1      16] The sender does not meet basic ipv6 sending guidelines of authentication and rdns
  // resolution of sending ip. Please review https://support.google.com/mail/answer/81126for more information. (2013)
  { replyClass: 5, enhancedStatusCode: "5.7.1", text: ptrWording },
  // The same words where the mailer lost the enhanced code, or wrote one of its own that says nothing.
  { replyClass: 5, enhancedStatusCode: "5.0.0", text: ptrWording },
  { replyClass: 4, enhancedStatusCode: "4.0.0", text: ptrWording },
  { replyClass: 5, enhancedStatusCode: null, text: ptrWording },
  { replyClass: 4, enhancedStatusCode: null, text: ptrWording },
];

/** `7.26` stands for 4.7.26 and 5.7.26: Google's table has most reasons in both classes. */
type Meaning = readonly [statusDetail: string, text: RegExp | null, meaning: string];

/**
 * What Gmail's other refusals mean, in the words of https://support.google.com/a/answer/3726730. The first
 * line that fits a code counts.
 */
const otherMeanings: readonly Meaning[] = [
  ["1.1", null, "the recipient does not exist"],
  ["1.2", null, "the recipient's domain does not exist"],
  ["1.3", null, "the recipient's address is malformed"],
  ["2.1", /\brate\b|quickly|many messages/i, "the recipient gets mail at too high a rate"],
  ["2.1", null, "the recipient's account is disabled or over its rate"],
  ["2.2", null, "the recipient's mailbox is full"],
  ["2.3", null, "the message is too large"],
  ["3.0", null, "temporary trouble at Google: try again later"],
  ["3.4", null, "the message is too large"],
  ["4.2", null, "the connection timed out"],
  ["4.5", /quota/i, "the sender is over its daily limit"],
  ["4.5", null, "Google's server is busy: try again later"],
  ["4.6", null, "the message goes in circles"],
  ["5.0", null, "the SMTP protocol was not kept"],
  ["5.1", null, "the SMTP protocol was not kept"],
  ["5.2", null, "the SMTP protocol was not kept"],
  ["5.3", null, "too many recipients in one transaction"],
  ["5.4", null, "the HELO name or another argument is invalid"],
  ["6.0", null, "the message is malformed"],
  ["7.0", /reputation/i, "low reputation of the sending address or domain"],
  ["7.0", /\bTLS\b|STARTTLS/i, "TLS is required"],
  ["7.0", /whitelist|allowlist/i, "the address is not on the recipient domain's list"],
  ["7.0", /\bSPF\b/i, "the SPF record has suspicious entries"],
  ["7.0", /relay/i, "relaying is not allowed"],
  ["7.0", /content|security issue|virus/i, "suspicious content"],
  ["7.0", /unsolicited|unusual rate|spam/i, "unusual rate of unsolicited mail"],
  ["7.0", /expired/i, "the connection was open for too long"],
  ["7.0", null, "deferred: rate, reputation or suspicious content"],
  ["7.1", /not authorized/i, "the address may not send mail directly to Gmail"],
  ["7.1", /unsolicited|spam|suspicious/i, "taken for spam"],
  ["7.1", /reputation/i, "low reputation of the sending address or domain"],
  ["7.1", /RFC ?5322|\bheaders?\b|From:/i, "the message's header breaks RFC 5322"],
  ["7.1", null, "refused by a policy"],
  ["7.24", null, "the SPF record has suspicious entries"],
  ["7.26", null, "unauthenticated sender: neither SPF nor DKIM passed"],
  ["7.27", null, "SPF did not pass"],
  ["7.28", null, "unusual rate of mail from this address, domain or network"],
  ["7.29", null, "not sent over TLS"],
  ["7.30", null, "DKIM did not pass"],
  ["7.31", null, "the sending domain has no DMARC record"],
  ["7.32", null, "the From: domain is not aligned with SPF or DKIM"],
  ["7.40", null, "the sending domain has no DMARC record"],
];

/** Of reasons that share their code with others: the code alone would say what Gmail's text does not. */
const ownMeanings: Partial<Record<RefusalCauseId, string>> = {
  spf_hard_fail: "SPF says that the address must not send (-all)",
  authentication_dns_failure: "the name servers of the sender's domain gave no answer",
  dmarc_policy_forbids: "unauthenticated sender: the domain's DMARC policy forbids it",
};

// gmail-smtp-in.l.google.com, alt2.aspmx.l.google.com, aspmx3.googlemail.com, smtp.google.com,
// and as its PTR record has it, which is how OpenSMTPD names a host: ws-in-f27.1e100.net. Not
// smtp-relay.gmail.com: that is the sender's own relay.
const googleHost = /(?:^|\.)(?:google\.com|googlemail\.com|1e100\.net)\.?$/i;
// A host that was named by its address only: Postfix's 192.0.2.26[192.0.2.26]
const addressOnly = /^\[?[0-9A-Fa-f:.]{2,45}\]?$/;

export const gmail: Receiver = {
  id: "gmail",
  marks: [
    ...reverseDnsCodes,
    { words: "4.7.23", searchFrom: 2 },
    // A code may stand between the words: "does not have a PTR 550-5.7.1 record setup"
    { words: "PTR record", sought: "PTR" },
    // In 2013: "guidelines of authentication and rdns resolution of sending ip"
    { words: "rdns resolution" },
    // Sendmail keeps the first line only, which says no more than "The IP address sending this message does".
    { words: "IP address sending", searchFrom: 1, ofFirstLine: true },
  ],
  // Every reply of Google's ends in it; a log that cuts long lines still holds one of the others.
  // 250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp: an acceptance, of which a log has a million.
  otherMarks: [{ words: "gsmtp", unlessAfter: "250 2.?.? OK" }],
  // gsmtp
  needlesInBytes: [{ text: "103,115,109,116,112", searchFrom: 3 }],
  judge,
};

const acceptance = /\b250 2\.\d\.\d OK {1,2}(\d{10}) \S{1,80} - gsmtp/;

/** When Google accepted a message, by its own clock: `250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp`. */
export function acceptedAt(text: string): number | null {
  const seconds = text.includes("250 2.") ? acceptance.exec(text)?.[1] : undefined;
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function judge(reply: Reply, attempt: DeliveryAttempt): Verdict | null {
  const remoteIsGoogle = attempt.remoteMta !== null && googleHost.test(attempt.remoteMta);
  if (!remoteIsGoogle && !bearsGooglesMarks(reply) && !(attempt.via === "text" && isInGooglesWords(reply))) {
    return isUnnamed(attempt) && isWholeReply(reply) ? otherRefusal(reply) : null;
  }
  if (ptrRules.some((rule) => matches(rule, reply))) {
    const isRelayed = !remoteIsGoogle && attempt.remoteMta !== null && !addressOnly.test(attempt.remoteMta);
    return { kind: "ptr", receiver: "gmail", marks: marksOf(reply, isRelayed) };
  }
  return otherRefusal(reply);
}

const ownWording =
  /^(?:TheIPaddresssendingthismessage|ThesendingIPaddressforthismessage)|IPv6sendingguidelines/i;

/** A paste does not name the host: Google's code, its address in brackets and its own words show that it was Google's. */
function isInGooglesWords({ bracketedIp, enhancedStatusCode, text }: Reply): boolean {
  const hasCode = enhancedStatusCode !== null && /^[45]\.7\./.test(enhancedStatusCode);
  return bracketedIp !== null && hasCode && isWording(ownWording, text);
}

function otherRefusal(reply: Reply): Verdict {
  const named = namedIn(reply.text);
  // Nothing on the sender's side helps against a rule of the recipient's own.
  const cause = causeIn(reply);
  const meaning = (cause === null ? undefined : ownMeanings[cause]) ?? meaningOf(reply);
  return { kind: "other", receiver: "gmail", meaning, named, cause: named.recipientRule ? null : cause };
}

/** qmail tells the address only, and others nothing at all. */
function isUnnamed({ remoteMta }: DeliveryAttempt): boolean {
  return remoteMta === null || addressOnly.test(remoteMta);
}

/** It ends in Google's token, and no other host's reply stands around it. It may name no address: then it is not about one. */
function isWholeReply({ replyId, text }: Reply): boolean {
  return replyId !== null && text.endsWith(`${replyId} - gsmtp`) && !innerCode.test(text);
}

const innerCode = /(?<![\w.-])[45]\d\d[- ]#?[45]\.\d{1,3}\.\d{1,3}/;

/**
 * From the first word to the last: a smarthost passed the reply on unchanged. A gateway that quotes
 * Gmail puts words of its own before the bracketed address.
 */
function bearsGooglesMarks(reply: Reply): boolean {
  return reply.bracketedIp !== null && (reply.replyId !== null || googleLink.test(reply.text));
}

// In every reply about PTR records; left where a mailer cut the token off.
const googleLink = /\bsupport\.google\.com\//;

function marksOf(reply: Reply, isRelayed: boolean): PtrMarks {
  return {
    ...(isWording(authenticationWording, reply.text) ? { ptrOrAuthentication: true as const } : {}),
    ...(isRelayed ? { relayed: true as const } : {}),
  };
}

function matches(rule: ReplyRule, reply: Reply): boolean {
  return (
    Math.floor(reply.replyCode / 100) === rule.replyClass &&
    reply.enhancedStatusCode === rule.enhancedStatusCode &&
    (rule.text === null || isWording(rule.text, reply.text))
  );
}

function meaningOf(reply: Reply): string {
  const detail = reply.enhancedStatusCode?.slice(2);
  const known = otherMeanings.find(
    ([code, text]) => code === detail && (text === null || text.test(reply.text)),
  );
  return known?.[2] ?? "not in Google's published list";
}
