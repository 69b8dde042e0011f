// The mails that an ordinary mail holds as attachments: "please see the bounce below". Mail programs attach a mail as such;
// other programs, and people who saved it first, attach a file: its type says nothing, its name or its first lines do.

import { MAX_HEADER } from "../limits.ts";
import { headerEnd } from "../mime.ts";
import { isAutomaticAnswer, isDigest } from "./classify.ts";
import { parseHeader } from "./fields.ts";
import type { Mail, MailPart } from "./parse.ts";

/** Mail that is attached to mail that is attached to mail: nobody forwards a bounce more often. */
export const MAX_FORWARDS = 4;
/** A mail's first fields. */
const MAX_HEAD = 16 << 10;

export const messageTypes: ReadonlySet<string> = new Set(["message/rfc822", "message/global"]);

// What programs call a file that they do not know.
const fileTypes =
  /^(?:$|text\/(?:plain|rfc822|x-mail)|application\/(?:octet-stream|(?:x-)?eml|rfc822|binary|x-download)|message\/)/;
const messageName = /\.eml$/i;

/**
 * None for mail that attaches what others wrote: a digest's parts are a list's discussion, an answering machine attaches
 * whatever it was sent, and a report returns a message.
 */
export function attachedMails(raw: Buffer, mail: Mail): Buffer[] {
  const attached = mail.parts.filter(isMail);
  if (attached.length === 0) return [];
  if (mail.contentType === "multipart/report" || isAutomaticAnswer(mail.header) || isDigest(raw, mail))
    return [];
  return attached.map(({ content }) => content);
}

function isMail({ contentType, name, content }: MailPart): boolean {
  if (messageTypes.has(contentType)) return true;
  return fileTypes.test(contentType) && (messageName.test(name ?? "") || beginsAsMail(content));
}

const usualFields = ["from", "to", "date", "subject", "received", "return-path", "message-id"];
const ENOUGH_FIELDS = 4;

function beginsAsMail(content: Buffer): boolean {
  const names = new Set(parseHeader(content.toString("latin1", 0, MAX_HEAD)).map(({ name }) => name));
  return usualFields.filter((name) => names.has(name)).length >= ENOUGH_FIELDS;
}

const holder = /^content-type[ \t]*:\s{0,20}(?:multipart\/(?!report\b)|message\/(?:rfc822|global)\b)/im;
const attachment =
  /^content-(?:type[ \t]*:\s{0,20}(?:message\/(?:rfc822|global)|text\/rfc822)\b|disposition[ \t]*:\s{0,20}(?:attachment|inline)\b)|\.eml\b/im;

/** True for a mail that is no report itself, and may hold one as an attachment. Only the bytes are searched. */
export function mayHoldMail(raw: Buffer): boolean {
  const head = raw.toString("latin1", 0, MAX_HEADER);
  return holder.test(head.slice(0, headerEnd(head)?.header)) && attachment.test(raw.toString("latin1"));
}
