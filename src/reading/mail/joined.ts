// Several mails in one file without anything between them (`cat *.eml`): RFC 5322 has no end of a message, so they are
// read as one, of which the others seem to be the text. That is told.

import { afterBlankLine } from "./mime.ts";

/** Longer headers are looked at no further. */
const MAX_HEADER = 64 << 10;
/** The fields that begin a mail stand within this many bytes. */
const MAX_BEGINNING = 4 << 10;

const boundaryIn =
  /^content-type[ \t]*:[^;]{0,200}(?:;[^]{0,2000}?)?\bboundary[ \t]*=[ \t]*(?:"([^"\r\n]{1,200})"|([^\s";]{1,200}))/im;
// RFC 5321, 4.4: whoever delivers a mail puts this field before all others. Postfix and Exim spell it so.
const bounceBegins = ["Return-Path: <>", "Return-path: <>"].map((field) => Buffer.from(field));
const fields =
  /^(?:return-path|received|from|to|date|subject|message-id|mime-version|delivered-to)[ \t]*:/gim;
const ENOUGH_FIELDS = 3;
const LINE_FEED = 0x0a;

/** True when the header of another mail follows what is surely the end of the first. */
export function holdsOtherMail(raw: Buffer): boolean {
  if (afterClosing(raw).some(beginsMail)) return true;
  // The message that a bounce returns is none itself, or it had not been returned.
  return bounceBegins.reduce((sum, field) => sum + timesAtLineBegin(raw, field), 0) > 1;
}

function timesAtLineBegin(raw: Buffer, field: Buffer): number {
  let times = 0;
  for (let at = raw.indexOf(field); at >= 0; at = raw.indexOf(field, at + 1))
    if (at === 0 || raw[at - 1] === LINE_FEED) times++;
  return times;
}

/** What follows the end of the first mail's parts (RFC 2046, 5.1.1). */
function afterClosing(raw: Buffer): string[] {
  const end = afterBlankLine(raw);
  const header = raw.toString("latin1", 0, Math.min(end < 0 ? raw.length : end, MAX_HEADER));
  const [, quoted, plain] = boundaryIn.exec(header) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return [];
  const closing = Buffer.from(`\n--${boundary}--`, "latin1");
  const at = raw.indexOf(closing, header.length - 1);
  return at < 0 ? [] : [raw.toString("latin1", at + closing.length, at + closing.length + MAX_BEGINNING)];
}

function beginsMail(text: string): boolean {
  const [block = ""] = text.trimStart().split(/\r?\n\r?\n/, 1);
  return new Set((block.match(fields) ?? []).map((field) => field.toLowerCase())).size >= ENOUGH_FIELDS;
}
