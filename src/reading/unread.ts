// Text with Gmail's mark and a reverse-DNS code or wording that no reader took: it is reported, never dropped silently.
// Text that a reader understood and judged is none of it, nor what another program wrote about mail: a filter, a web
// site, anybody who quotes a bounce.

import type { LogLine } from "../model/delivery.ts";
import { findOpening } from "./reply-opening.ts";

/** Far longer than a reply, and than the words before it. */
const MAX_LINE = 16_384;
/** More text before a reply tells nothing about it. */
const MAX_FRONT = 4_000;
/** A reply has at most 512 octets a line, and Gmail's at most nine lines. */
const MAX_REPLY = 5_000;

// d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp        b5si1234567wrc.12 - gsmtp (to 2020); its end may have been cut out
const tokenAndMark =
  /(?<![\w.-])(?=[a-z]{0,40}\d)[0-9a-z]{2,60}(?:-[0-9a-z]{2,60})?(?:\.\d{1,8})? {1,2}- gsmtp\b/i;
// 250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp
const acceptance = /\bOK {1,2}\d{10} {1,2}$/;
const reverseDns = /(?<![\d.])(?:5\.7\.25|4\.7\.2[35])(?![\d.])|\bPTR\b|\bIPv6 sending guidelines\b/;
const replyStart = /(?<![\w.-])[45]\d\d[- ](?:#?[45]\.\d{1,3}\.\d{1,3}[ :-]?|(?=\[)|(?=[A-Z]))/;

/** The kind of the text before the reply, and the reply; null when no refusal of Gmail is quoted. */
function quotedReply(text: string): { front: string; hasCode: boolean } | null {
  const mark = tokenAndMark.exec(text);
  if (!mark || acceptance.test(text.slice(Math.max(0, mark.index - 20), mark.index))) return null;
  const from = Math.max(0, mark.index - MAX_REPLY);
  const before = text.slice(from, mark.index);
  const wording = reverseDns.exec(before);
  if (!wording) return null;
  const code = replyStart.exec(before);
  const start = code ? Math.min(code.index, wording.index) : wording.index;
  const end = from + start;
  return { front: text.slice(Math.max(0, end - MAX_FRONT), end), hasCode: code !== null };
}

/** True for text with the end of a reply of Gmail's. */
export function endsReply(text: string): boolean {
  return tokenAndMark.test(text.slice(0, MAX_LINE));
}

/** True for the text of a mail that quotes such a refusal. */
export function quotesRefusal(text: string): boolean {
  return text.includes("gsmtp") && quotedReply(unfolded(text)) !== null;
}

function unfolded(text: string): string {
  return text.replace(/[\s>|]+/g, " ");
}

// A quotation mark of JSON within JSON, four times over: deeper than lines are looked for
const tooDeep = /\\{15}"/;

/** A line that no reader took, and its text without the framing; null when that is not known. */
export function isUnreadLine(entry: string, line: LogLine | null): boolean {
  const whole = entry.slice(0, MAX_LINE);
  const program = line?.program ?? null;
  const isJson = program === null && whole.trimStart().startsWith("{");
  if (isJson && tooDeep.test(whole) && findOpening(whole) >= 0) return true;
  const isRow = program === null && line?.message === "";
  const json = isJson || isRow ? (line?.fields ?? parse(whole)) : null;
  if (json !== null) return isUnreadJson(json);
  const text = (program === null ? whole : line!.message.slice(0, MAX_LINE)).replace(/_|\\[nrt]/g, " ");
  return isUnreadOfMailer(text, whole, program) || isUnreadOfAnyProgram(text, whole, line);
}

function isUnreadOfMailer(text: string, whole: string, program: string | null): boolean {
  if (!text.includes("gsmtp") || (program !== null && !isMailer(program))) return false;
  const quoted = quotedReply(text);
  if (!quoted || isQuotation(quoted.front)) return false;
  return program !== null || (quoted.hasCode && tellsOfDelivery(quoted.front) && !namesOtherProgram(whole));
}

/** Applications send mail, too, and log what the server answered: no word tells of a delivery then, but the reply does. */
function isUnreadOfAnyProgram(text: string, whole: string, line: LogLine | null): boolean {
  const start = findOpening(text);
  if (start < 0) return false;
  const front = text.slice(Math.max(0, start - MAX_FRONT), start);
  const isItsOwn = line !== null && front === text.slice(0, start) && beginsWithRecord(line);
  if (isQuotation(front) || (recordOfKnownMailer.test(front) && !isItsOwn) || webRequest.test(front))
    return false;
  return !isOthersLine(whole, line?.program ?? null) && (line !== null || beginsLine.test(front));
}

// An exception's text in lines of its own: below what a logger stamped, a line begins with the reply or with the name of
// the error. Anything else before it may be somebody's sentence.
const beginsLine = /^\s{0,20}(?:[\w.$ ]{1,200}(?:Exception|Error|failed|failure): {0,2})?$/i;

function isQuotation(front: string): boolean {
  return ofAnotherKind.test(front) || isWithinQuotation(front);
}

// ---------------------------------------------------------------- who wrote it

// Programs of Postfix and others that take mail in, keep it or deliver it on the host: they quote what others wrote
const notClient =
  /\/(?:submission\/)?(?:smtps?d|cleanup|bounce|n?qmgr|local|pipe|virtual|postscreen|trivial-rewrite|pickup|verify|flush|showq|spawn|proxymap|tlsproxy|dnsblog|anvil|scache|discard|policy[\w-]{0,20})$|^post(?:queue|super|map|log|alias|screen)$/;
const otherProgram =
  /\b(?:rspamd|amavis(?:d(?:-new)?)?|fail2ban|spamd|spampd|spamassassin|spamc|clam(?:d|av|smtpd?)[\w-]*|opendkim|opendmarc|openarc|dkimpy[\w-]*|milter[\w-]*|[\w-]{1,30}milter|policyd[\w-]*|postgrey|postfwd\d?|sqlgrey|greylist[\w-]*|dovecot|imapd?|pop3d?|lda|sieve|managesieve[\w-]*|sogo|roundcube|webmail|mailman\d?|sympa|mlmmj|pflogsumm|mailgraph|logwatch|logcheck|crowdsec|suricata|snort|sshd|sudo|cron|crond|systemd|kernel|audit|filebeat|fluentd?|logstash|promtail|zabbix[\w-]*|netdata|nagios|icinga2?)\b/i;
const mailer =
  /smtp|lmtp|mta|mailer|sendmail|postfix|exim|qmail|haraka|maddy|stalwart|kumo|pmta|powermta|courier|james|postal|mox|mdaemon|mailenable|hmail|zimbra|axigen|exchange|outbound|deliver|queue|relay|^(?:sm-|dma$|ssmtp|msmtp|nullmailer|masqmail|esmtp|zone)/i;

function isMailer(program: string): boolean {
  return mailer.test(program) && !notClient.test(program) && !otherProgram.test(program);
}

// 2026-02-23 16:00:01 #700(normal) <a1b2c3>; task; …: the log that rspamd writes itself
const rspamdLine = /#\d{1,10}\(\w{1,20}\) </;
// 2026-02-23 10:11:12 <bob> …: a chat
const chatLine = /^[\d\s:.,TZ[\]+-]{0,40}<[\w-]{1,30}> /;

/** Filters and web sites that write logs of their own name themselves at the beginning of a line. */
function namesOtherProgram(text: string): boolean {
  const head = text.slice(0, 160);
  return otherProgram.test(head) || rspamdLine.test(head) || chatLine.test(head);
}

function isOthersLine(text: string, program: string | null): boolean {
  if (program === null) return namesOtherProgram(text);
  return notClient.test(program) || otherProgram.test(program) || chatLine.test(text);
}

// ---------------------------------------------------------------- what the words before the reply say

// A mailer speaks about its own refusal, about a header, or about what an alias, a filter or a policy says. ZoneMTA repeats a reply
// where a session ends, in as many lines as it has, before the line that tells of the delivery.
const ofAnotherKind =
  /\bSMTP(?:CLOSE|ERR) \[|\bERRCONNECT \[|(?:^|\s)Sender\/[\w +.[\]/-]{1,120} $|\bNOQUEUE\b|\b(?:milter|proxy)-(?:reject|discard|hold|tempfail)\b|\breject: |\brejected (?:after|by(?! (?:gmail|google|(?:the )?(?:remote|recipient|server|smtp|mx))\b)|in|RCPT|DATA|MAIL|EHLO|HELO|connection|from)\b|\bruleset=|\b(?:RCPT|DATA|MAIL FROM) error\b|\bfailed-command\b|\bwarning: (?:header|body|mime)|\b(?:reject|discard|hold|info|filter|prepend|replace): (?:mime-)?(?:header|body)\b|\bR=(?!\S{1,80} T=)\S/;

// subject="Hello"    "subject":"Hello"    \"subject\":\"Hello\"    'subject': 'Hello' (Python)    "subject"=>"Hello" (Ruby)
const closedValue = new RegExp(
  [
    `[\\w-]{1,40}=(?:"[^"]{0,400}"|<[^<>]{0,400}>)`,
    `"[\\w-]{1,40}" ?(?::|=>) ?"[^"\\\\]{0,400}"`,
    `'[\\w-]{1,40}' ?(?::|=>) ?'[^'\\\\]{0,400}'`,
    `\\\\"[\\w-]{1,40}\\\\" ?: ?\\\\"[^"\\\\]{0,400}\\\\"`,
  ].join("|"),
  "g",
);
const quotation =
  /\b(?:subject|title|body|text|comments?|description|summary|notes?|question|answer|post(?:ed)?(?! \/)|wiki|forum|thread|ticket|issue|excerpt|snippet|quot(?:e|ed|es|ing)|header)\b|\bT="/i;

/** A field that is closed before the reply does not hold it. */
function isWithinQuotation(front: string): boolean {
  return quotation.test(front.replace(closedValue, " "));
}

// to=, rcpt=<…>, "recipient": …    user@gmail.com    a host of Google's    said:, response, smtp;, <--, outbound
const delivery =
  /\b(?:to|rcpt|rcpts|recipient|recipients|mx|relay|host|dest|destination|remote|response|reply|diag\w{0,20}|stat|status|said|outbound|deliver\w{0,8}|bounc\w{1,6}|defer\w{0,6}|undeliver\w{0,8}|transient\w{0,8}|queue)\b|\bgoogle(?:mail)?\.com\b|[\w.+-]@[\w-]|\bsmtp;|<--|<<</i;

// C0000000033: to=<user@gmail.com>, …    C0000000033: host …    ** user@gmail.com R=dnslookup …    mta delivery evpid=…
const recordOfKnownMailer =
  /\b[0-9A-Za-z]{5,20}: (?:to=|host )|(?:^|\s)(?:\*\*|==) [^\s@]{1,320}@.{1,600}? [RT]=|\bmta (?:event=)?delivery evpid=/;

/** A mailer's own line that its reader did not take, not a line that somebody quotes. */
function beginsWithRecord({ program, message }: LogLine): boolean {
  return program !== null && isMailer(program) && recordOfKnownMailer.exec(message)?.index === 0;
}

// 192.0.2.7 - - "GET /search?q=550-5.7.25 …
const webRequest = /"(?:GET|POST|HEAD|PUT) [^"]*$/;

/**
 * True for words about a delivery that are not a known mailer's. The readers know where a mailer's lines begin: before
 * such a line somebody else speaks, and quotes it.
 */
function tellsOfDelivery(front: string): boolean {
  return delivery.test(front) && !recordOfKnownMailer.test(front);
}

// ---------------------------------------------------------------- JSON

/** A mailer's log has no deeper and no wider ones. */
const MAX_VALUES = 1_000;

type Path = readonly string[];

function parse(text: string): object | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

/** Whoever writes JSON has the reply in a field of its own; a longer text with the reply only quotes it. */
function isUnreadJson(json: object): boolean {
  const found = findQuoted(json);
  if (!found) return false;
  const { path, front } = found;
  const keys = path.join(" ");
  if (quotation.test(keys.replaceAll("_", " ")) || isQuotation(front)) return false;
  const names = Object.keys(json).join(" ").replaceAll("_", " ");
  return found.isOpening
    ? !recordOfKnownMailer.test(front)
    : tellsOfDelivery(names) || tellsOfDelivery(front);
}

interface Found {
  path: Path;
  front: string;
  isOpening: boolean;
}

function findQuoted(json: object): Found | null {
  const values: { value: unknown; path: Path }[] = [{ value: json, path: [] }];
  for (let at = 0; at < values.length && at < MAX_VALUES; at++) {
    const { value, path } = values[at]!;
    if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) values.push({ value: inner, path: [...path, key] });
    const quoted = typeof value === "string" ? replyIn(unfolded(value.slice(0, MAX_LINE))) : null;
    if (quoted) return { path, ...quoted };
  }
  return null;
}

function replyIn(text: string): Omit<Found, "path"> | null {
  const start = findOpening(text);
  if (start >= 0) return { front: text.slice(Math.max(0, start - MAX_FRONT), start), isOpening: true };
  const quoted = text.includes("gsmtp") ? quotedReply(text) : null;
  return quoted && { front: quoted.front, isOpening: false };
}
