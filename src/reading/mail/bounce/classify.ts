// Tells what a message is: a bounce, another kind of report, or mail that merely looks like one.

import { isStatusType } from "../mime.ts";
import { headerValue, type HeaderField } from "./fields.ts";
import type { Mail, MailPart } from "./parse.ts";

export function isStatusPart({ contentType }: MailPart): boolean {
  return isStatusType(contentType);
}

/** RFC 5965 abuse reports and RFC 8098 read receipts come in the same wrapping as bounces. */
const otherReports = new Set(["feedback-report", "disposition-notification"]);
const otherReportTypes = new Set(["message/feedback-report", "message/disposition-notification"]);

export function isOtherReport({ reportType, parts }: Pick<Mail, "reportType" | "parts">): boolean {
  return otherReports.has(reportType) || parts.some(({ contentType }) => otherReportTypes.has(contentType));
}

/** A bounce that Google wrote: somebody else refused Google's address, or Google refused one of its users. */
const googleMailer = /(?:^|[.@])google(?:mail)?\.com\b/i;

export function isReportOfGoogle(mail: Pick<Mail, "header">, reportingMta: string | null): boolean {
  if (reportingMta !== null && googleMailer.test(reportingMta)) return true;
  return /mailer-daemon@google(?:mail)?\.com/i.test(headerValue(mail.header, "from")?.slice(0, 1_000) ?? "");
}

// MAILER-DAEMON@mx1.example.com      Mail Delivery System <Mailer-Daemon@…>      MicrosoftExchange329e71ec…@…
const daemon =
  /(?:^|[<\s"])(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|microsoftexchange[0-9a-f]{0,40}|mail\.?delivery)(?:@|\b(?=\s|$|>))/i;

/** Mail that a program wrote about mail: the only kind whose text is believed without fields. */
export function isFromMailer(mail: Pick<Mail, "header">): boolean {
  return (
    hasNullReturnPath(mail) ||
    isDaemon(mail) ||
    headerValue(mail.header, "x-failed-recipients") !== null ||
    /^\s*auto-(?:generated|replied)/i.test(headerValue(mail.header, "auto-submitted") ?? "")
  );
}

/** An unknown template needs both signs, and must not answer another mail. */
export function isCertainlyFromMailer(mail: Pick<Mail, "header">): boolean {
  return hasNullReturnPath(mail) && isDaemon(mail) && !isReply(mail);
}

function isDaemon(mail: Pick<Mail, "header">): boolean {
  return daemon.test(headerValue(mail.header, "from")?.slice(0, 1_000) ?? "");
}

/** The field is written at final delivery; qmail and Exim spell the empty address with and without blanks. */
function hasNullReturnPath(mail: Pick<Mail, "header">): boolean {
  return /^<\s{0,5}>|^<#@\[\]>|^<?MAILER-DAEMON>?$/i.test(headerValue(mail.header, "return-path") ?? "");
}

/** Answers and vacation notices quote what they answer; so do ticket systems. */
function isReply(mail: Pick<Mail, "header">): boolean {
  return (
    /^\s*(?:re|aw|sv|antw|fwd?|wg|auto(?:matic)?[ -]?(?:reply|response)?)\s*:/i.test(
      headerValue(mail.header, "subject") ?? "",
    ) || isAutomaticAnswer(mail.header)
  );
}

const answerFields = new Set(["x-autoreply", "x-autorespond", "x-auto-reply-from", "x-vacation"]);

/** RFC 3834. Exim marks its bounces in the same way, but these have fields or a known template. */
export function isAutomaticAnswer(header: readonly HeaderField[]): boolean {
  return header.some(
    ({ name, value }) =>
      answerFields.has(name) ||
      (name === "auto-submitted" && /^\s*auto-replied/i.test(value)) ||
      (name === "precedence" && /^\s*auto[_-]?reply/i.test(value)),
  );
}

const digestType = /^content-type[ \t]*:[ \t]*multipart\/digest\b/gim;

/** A list's digest attaches its members' mail (RFC 2046 section 5.1.5); a digest within an attachment does no harm. */
export function isDigest(raw: Buffer, { parts }: Pick<Mail, "parts">): boolean {
  const within = parts.reduce((sum, { content }) => sum + digestsIn(content), 0);
  return digestsIn(raw) > within;
}

function digestsIn(bytes: Buffer): number {
  let count = 0;
  for (const _ of bytes.toString("latin1").matchAll(digestType)) count++;
  return count;
}
