// Gmail and Google Workspace: which refusals are theirs, and which of them are about reverse DNS.
// https://support.google.com/a/answer/3726730 lists the replies; several wordings of ten years are still
// met in logs and mailboxes.

import type { DeliveryAttempt, Reply } from "../../model/delivery.ts";
import { isGoogleHost } from "../../model/google-hosts.ts";
import { causeIn } from "./gmail-causes.ts";
import { meaningOf } from "./gmail-meanings.ts";
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

// A host that was named by its address only: Postfix's 192.0.2.26[192.0.2.26]
const addressOnly = /^\[?[0-9A-Fa-f:.]{2,45}\]?$/;

/** How many bytes of a needle the search looks for. */
const FINGERPRINT = 3;

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
  // A logger or whoever shows a line cuts the token off. Then the first line's code is left, with the hyphen that all but the
  // shortest replies have, or what Postfix and Sendmail write of the code themselves: dsn=4.7.28
  needlesInLogs: [
    ...["421-4.", "450-4.", "451-4.", "452-4.", "550-5.", "552-5.", "553-5.", "554-5."].map((text) => ({
      text,
      searchFrom: text.length - FINGERPRINT,
    })),
    ...[".7.26", ".7.27", ".7.28", ".7.29"].map((text) => ({ text, searchFrom: 1 })),
    // Sendmail writes a blank for the hyphen of a final one: dsn=5.7.24, reply=550 5.7.24 [203.0.113.5] The SPF record of …
    { text: "reply=550 5.", searchFrom: 2 },
  ],
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
  const remoteIsGoogle = isGoogleHost(attempt.remoteMta);
  if (!remoteIsGoogle && !bearsGooglesMarks(reply) && !(attempt.via === "text" && isInGooglesWords(reply))) {
    if (!isUnnamed(attempt) || !isWholeReply(reply)) return null;
    return isWithheld(reply) || isWithoutBeginning(reply)
      ? { kind: "ptr", receiver: "gmail", marks: marksOf(reply, false) }
      : otherRefusal(reply);
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

// [MY_IPV6] The IP address …    [203.0.113.xxx] …    [203.0.113.1… 15] …
const placeholder = /^\[[^[\]]{1,60}\]\s{0,2}/;

/** A refusal for reverse DNS in which something else stands in the place of the address: people blank it out. */
function isWithheld(reply: Reply): boolean {
  const words = reply.text.replace(placeholder, "");
  return (
    words !== reply.text && isWording(ownWording, words) && ptrRules.some((rule) => matches(rule, reply))
  );
}

/** The address stands in the first line, which somebody did not copy. */
function isWithoutBeginning(reply: Reply): boolean {
  const isOwnCode = ptrRules.some((rule) => rule.text === null && matches(rule, reply));
  return isOwnCode && reply.bracketedIp === null && isWording(ptrWording, reply.text);
}

function otherRefusal(reply: Reply): Verdict {
  const named = namedIn(reply.text);
  // Nothing on the sender's side helps against a rule of the recipient's own.
  const cause = causeIn(reply);
  return {
    kind: "other",
    receiver: "gmail",
    meaning: meaningOf(reply, cause),
    named,
    cause: named.recipientRule ? null : cause,
  };
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
