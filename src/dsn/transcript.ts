// The SMTP dialogue in the text of a bounce. Sendmail keeps only the first line of a reply in its fields, and
// the whole of it in the transcript; Courier's fields may have lost it to `<command failed>`.
//
//   ... while talking to gmail-smtp-in.l.google.com.:
//   >>> DATA
//   <<< 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//   <<< 550-5.7.25 PTR record setup, …

import { findHosts } from "./quoted-reply.ts";

/** A dialogue with more replies than this was not written by a mailer. */
const MAX_REPLIES = 1_000;

export interface TranscribedReply {
  remoteMta: string | null;
  remoteIp: string | null;
  /** Its lines joined by line feeds. */
  reply: string;
}

const replyLine = /^\s{0,20}<<< ?(([245]\d\d)([ -]).*)$/;

export function readTranscript(text: string): TranscribedReply[] {
  if (!text.includes("<<<")) return [];
  const replies: TranscribedReply[] = [];
  let hosts = findHosts("");
  let lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, reply, , joint] = replyLine.exec(line) ?? [];
    if (reply === undefined) {
      const named = findHosts(line.slice(0, 1_000));
      if (named.remoteMta !== null && !line.includes(">>>")) hosts = named;
      continue;
    }
    lines.push(reply);
    if (joint === "-") continue;
    const { remoteMta, remoteIp } = hosts;
    if (replies.length < MAX_REPLIES) replies.push({ remoteMta, remoteIp, reply: lines.join("\n") });
    lines = [];
  }
  return replies;
}

/** The whole of a reply of which only the begin is known. */
export function completeReply(
  begin: string,
  transcript: readonly TranscribedReply[],
): TranscribedReply | null {
  const wanted = comparable(begin);
  if (wanted.length < 4) return null;
  return transcript.find(({ reply }) => comparable(reply).startsWith(wanted)) ?? null;
}

/** Sendmail breaks long lines anywhere, and writes the first line's code with or without its hyphen. */
function comparable(reply: string): string {
  return reply.replace(/^(\d\d\d)-/, "$1 ").replace(/\s+/g, "");
}
