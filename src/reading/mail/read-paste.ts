// Reads bare text that the user named: from its bytes to events.

import { linesOf } from "./lines.ts";
import { readPaste } from "./bounce/paste.ts";
import { holdsLogLine } from "./bounce/paste-text.ts";
import type { AnalysisEvent } from "../../model/events.ts";
import { eventsOf } from "./read-mail.ts";

/** What the text says about refusals; `bytes` are its first ones. */
export function readPastedText(bytes: Buffer, path: string): AnalysisEvent[] {
  const text = decode(bytes);
  const attempts = isDocument(text) ? [] : readPaste(text);
  const places = attempts.length > 0 ? placesOf(text) : null;
  return attempts.flatMap((attempt) => {
    const line = places?.get(attempt.reply.match(bracket)?.[0] ?? "");
    return [...eventsOf([attempt], line === undefined ? { path } : { path, line })];
  });
}

// A web page, and what issue trackers and forums export: id,title,body    {"title": "…", "body": "…
const webPage = /^\s{0,100}(?:<!doctype|<html|<\?xml)/i;
const heading =
  /^[\w"' ,;-]{0,200}\b(?:title|body|comments?|description|summary|question|answer)\b[\w"' ,;-]{0,200}\r?\n/i;
const quotingKey = /"(?:title|body|comments?|description|question|answer)" ?:/;
const HEAD = 64 << 10;

/** True for a text about a refusal that was not copied from where it happened. */
function isDocument(text: string): boolean {
  const head = text.slice(0, HEAD);
  const isJson = /^\s{0,100}[[{]/.test(head);
  return webPage.test(head) || (isJson ? quotingKey.test(head) : /[,;]/.test(head) && heading.test(head));
}

// What Gmail's reply for reverse DNS has, whole or in part; and the codes of its other refusals for the sender: 421-4.7.28 …
const partOfReply = /\b[45]\.7\.2[35]\b|\bPTR\b|IPv6 sending guidelines|gsmtp|\b(?:421|550)[- ][45]\.7\.\d/;

/** True for text of which some lines are a log's. */
export function holdsLogLines(bytes: Buffer): boolean {
  return holdsLogLine(decode(bytes));
}

/** True when the text may hold such a reply. */
export function mayBeReply(bytes: Buffer): boolean {
  const text = decode(bytes);
  return partOfReply.test(text) && !isDocument(text);
}

// pflogsumm, eximstats and Logwatch
const summary =
  /^(?:Grand Totals[ \t]*\r?\n-|message (?:bounce|deferral) detail|Exim statistics from \d|[# ]{1,30}Logwatch \d)/m;

/** True for what a program made of a log: it has each reply once, beside a number. */
export function isSummary(bytes: Buffer): boolean {
  return summary.test(decode(bytes).slice(0, HEAD));
}

/** Windows calls UTF-16 "Unicode"; bytes that are not UTF-8 are replaced, and the rest stays as it is. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le", 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString("utf16le");
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

const bracket = /\[[0-9A-Fa-f:.]{2,45}/g;
/** No more addresses than this are looked up again. */
const MAX_PLACES = 10_000;

/** The first line of each address, counted from 1. */
function placesOf(text: string): Map<string, number> {
  const places = new Map<string, number>();
  let number = 0;
  for (const line of linesOf(text, "any")) {
    number++;
    if (line.includes("at your service")) continue;
    for (const [address] of line.includes("[") ? line.matchAll(bracket) : [])
      if (places.size < MAX_PLACES && !places.has(address)) places.set(address, number);
  }
  return places;
}
