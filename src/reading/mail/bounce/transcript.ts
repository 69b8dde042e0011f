// The SMTP dialogue in the text of a bounce. Sendmail keeps only the first line of a reply in its fields, and
// the whole of it in the transcript; Courier's fields may have lost it to `<command failed>`.
//
//   ... while talking to gmail-smtp-in.l.google.com.:
//   >>> DATA
//   <<< 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a
//   <<< 550-5.7.25 PTR record setup, …
//
//    Wed 2016-05-11 12:22:06: <-- 550-5.7.1 [2001:db8::25] Our system has detected that          MDaemon
//   <** 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a             swaks

import { linesOf } from "../lines.ts";
import { findHosts } from "./quoted-reply.ts";

/** A dialogue with more replies than this was not written by a mailer. */
const MAX_REPLIES = 1_000;
/** Gmail's longest reply has nine. */
const MAX_REPLY_LINES = 100;

export interface TranscribedReply {
  remoteMta: string | null;
  remoteIp: string | null;
  /** How the host greeted this side: `at your service, [203.0.113.5]`. */
  greetedIp: string | null;
  /** The recipient that the command before it named. */
  recipient: string | null;
  /** Its lines joined by line feeds. */
  reply: string;
  /** The mailer's remark on it: `550 5.1.1 user@gmail.com... User unknown`. */
  remark: string;
}

/** A remark is a line or two. */
const MAX_REMARK = 2_000;

const stamp = "(?:[A-Z][a-z]{2} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?: {1,4})?";
const replyLine = new RegExp(
  `^\\s{0,20}${stamp}(?:<<<|<--|<~\\*|<[-~] |<\\*\\*|S:) {0,3}(([245]\\d\\d)([ -]).*)$`,
);
const commandLine = /(?:>>>|-->|[-~]>|\bC:) {0,3}RCPT TO: ?<([^<>\s]{3,320})>/i;
const anyMark = /<(?:<<|--|~|- |\*\*)|\bS: ?\d/;
// 220 mx.google.com ESMTP d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp
const banner = /^220[ -]([A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,20})\.?(?= |$)/;
const greeting = /^250[ -][^[]{1,300}\bat your service, \[([0-9A-Fa-f:.]{2,45})\]/m;

/** Google's answer to EHLO tells which address it sees. */
export function greetedAddress(text: string): string | null {
  return greeting.exec(text)?.[1] ?? null;
}

type Dialogue = Pick<TranscribedReply, "remoteMta" | "remoteIp" | "greetedIp" | "recipient">;

export function readTranscript(text: string): TranscribedReply[] {
  if (!anyMark.test(text)) return [];
  const replies: TranscribedReply[] = [];
  const dialogue: Dialogue = { remoteMta: null, remoteIp: null, greetedIp: null, recipient: null };
  let lines: string[] = [];
  for (const line of linesOf(text)) {
    const [, reply, , joint] = replyLine.exec(line) ?? [];
    if (reply === undefined) {
      noteRemark(line, replies.at(-1), dialogue);
      continue;
    }
    if (lines.length < MAX_REPLY_LINES) lines.push(reply);
    if (joint === "-") continue;
    const whole = lines.join("\n");
    noteReply(whole, dialogue);
    if (replies.length < MAX_REPLIES) replies.push({ ...dialogue, reply: whole, remark: "" });
    lines = [];
  }
  return replies;
}

function noteRemark(line: string, last: TranscribedReply | undefined, dialogue: Dialogue): void {
  const head = line.slice(0, MAX_REMARK);
  if (last && last.remark.length < MAX_REMARK) last.remark += `${head}\n`;
  const recipient = commandLine.exec(head)?.[1];
  if (recipient !== undefined) dialogue.recipient = recipient;
  const { remoteMta, remoteIp } = findHosts(line.slice(0, 1_000));
  // user@gmail.com... Deferred: 451-4.7.23 [203.0.113.5] The sending IP address …
  const isCode = /^[245]\d\d-/.test(remoteMta ?? "");
  if (remoteMta !== null && !isCode && !/>>>|-->/.test(line))
    Object.assign(dialogue, { remoteMta, remoteIp });
}

/** The host's first words are its name; from then on this is another dialogue. */
function noteReply(reply: string, dialogue: Dialogue): void {
  const name = banner.exec(reply)?.[1];
  if (name !== undefined) {
    dialogue.remoteMta = name;
    dialogue.greetedIp = null;
    dialogue.recipient = null;
  }
  dialogue.greetedIp = greetedAddress(reply) ?? dialogue.greetedIp;
}

/** The whole reply that begins with these words; if there are several, the recipient's own or the last. */
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

/** Each host that was tried has its reply, and the last one counts. 503 only follows from a refusal. */
export function lastRefusal(transcript: readonly TranscribedReply[]): TranscribedReply | null {
  return transcript.findLast(({ reply }) => !/^(?:2|503)/.test(reply)) ?? null;
}

/** Sendmail breaks long lines anywhere, and writes the first line's code with or without its hyphen. */
function comparable(reply: string): string {
  return reply.replace(/^(\d\d\d)-/, "$1 ").replace(/\s+/g, "");
}
