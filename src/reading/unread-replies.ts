// A reply on several lines of a log, of which no reader takes any: its first line has the refusal's words, its last one Gmail's
// token, and it is one refusal. The last line is told, because first lines may be the same for two refusals.

import type { LogLine } from "../model/delivery.ts";
import type { Unread } from "../model/events.ts";
import type { KeptParts } from "./logs/mailers/reader.ts";
import { endsReply } from "./unread.ts";
import { findOpening } from "./reply-opening.ts";

/** Gmail's replies have at most nine lines; other lines may stand between them. */
const MAX_DISTANCE = 20;

const enhancedCode = /(?<![\d.])[45]\.7\.\d{1,3}(?![\d.])/;

/** A line whose other end may still come. */
interface OpenReply {
  event: Unread;
  line: number;
  writer: string;
  code: string;
}

export interface UnreadReplies {
  /** Lines come in the order of the log; `line` is counted from where this run began to read it. */
  add: (event: Unread, line: number, text: string, framed: LogLine | null) => void;
  /** The log ends after so many lines: tells what had no last line. */
  settle: (lines: number) => void;
}

interface OfOneLog {
  tell: (event: Unread) => void;
  /** Whether a reply's last line stands before its first one, as far as the log was read. */
  isNewestFirst: () => boolean;
  /** What an earlier run read of the log, and this one leaves to the next. */
  parts: KeptParts;
}

export function createUnreadReplies({ tell, isNewestFirst, parts }: OfOneLog): UnreadReplies {
  /** First lines, which are not told yet. */
  let begun: OpenReply[] = [];
  /** Last lines of a log with its newest line first, which are told. */
  let ended: OpenReply[] = [];

  function add(event: Unread, line: number, text: string, framed: LogLine | null): void {
    forgetBefore(line - MAX_DISTANCE);
    const words = text.replaceAll("_", " ");
    const code = enhancedCode.exec(words)?.[0] ?? "";
    const reply = { event, line, writer: writerOf(framed), code };
    const begins = findOpening(words) >= 0;
    const ends = endsReply(words);
    if (begins && !ends) begin(reply);
    else if (ends && !begins) end(reply);
    else tell(event);
  }

  function begin(reply: OpenReply): void {
    const last = isNewestFirst() ? otherEnd(ended, reply) : undefined;
    if (last === undefined) begun.push(reply);
    else ended = ended.filter((one) => one !== last);
  }

  function end(reply: OpenReply): void {
    if (isNewestFirst()) ended.push(reply);
    const first = isNewestFirst() ? undefined : otherEnd(begun, reply);
    begun = begun.filter((one) => one !== first);
    if (first !== undefined || !wasTold(reply)) tell(reply.event);
  }

  /** True when an earlier run read the first line as the last one of the log, and told it. */
  function wasTold(reply: OpenReply): boolean {
    if (reply.line > MAX_DISTANCE) return false;
    const code = parts.take(keyOf(reply));
    return code !== null && isSameCode(code, reply.code);
  }

  function forgetBefore(line: number): void {
    for (const one of begun) if (one.line < line) tell(one.event);
    begun = begun.filter((one) => one.line >= line);
    ended = ended.filter((one) => one.line >= line);
  }

  function settle(lines: number): void {
    for (const one of begun) if (one.line > lines - MAX_DISTANCE) parts.keep(keyOf(one), one.code);
    forgetBefore(Infinity);
  }

  return { add, settle };
}

function keyOf({ event, writer }: OpenReply): string {
  return `unread reply ${event.source.path} ${writer}`;
}

/** The first of those that may be of the same reply: two connections of one program may speak by turns. */
function otherEnd(open: readonly OpenReply[], { writer, code }: OpenReply): OpenReply | undefined {
  return open.find((one) => one.writer === writer && isSameCode(one.code, code));
}

/** Not every line has one. */
function isSameCode(one: string, other: string): boolean {
  return one === "" || other === "" || one === other;
}

function writerOf(framed: LogLine | null): string {
  return [framed?.host, framed?.program, framed?.pid].map((one) => one ?? "").join(" ");
}
