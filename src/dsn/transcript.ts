// The SMTP dialogue in the text of a bounce. Sendmail keeps only the first line of a reply in its fields, and
// the whole of it in the transcript; Courier's fields may have lost it to `<command failed>`.
//
//   ... while talking to gmail-smtp-in.l.google.com.:
//   >>> DATA
//   <<< 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//   <<< 550-5.7.25 PTR record setup, …

import { linesOf } from "./lines.ts";
import { findHosts } from "./quoted-reply.ts";

/** A dialogue with more replies than this was not written by a mailer. */
const MAX_REPLIES = 1_000;
/** Gmail's longest reply has nine. */
const MAX_REPLY_LINES = 100;

export interface TranscribedReply {
  remoteMta: string | null;
  remoteIp: string | null;
  /** Its lines joined by line feeds. */
  reply: string;
  /** What the mailer remarks on it: `550 5.1.1 user@gmail.com... User unknown`. */
  remark: string;
}

/** A remark is a line or two. */
const MAX_REMARK = 2_000;

const replyLine = /^\s{0,20}<<< ?(([245]\d\d)([ -]).*)$/;

export function readTranscript(text: string): TranscribedReply[] {
  if (!text.includes("<<<")) return [];
  const replies: TranscribedReply[] = [];
  let hosts = findHosts("");
  let lines: string[] = [];
  for (const line of linesOf(text)) {
    const [, reply, , joint] = replyLine.exec(line) ?? [];
    if (reply === undefined) {
      const last = replies.at(-1);
      if (last && last.remark.length < MAX_REMARK) last.remark += `${line.slice(0, MAX_REMARK)}\n`;
      const named = findHosts(line.slice(0, 1_000));
      // user@gmail.com... Deferred: 451-4.7.23 [203.0.113.5] The sending IP address …
      const isCode = /^[245]\d\d-/.test(named.remoteMta ?? "");
      if (named.remoteMta !== null && !isCode && !line.includes(">>>")) hosts = named;
      continue;
    }
    if (lines.length < MAX_REPLY_LINES) lines.push(reply);
    if (joint === "-") continue;
    const { remoteMta, remoteIp } = hosts;
    if (replies.length < MAX_REPLIES)
      replies.push({ remoteMta, remoteIp, reply: lines.join("\n"), remark: "" });
    lines = [];
  }
  return replies;
}

/** The whole of a reply of which only the begin is known; of several that begin so, the recipient's own or the last. */
export function completeReply(
  begin: string,
  transcript: readonly TranscribedReply[],
  recipient: string | null,
): TranscribedReply | null {
  const wanted = comparable(begin);
  if (wanted.length < 4) return null;
  const found = transcript.filter(({ reply }) => comparable(reply).startsWith(wanted));
  return found.findLast(({ remark }) => recipient && remark.includes(recipient)) ?? found.at(-1) ?? null;
}

/** Each host that was tried has its reply; what counted is the last. 503 is only what follows from a refusal. */
export function lastRefusal(transcript: readonly TranscribedReply[]): TranscribedReply | null {
  return transcript.findLast(({ reply }) => !/^(?:2|503)/.test(reply)) ?? null;
}

/** Sendmail breaks long lines anywhere, and writes the first line's code with or without its hyphen. */
function comparable(reply: string): string {
  return reply.replace(/^(\d\d\d)-/, "$1 ").replace(/\s+/g, "");
}
