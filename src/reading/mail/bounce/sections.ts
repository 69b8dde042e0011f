// The text for people of a bounce: the lines under a recipient's address say what happened to it.

import { endsWithinCodes } from "../../../base/standards/reply.ts";
import { linesOf } from "../lines.ts";
import { findQuotedReply, type QuotedReply } from "./quoted-reply.ts";
import { lastRefusal, readTranscript } from "./transcript.ts";
import type { TextLayout } from "../layouts/layout.ts";

/** As much of a part as an excerpt holds; there may be several. */
const MAX_TEXT_LENGTH = 1 << 20;
/** The reason for one recipient is a few lines; lines further down belong to somebody else. */
const MAX_REASON_LINES = 60;
/** Lines with digits like a reply code, until one is: a reason has hardly two. */
const MAX_CANDIDATES = 100;
const MAX_LINE_LENGTH = 2_000;
export const MAX_RECIPIENTS = 10_000;
/** Ten lines for each recipient. */
const MAX_LINES = 100_000;

// The returned message, whatever the layout says: its first header field, or a mail program's line.
const returnedBegin =
  /^(?:(?:Received|Return-Path|DKIM-Signature|ARC-Seal|X-Received|Delivered-To): |\s{0,8}-{3,} ?(?:Original|Forwarded) [Mm]essage)/i;
const quoted = /^\s{0,8}[>|]/;

export interface TextRefusal extends QuotedReply {
  recipient: string;
}

export interface OwnText {
  lines: string[];
  /** Everything from the returned message on. */
  returned: string;
}

interface Section {
  recipients: string[];
  lines: string[];
  mostLines: number;
  /** False while only recipients were named. */
  hasWords: boolean;
}

/** The mailer's own words, without what it returns and what a reader quoted. */
export function ownText(text: string, layout: TextLayout): OwnText {
  const whole = text.slice(0, MAX_TEXT_LENGTH);
  const lines: string[] = [];
  let start = 0;
  for (const line of linesOf(whole)) {
    const head = line.slice(0, MAX_LINE_LENGTH);
    if (returnedBegin.test(head) || layout.returned?.test(head))
      return { lines, returned: whole.slice(start) };
    const isOwn = !quoted.test(head) || layout.marksRecipients?.test(head);
    if (lines.length < MAX_LINES && isOwn) lines.push(head);
    start += line.length + (whole[start + line.length] === "\r" ? 2 : 1);
  }
  return { lines, returned: "" };
}

/** Enough of a returned message for its header. */
const MAX_HEADER = 256 << 10;
const MAX_BEFORE = 4_000;

/** After the line that announces the returned message, and its blank lines. */
export function fromFirstField(returned: string): string {
  const start = returned.slice(0, MAX_BEFORE).search(/^[!-9;-~]{1,76}:[ \t]/m);
  return start < 0 ? "" : returned.slice(start, start + MAX_HEADER);
}

/** Each recipient that has a reply next to it. A code alone may be anybody's, as long as there is a reply in words. */
export function readSections(lines: readonly string[], layout: TextLayout): TextRefusal[] {
  const found = sectionsOf(withWholeAliases(lines), layout).flatMap(({ recipients, lines: reason }) => {
    const reply = replyIn(reason);
    return reply ? recipients.map((recipient) => ({ ...reply, recipient })) : [];
  });
  const inWords = found.filter(({ reply }) => !endsWithinCodes(reply));
  return inWords.length > 0 ? inWords : found;
}

/** The only recipient that the text names, if there is one: some templates name it after the reply. */
export function onlyRecipient(lines: readonly string[], { recipient }: TextLayout): string | null {
  const named = new Set<string>();
  for (const line of lines) {
    const address = line.includes("@") ? addressIn(recipient.exec(line)) : undefined;
    if (address !== undefined && named.add(address.toLowerCase()).size > 1) return null;
  }
  return [...named][0] ?? null;
}

function addressIn(named: RegExpExecArray | null): string | undefined {
  return named?.slice(1).find((group) => group !== undefined);
}

