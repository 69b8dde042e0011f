// Decides from its first bytes what an input holds.

import { frameLine } from "./frame.ts";
import type { StampContext } from "../smtp/timestamp.ts";

export interface Sniffed {
  /** `text` has no time stamp in its first bytes, but may still be a log; `unknown` is binary. */
  kind: "log" | "mbox" | "message" | "events" | "empty" | "text" | "unknown";
  /** Of a log: the time of its first line, in milliseconds since the epoch; the latest it can be without one. */
  firstTime: number | null;
}

const BYTE_ORDER_MARK = /^\uFEFF/;
// From MAILER-DAEMON  Mon Nov 23 04:00:29 2026
const envelopeLine = /^>?From (?:$|-|\S)/;
// Return-Path: <>      Received: by mx1.example.com …
const headerLine = /^[!-9;-~]{1,76}[ \t]*:(?:[ \t]|$)/;
// {"schema":"whybounce.rejection/1","id":"…"      Programs that hand JSON on put its fields into an order of their own.
const eventLine = /^\{ ?(?:.*, ?)?"schema": ?"whybounce\./;
// What postqueue -p says of a queue without mail.
const emptyQueue = /^Mail queue is empty\s*$/;
/** Lines without a stamp in front of the first one that has it: a rotation's note, a cut-off line. */
const MAX_LINES = 200;

export function sniff(head: Buffer, context: StampContext): Sniffed {
  const text = head
    .toString("utf8")
    .replace(BYTE_ORDER_MARK, "")
    .replace(/^[\s]+/, "");
  if (text === "") return { kind: head.every(isSpace) ? "empty" : "unknown", firstTime: null };
  if (emptyQueue.test(text)) return { kind: "empty", firstTime: null };
  const lines = text.split(/\r?\n/, MAX_LINES);
  const [first = ""] = lines;
  if (envelopeLine.test(first)) return { kind: "mbox", firstTime: null };
  // Before the search for a stamp: people send log lines by mail.
  if (isMessage(lines)) return { kind: "message", firstTime: null };
  for (const line of lines) {
    // The first line of events may be cut off, or spoilt.
    if (eventLine.test(line)) return { kind: "events", firstTime: null };
    const framed = frameLine(line, context);
    if (framed) return { kind: "log", firstTime: framed.time };
  }
  return { kind: isText(head) ? "text" : "unknown", firstTime: null };
}

/** Text has no control bytes but white space and the escapes of colours. */
function isText(head: Buffer): boolean {
  const isControl = (byte: number) => byte < 0x20 && !isSpace(byte) && byte !== 0x1b;
  return !head.some(isControl);
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** A mail begins with header fields, and one of them says where it comes from or goes to. */
function isMessage(lines: readonly string[]): boolean {
  const end = lines.findIndex((line) => line.trim() === "");
  const header = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !/^[ \t]/.test(line));
  const isField = (line: string) => headerLine.test(line);
  return (
    header.every(isField) &&
    header.some((line) => /^(?:from|to|received|return-path|date|subject)\s*:/i.test(line))
  );
}
