// The remote host's reply within what a mailer says of a delivery, and the host that it names. Fields and
// texts put their own words around it:
//
//   host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 …           Postfix
//   SMTP error from remote mail server after end of data: 550-5.7.25 …       Exim
//   Remote host said: 550-5.7.25 …                                           qmail
//   Server at gmail-smtp-in.l.google.com (192.0.2.26) returned '421-4.7.23 … Exchange
//   550 5.4.300 Message expired -> 421-4.7.23 …                              Exchange Online
//   554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.7.23  Amazon SES

import { withUsualSpelling } from "./spelling.ts";
import { canonicalIp } from "../../../base/standards/ip.ts";

/** Gmail's longest reply has 700 characters, a mailer's own words before it a few hundred. */
const MAX_LENGTH = 16_384;

export interface QuotedReply {
  /** True when nothing was offered to the remote host: the mailer repeats an earlier refusal. */
  suspended: boolean;
  remoteMta: string | null;
  remoteIp: string | null;
  /** This side of the connection, if the mailer tells it. */
  localIp: string | null;
  /** This side as the remote host sees it, if its greeting says so. */
  greetedIp?: string | null;
  reply: string;
}

// A reply code with an enhanced status code of the same class, which every refusal of Gmail's has.
const enhancedReply = /(?<![\w.-])([45])\d\d[- ] ?#?\1\.\d{1,3}\.\d{1,3}(?![\d.]\d?)/;
// One without, where a mailer introduces what the other side said.
const introducedReply = /(?:^|: |['"<(] ?|; ?|-> ?|<<< )([45]\d\d[- ](?=\S))/;
// Exchange 2007 and later: 550 5.7.25 <mx1.example.com #5.7.25 smtp;550-5.7.25 [203.0.113.5] …>
const exchangeWrapper = /#[45]\.\d{1,3}\.\d{1,3} ?smtp; ?(?=[45]\d\d[- ])/i;
// RFC 3463 X.4.x, network and routing: the mailer's own verdict that it tried for too long. Brevo's names what was refused:
// 550 RecipientError: 550-5.7.25 …
const ownVerdict = /^[45]\d\d[- ](?: ?#?[45]\.4\.\d{1,3}(?![\d.])|[A-Za-z]{2,30}: (?=[45]\d\d[- ]))/;
const innerReply = /(?:-> ?|[<('"] ?|[:;] )(?=([45])\d\d[- ] ?#?\1\.\d{1,3}\.\d{1,3})/;
const suspension = /^(?:X-Postfix; ?)?delivery temporarily suspended: /i;

// Words that mailers append: Exim, Postfix, Exchange, IronPort.
const appendices = [
  /: retry timeout exceeded$/,
  / \(in reply to [^()]{1,60}\)$/,
  / ?\[truncated\]$/,
  / ?##$/,
  / \(delivery attempts: \d{1,5}\)$/,
  /['">)]{1,3}\.?$/,
];

/** Null when the text quotes no reply. */
export function findQuotedReply(text: string): QuotedReply | null {
  const line = withUsualSpelling(withSingleBlanks(text.slice(0, MAX_LENGTH)).trim());
  const start = replyStart(line);
  if (start < 0) return null;
  return {
    suspended: suspension.test(line),
    ...findHosts(line.slice(0, start)),
    reply: withoutAppendices(line.slice(start)),
  };
}

// A single blank stays as it is: nearly all that stands between words is one.
const otherSpace = /(?:[^\S ]| (?=\s))\s*/g;

function withSingleBlanks(text: string): string {
  return text.replace(otherSpace, " ");
}

function replyStart(line: string): number {
  const wrapper = line.includes("#") ? exchangeWrapper.exec(line) : null;
  if (wrapper) return wrapper.index + wrapper[0].length;
  const start = firstReply(line);
  if (start < 0 || !ownVerdict.test(line.slice(start, start + 40))) return start;
  const inner = innerReply.exec(line.slice(start + 4));
  return inner ? start + 4 + inner.index + inner[0].length : start;
}

function firstReply(line: string): number {
  const introduced = introducedReply.exec(line);
  const enhanced = enhancedReply.exec(line);
  const starts = [
    introduced ? introduced.index + introduced[0].length - introduced[1]!.length : -1,
    enhanced?.index ?? -1,
  ].filter((start) => start >= 0);
  return starts.length === 0 ? -1 : Math.min(...starts);
}

/** True for the mailer's own verdict: the remote host's reply may stand elsewhere. */
export function isOwnVerdict(reply: string): boolean {
  return ownVerdict.test(reply);
}

/** Longer than all of them together. */
const MAX_APPENDICES = 200;

function withoutAppendices(reply: string): string {
  const start = Math.max(0, reply.length - MAX_APPENDICES);
  const end = appendices.reduce((text, appendix) => text.replace(appendix, ""), reply.slice(start));
  return reply.slice(0, start) + end;
}

// ---------------------------------------------------------------- hosts

const label = "[A-Za-z0-9_-]{1,63}";
const hostName = `(?<![\\w.-])(${label}(?:\\.${label}){1,20})\\.?`;
const address = "([0-9A-Fa-f.:]{2,45})";
// gmail-smtp-in.l.google.com[192.0.2.26]      gmail-smtp-in.l.google.com (192.0.2.26)
const hostAndAddress = new RegExp(`${hostName} ?[[(]${address}[\\])]`, "g");
// sendmail's transcript, Domino, Exchange's layouts since 2013
const hostAfter = new RegExp(
  `(?:while talking to|Error transferring to|rejected by:?|Remote server:?|\\bhost|Connected to) '?${hostName}`,
  "i",
);
const hostBefore = new RegExp(`${hostName} (?:rejected your message|gave this error|#[45])`, "i");
/** Cheaper than the pattern itself, which is tried at every word. */
const followsHost = / (?:rejected your message|gave this error|#[45])/i;
// qmail, hMailServer: the address alone
const bareAddresses = [
  new RegExp(`(?:^|\\s)${address} (?:failed after|does not like|did not like|refused)`),
  new RegExp(`Connected to ${address} but`),
  new RegExp(`Remote server \\(${address}\\)`),
];

type Hosts = Pick<QuotedReply, "remoteMta" | "remoteIp" | "localIp">;

/** The last host that is named before a reply gave it. */
export function findHosts(text: string): Hosts {
  const both = /[[(]/.test(text) ? [...text.matchAll(hostAndAddress)].at(-1) : undefined;
  if (both) return { remoteMta: both[1]!, remoteIp: addressOrNull(both[2]), localIp: null };
  return {
    remoteMta:
      hostAfter.exec(text)?.[1] ?? (followsHost.test(text) ? hostBefore.exec(text)?.[1] : null) ?? null,
    remoteIp: addressOrNull(firstMatch(bareAddresses, text)),
    localIp: null,
  };
}

// PowerMTA: gmail-smtp-in.l.google.com (192.0.2.26)
// Oracle:   gmail-smtp-in.l.google.com (TCP|203.0.113.5|37000|192.0.2.26|25)
const bothEnds = new RegExp(`^${hostName} \\(TCP\\|${address}\\|\\d{1,5}\\|${address}\\|\\d{1,5}\\)`);

/** Additions in a Remote-MTA field to the name that RFC 3464 asks for. */
export function parseRemoteMta(value: string | null): Hosts {
  const text = withSingleBlanks((value ?? "").slice(0, 1_000));
  const ends = text.includes("(TCP|") ? bothEnds.exec(text) : null;
  if (ends) return { remoteMta: ends[1]!, localIp: addressOrNull(ends[2]), remoteIp: addressOrNull(ends[3]) };
  const hosts = findHosts(text);
  if (hosts.remoteMta !== null) return hosts;
  const [name = ""] = text.split(" ");
  return { remoteMta: name.replace(/\.$/, "") || null, remoteIp: null, localIp: null };
}

/** People blank out addresses before they show a bounce: ….. failed after I sent the message. */
function addressOrNull(text: string | null | undefined): string | null {
  return text && canonicalIp(text) !== null ? text : null;
}

function firstMatch(patterns: readonly RegExp[], text: string): string | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