const aliasBegins = /^\s{1,8}\((?:expanded|(?:ultimately )?generated) from[\s:]/;
const aliasIsOpen = /\((?:expanded|(?:ultimately )?generated) from:?\s*$/;

/** Postfix and Exim break a long line within `<user@gmail.com> (expanded from <alias@example.com>): host …`. */
export function withWholeAliases(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => line.includes("d from"))) return lines;
  const whole: string[] = [];
  for (const line of lines) {
    const last = whole.at(-1);
    const isRest = last !== undefined && last.length < MAX_LINE_LENGTH;
    if (isRest && (aliasIsOpen.test(last) || (last.includes("@") && aliasBegins.test(line))))
      whole[whole.length - 1] = `${last.trimEnd()} ${line.trimStart()}`;
    else whole.push(line);
  }
  return whole;
}

/** Recipients without a word between them share the reason after the last. */
function sectionsOf(lines: readonly string[], layout: TextLayout): Section[] {
  const sections: Section[] = [];
  let section: Section | null = null;
  let recipients = 0;
  for (const line of lines) {
    const named = line.includes("@") ? layout.recipient.exec(line) : null;
    const recipient =
      recipients < MAX_RECIPIENTS && !continuesReply(section, line) ? addressIn(named) : undefined;
    if (named && recipient !== undefined) {
      if (!section || section.hasWords) sections.push((section = emptySection(layout)));
      section.recipients.push(recipient);
      addLine(section, line.slice(named.index + named[0].length));
      recipients++;
    } else if (section) {
      addLine(section, line);
    }
  }
  return sections;
}

function emptySection({ reasonLines = MAX_REASON_LINES }: TextLayout): Section {
  return { recipients: [], lines: [], mostLines: reasonLines, hasWords: false };
}

function addLine(section: Section, line: string): void {
  if (line.trim() !== "") section.hasWords = true;
  else if (!section.hasWords) return;
  if (section.lines.length < section.mostLines) section.lines.push(line);
}

/** `after RCPT TO:<user@gmail.com>:` and a reply that names the recipient begin no section. */
function continuesReply(section: Section | null, line: string): boolean {
  return section !== null && /^\s*(?:SMTP error|[245]\d\d[ -]|<<<)/.test(line);
}

/** In the dialogue, if there is one; else up to the reply's end, or to the first blank line after its beginning. */
export function replyIn(lines: readonly string[]): QuotedReply | null {
  const refused = lastRefusal(readTranscript(lines.join("\n")));
  if (refused) {
    const { remoteMta, remoteIp, greetedIp, reply } = refused;
    return { suspended: false, localIp: null, greetedIp, remoteMta, remoteIp, reply };
  }
  let candidates = 0;
  let codeAlone: QuotedReply | null = null;
  for (const [i, line] of lines.entries()) {
    if (!/[45]\d\d(?:[- ]|\s*$)/.test(line)) continue;
    if (++candidates > MAX_CANDIDATES) break;
    const before = lines.slice(Math.max(0, i - MAX_REASON_LINES), i);
    const found = replyAfter(before, lines.slice(i, i + MAX_REASON_LINES));
    if (found && !endsWithinCodes(found.reply)) return found;
    codeAlone ??= found;
  }
  return codeAlone;
}

// Gmail's token ends a line, perhaps with a mark of whoever quotes it.
const endOfReply = /\S - gsmtp['")>]{0,3}\s*$/;
const anyCode = /(?<![\w.-])[45]\d\d[- ] ?#?([45]\.\d{1,3}\.\d{1,3})/g;

function replyAfter(before: readonly string[], rest: readonly string[]): QuotedReply | null {
  const blank = rest.findIndex((line) => line.trim() === "");
  const end = rest.findIndex((line) => endOfReply.test(line));
  const quotedIn = (lines: readonly string[]) => findQuotedReply([...before, ...lines].join("\n"));
  if (end >= 0 && (blank < 0 || end < blank)) return quotedIn(rest.slice(0, end + 1));
  const paragraph = quotedIn(blank < 0 ? rest : rest.slice(0, blank));
  // Who takes the codes off a reply leaves blank lines in it, where Gmail has a code alone.
  const whole = paragraph && end >= 0 ? quotedIn(rest.slice(0, end + 1)) : null;
  const codes = new Set([...(whole?.reply ?? "").matchAll(anyCode)].map(([, code]) => code));
  return codes.size === 1 ? whole : paragraph;
}
