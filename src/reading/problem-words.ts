// The warnings about inputs that could not be read, or not completely.

import { failureReason, shownPath, UserError } from "../base/errors.ts";
import { count } from "../base/words/quantities.ts";
import type { SourcePosition } from "../model/delivery.ts";
import type { InputSummary } from "../model/report.ts";
import { looksLike } from "./first-bytes.ts";
import { MAX_VALUES } from "./logs/framing/values.ts";
import { MAX_RECORDED } from "./files/reader.ts";
import { MAX_MESSAGE_LENGTH } from "./mail/mbox.ts";

/** The path that means standard input. */
export const STANDARD_INPUT = "-";

/** `head`: the first bytes. */
export function notMailMessage(head: Buffer): string {
  return `neither a mail log nor mail (${looksLike(head)}); name a mail log, a mailbox or a bounce`;
}

export const NO_WHOLE_REPLY =
  "no whole reply of Gmail's in the text: paste it from its code on, with the address in brackets if one follows, to gsmtp at its end";

export const LINES_AMONG_TEXT =
  "log lines stand in it among other text, and were not counted: paste those lines alone, each from its time stamp on";

export function nameOf(path: string): string {
  return path === STANDARD_INPUT ? "standard input" : shownPath(path);
}

export function describeError(path: string, error: unknown): string {
  if (error instanceof UserError) return error.message;
  return `${nameOf(path)}: ${failureReason(error)}`;
}

/** zlib's own words for damaged data are of no use to a user. */
export function describeDamage(failure: string): string {
  return /^(?:invalid|incorrect|unknown|too many) /.test(failure) ? "the gzip data is damaged" : failure;
}

export function messageName({ path, message }: SourcePosition): string {
  return `${nameOf(path)}: message ${message}`;
}

export function notParsedMessage(source: SourcePosition, reason: string): string {
  return `${messageName(source)} could not be parsed (${reason}); left out`;
}

export function brokenMessage(input: InputSummary, failure: string): string {
  const unit = input.kind === "mbox" || input.kind === "message" ? "message" : "line";
  return `${nameOf(input.path)}: ${describeDamage(failure)} after ${count(input.records, unit)}; what came before it was read`;
}

/** The file that has the name now is read. */
export function replacedMessage(path: string): string {
  return `${nameOf(path)}: was rotated before it was read, and what stood in it may be missing; run again`;
}

/** Truncated and grown again, as by logrotate's copytruncate, or written by another program. */
export function rewrittenMessage(path: string): string {
  return `${nameOf(path)}: what an earlier run read is not in it any more, so it was read from its beginning; what was written and cut off in between is lost: let logrotate use create instead of copytruncate`;
}

/** A pipe can be read only once. */
export function disorderMessage(input: InputSummary): string {
  return `${nameOf(input.path)}: later lines stand before earlier ones, and a pipe is read once: what became of some refused messages may be missing; write the log to a file and name that`;
}

export function longLinesMessage(input: InputSummary, lines: number): string {
  return `${nameOf(input.path)}: ${count(lines, "line")} longer than 1 MiB; only the beginning was read`;
}

export function wideLinesMessage(input: InputSummary, lines: number): string {
  const most = MAX_VALUES.toLocaleString("en-US");
  return `${nameOf(input.path)}: ${count(lines, "line")} of JSON with more than ${most} values that may hold a refusal; only the first ${most} were looked at`;
}

export function yearsMessage(input: InputSummary): string {
  return `${nameOf(input.path)}: goes on for more than a year, and its time stamps name no year: lines of earlier years are dated in the last one; give it as a plain file, in order of time, and each gets its year`;
}

/** Each is told, but a delivery is a message and a recipient. */
export function lostRecipients(input: InputSummary, lines: number): string {
  return `${nameOf(input.path)}: ${count(lines, "refusal")} without the recipient (to= is empty, as where a web page took <user@gmail.com> for a tag): counted, but not how many recipients were affected, nor what became of the mail`;
}

export function pasteCutMessage(input: InputSummary): string {
  return `${nameOf(input.path)}: is no log, and as pasted text only its first ${MAX_RECORDED >> 20} MiB were read`;
}

export function summaryMessage(input: InputSummary): string {
  return `${nameOf(input.path)}: is a summary of a log, in which each reply counts once, however often it was sent; name the log itself`;
}

export function cutMessage(what: string): string {
  return `${what} is longer than ${MAX_MESSAGE_LENGTH >> 20} MiB; only the beginning was read`;
}

export function joinedMessage(path: string): string {
  return `${nameOf(path)}: several mails stand in it one after the other, and only the first was read; name the files that they came from, or their directory`;
}

export function nothingFoundMessage(paths: readonly string[]): string {
  return `${paths.map(nameOf).join(", ")}: no mail log and no mail in it; name a log, a mailbox or a directory of them`;
}
