// Decides from its first bytes what an input holds.

import type { LogLine } from "../model/delivery.ts";
import { archiveIn } from "./files/archive.ts";
import { columnsIn } from "./logs/entries.ts";
import { frameLine } from "./logs/frame.ts";
import { linesWithoutMarks } from "./mail/marked-mail.ts";
import { isRearranged } from "./logs/rearranged.ts";
import { unsupportedStore } from "./unsupported.ts";
import type { StampContext } from "../base/standards/timestamp.ts";

export interface Sniffed {
  /** `text` has no time stamp in its first bytes, but may still be a log; `unknown` is binary. */
  kind: "log" | "mbox" | "message" | "events" | "empty" | "text" | "unknown";
  /** The time of a log's first line, in milliseconds since the epoch; if it has none, the latest that it can be. */
  firstTime: number | null;
  /** True for text that is certainly no log: somebody may have copied it by hand. */
  mayBePaste?: boolean;
  /** True for a mail that has a mark before each line: somebody quoted or indented it. */
  isMarked?: boolean;
  /** True for lines of a log that were broken, quoted or escaped on their way. */
  isRearranged?: boolean;
}

const BYTE_ORDER_MARK = /^\uFEFF/;
// From MAILER-DAEMON  Mon Nov 23 04:00:29 2026
const envelopeLine = /^>?From (?:$|-|\S)/;
// MMDF: four such bytes before each message, and after it
const mmdfLine = "\u0001\u0001\u0001\u0001";
// Return-Path: <>      Received: by mx1.example.com …      ARC-Seal:i=1; RFC 5322 asks for no blank after the colon.
const headerLine = /^(?:[!-9;-~]{1,76}[ \t]*:(?:[ \t]|$)|[A-Za-z][\w.-]{0,75}:(?!\/\/))/;
// {"schema":"whybounce.rejection/1","id":"…"      Programs that pass JSON on put its fields into an order of their own.
const eventLine = /^\{ ?(?:.*, ?)?"schema": ?"whybounce\./;
// What postqueue -p says about a queue without mail.
const emptyQueue = /^Mail queue is empty\s*$/;
/** Lines without a stamp before the first one with a stamp: a rotation's note, a cut-off line. */
const MAX_LINES = 200;

export function sniff(head: Buffer, context: StampContext): Sniffed {
  const marked = markedKindOf(head);
  if (marked !== null) return { kind: marked, firstTime: null, mayBePaste: true, isMarked: true };
  const sniffed = kindOf(head, context);
  const { kind } = sniffed;
  const lines = kind === "log" || kind === "text" ? linesIn(head) : [];
  return isRearranged(lines, context) ? { ...sniffed, mayBePaste: true, isRearranged: true } : sniffed;
}

/** What a text is without the marks before its lines, if that is mail. */
function markedKindOf(head: Buffer): "mbox" | "message" | null {
  const lines = linesWithoutMarks(head);
  if (lines === null) return null;
  if (isMailbox(lines)) return "mbox";
  return isMessage(lines) ? "message" : null;
}

function kindOf(head: Buffer, context: StampContext): Sniffed {
  // Before the text in it is looked at: what an archive holds looks like one mail, or like a log with odd lines.
  if (archiveIn(head) !== null) return { kind: "unknown", firstTime: null };
  if (isUtf16(head)) return { kind: "text", firstTime: null, mayBePaste: true };
  const text = textOf(head);
  if (text === "") return { kind: head.every(isSpace) ? "empty" : "unknown", firstTime: null };
  if (emptyQueue.test(text)) return { kind: "empty", firstTime: null };
  const lines = linesIn(head);
  if (isMailbox(lines)) return { kind: "mbox", firstTime: null };
  // Before the search for a stamp: people send log lines by mail.
  if (isMessage(lines)) return { kind: "message", firstTime: null };
  let columns: readonly string[] | null = null;
  // Any program's object has a time: a spoiled event is one, too, and good ones may follow.
  let first: Sniffed | null = null;
  for (const line of lines) {
    // The first line of events may be cut off, or spoiled.
    if (eventLine.test(line)) return { kind: "events", firstTime: null };
    const named: readonly string[] | null = columnsIn(line);
    columns = named ?? columns;
    if (named) continue;
    const framed = frameLine(line, { ...context, columns });
    if (!framed) continue;
    first ??= { kind: "log", firstTime: framed.time, mayBePaste: isRow(line, framed) };
    if (!framed.fields || !line.startsWith("{")) return first;
  }
  if (first) return first;
  if (unsupportedStore(head) !== null) return { kind: "unknown", firstTime: null };
  // A table without rows.
  if (columns) return { kind: "log", firstTime: null };
  return isText(head)
    ? { kind: "text", firstTime: null, mayBePaste: true }
    : { kind: "unknown", firstTime: null };
}

function textOf(head: Buffer): string {
  return head
    .toString("utf8")
    .replace(BYTE_ORDER_MARK, "")
    .replace(/^[\s]+/, "");
}

function linesIn(head: Buffer): string[] {
  return textOf(head).split(/\r?\n/, MAX_LINES);
}

/** Copied from a table: a stamp, and then cells. */
function isRow(line: string, { host, program }: LogLine): boolean {
  return host === null && program === null && /^[^\t|]{8,60}(?:\t| \| )/.test(line);
}

/** Windows calls it Unicode: no log is written so, but a terminal there saves text like this. */
function isUtf16(head: Buffer): boolean {
  const mark = head.length > 2 ? head.readUInt16BE() : 0;
  return mark === 0xfffe || mark === 0xfeff;
}

/** Text has no control bytes but white space and the escapes of colors. */
function isText(head: Buffer): boolean {
  const isControl = (byte: number) => byte < 0x20 && !isSpace(byte) && byte !== 0x1b;
  return !head.some(isControl);
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** A sentence may begin with "From", too. */
function isMailbox([first = "", second = ""]: readonly string[]): boolean {
  if (first === mmdfLine) return true;
  if (!envelopeLine.test(first)) return false;
  return /\d{2}:\d{2}|^>?From -?$/.test(first) || headerLine.test(second) || envelopeLine.test(second);
}

const origin = /^(?:from|to|received|return-path|date|subject)[ \t]*:/i;
// Fields at the head of nearly every mail, and of hardly anything else.
const wellKnown =
  /^(?:from|to|cc|date|subject|sender|reply-to|received|return-path|delivered-to|envelope-to|x-original-to|message-id|mime-version|content-type|content-transfer-encoding|auto-submitted|in-reply-to|references|x-failed-recipients|dkim-signature|arc-seal|authentication-results|x-store-info|x-mozilla-status)(?=[ \t]*:)/i;
/** With this many of them it is a mail, even with lines of another kind among its fields. */
const ENOUGH_FIELDS = 3;
/** Lines that a program put before the header. */
const MAX_ODD_BEFORE = 2;

const shownField = /^(?:from|to|cc|subject)[ \t]*:/i;
const authorAddress = /^from[ \t]*:.{0,998}@/i;

/** A few fields without the author's address are no header: somebody copied what a mail program shows. */
function isShown(header: readonly string[]): boolean {
  return header.every((line) => shownField.test(line)) && !header.some((line) => authorAddress.test(line));
}

/**
 * A mail begins with header fields, and one of them says where it comes from or goes to. Programs that save mail lose the
 * indentation of lines that continue a field, or put a line before them: then a few known fields are enough.
 */
function isMessage(lines: readonly string[]): boolean {
  const end = lines.findIndex((line) => line.trim() === "");
  const header = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !/^[ \t]/.test(line));
  if (!header.some((line) => origin.test(line)) || isShown(header)) return false;
  if (header.every((line) => headerLine.test(line))) return true;
  const names = header.map((line) => wellKnown.exec(line)?.[0].toLowerCase());
  const first = names.findIndex((name) => name !== undefined);
  const known = new Set(names.filter((name) => name !== undefined));
  return first <= MAX_ODD_BEFORE && known.size >= ENOUGH_FIELDS;
}
