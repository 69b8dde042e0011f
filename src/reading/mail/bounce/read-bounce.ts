// Reads from bounce mail the attempts that it reports: a delivery status notification (RFC 3464), a text in one of
// the known layouts, or either of them attached to an ordinary mail. The returned message is never searched
// for refusals, and neither is a text that a person or a program quotes.

import type { DeliveryAttempt } from "../../../model/delivery.ts";
import { attachedMails, MAX_FORWARDS, messageTypes } from "./attached.ts";
import {
  isCertainlyFromMailer,
  isFromMailer,
  isOtherReport,
  isReportOfGoogle,
  isStatusPart,
} from "./classify.ts";
import {
  headerValue,
  namesRecipient,
  parseFieldGroups,
  parseHeader,
  type FieldGroup,
  type HeaderField,
} from "./fields.ts";
import { excerptOf } from "../excerpt.ts";
import { withFoldedHeader } from "../header-lines.ts";
import type { Cut } from "../limits.ts";
import { mailHeader, parseMail, type Mail, type MailPart } from "./parse.ts";
import type { QuotedReply } from "./quoted-reply.ts";
import { readRawReport } from "./fields-only.ts";
import { withLineFeeds } from "./repair.ts";
import { describeMessage, envelopeTimeOf } from "./about-message.ts";
import { lastReceiver } from "./received.ts";
import { readRecipients, statusText } from "./status.ts";
import { otherLayout, textLayouts } from "../layouts/index.ts";
import { ADDRESS, type TextLayout } from "../layouts/layout.ts";
import { fromFirstField, MAX_RECIPIENTS, onlyRecipient, ownText, readSections, replyIn } from "./sections.ts";
import { findingsOf } from "./text-findings.ts";

/** Enough of a returned message for its header. */
const MAX_HEADER = 256 << 10;
/** The template's first words stand here. */
const MAX_HEAD = 4_000;

const headerTypes = new Set(["message/global-headers", "message/rfc822-headers", "text/rfc822-headers"]);

/** The mails that a bounce is attached to. */
interface Forwards {
  amount: number;
  /** The host that took in the outermost of them; null where that is not known, undefined where there is none. */
  readerHost: string | null | undefined;
}

const notForwarded: Forwards = { amount: 0, readerHost: undefined };

/** The attempts that a message reports; none when it is no bounce. Adds to `cuts`. */
export async function readReport(
  message: Buffer,
  cuts: Set<Cut> = new Set(),
  forwards = notForwarded,
): Promise<DeliveryAttempt[]> {
  const { bytes, cuts: left } = excerptOf(message);
  for (const cut of left) cuts.add(cut);
  return readExcerpt(bytes, cuts, forwards);
}

/** The same of what `excerptOf` left of a message: to look for its parts once more would take as long as to find them. */
export async function readExcerpt(
  excerpt: Buffer,
  cuts: Set<Cut>,
  forwards = notForwarded,
): Promise<DeliveryAttempt[]> {
  const raw = withFoldedHeader(withLineFeeds(excerpt));
  const mail = await parseMail(raw).catch((error: unknown) => {
    // More parts or longer headers than the parser takes.
    if ((error as NodeJS.ErrnoException).code !== "EMAXLEN") throw error;
    cuts.add("parts");
    return null;
  });
  if (!mail) return readRawReport(raw, cuts) ?? [];
  if (isOtherReport(mail) || isReportOfGoogle(mail, null)) return [];
  const groups = statusGroups(mail, cuts);
  const { readerHost } = forwards;
  if (groups.length > 0) return readStatus(raw, mail, groups, readerHost);
  return readText(raw, mail, cuts, readerHost) ?? readForwarded(raw, mail, cuts, forwards);
}

// ---------------------------------------------------------------- fields

/** The fields of the status part; in a report that lost the part's type, of any part with such fields. */
function statusGroups(mail: Mail, cuts: Set<Cut>): FieldGroup[] {
  const parts = mail.parts.filter(isStatusPart);
  if (parts.length > 0) return parts.flatMap((part) => parseFieldGroups(statusText(part), cuts));
  if (mail.contentType !== "multipart/report") return [];
  const texts = [...mail.parts.filter((part) => !isReturned(part)).map(statusText), ...mail.texts];
  const fields = texts.find((text) => /^Final-Recipient[ \t]*:/im.test(text.slice(0, MAX_HEADER)));
  return fields === undefined ? [] : parseFieldGroups(fields, cuts);
}

function readStatus(
  raw: Buffer,
  mail: Mail,
  groups: readonly FieldGroup[],
  readerHost: string | null | undefined,
): DeliveryAttempt[] {
  const layout = findLayout(mail);
  const message = describeMessage({
    mail,
    groups,
    returned: returnedHeader(mail),
    layout: layout?.id ?? null,
    envelopeTime: envelopeTimeOf(raw),
    readerHost,
  });
  if (isReportOfGoogle(mail, message.reportingMta)) return [];
  const isOnlyRecipient = groups.filter(namesRecipient).length === 1;
  return readRecipients(groups, message, findingsOf(mail, layout ?? otherLayout, isOnlyRecipient));
}

function returnedHeader(mail: Mail): HeaderField[] {
  const part = mail.parts.find(isReturned);
  return part ? parseHeader(part.content.toString("utf8", 0, MAX_HEADER)) : [];
}

function isReturned({ contentType }: MailPart): boolean {
  return messageTypes.has(contentType) || headerTypes.has(contentType);
}

// ---------------------------------------------------------------- text

function findLayout(mail: Mail): TextLayout | null {
  const heads = mail.texts.map((text) => text.slice(0, MAX_HEAD).trimStart());
  const hasHead = (layout: TextLayout) => heads.some((head) => layout.head.test(head));
  const hasField = (layout: TextLayout) => mail.header.some(({ name }) => name === layout.headerField);
  return textLayouts.find(hasHead) ?? textLayouts.find(hasField) ?? null;
}

/** Null for mail that is no bounce. */
function readText(
  raw: Buffer,
  mail: Mail,
  cuts: Set<Cut>,
  readerHost: string | null | undefined,
): DeliveryAttempt[] | null {
  const known = isFromMailer(mail) ? findLayout(mail) : null;
  const layout = known ?? (isCertainlyFromMailer(mail) ? otherLayout : null);
  if (!layout) return null;
  for (const text of mail.texts) {
    const { lines, returned } = ownText(text, layout);
    // If the returned message has begun, none of the mailer's own words were left out.
    if (returned !== "") cuts.delete("text");
    const attached = returnedHeader(mail);
    const header = attached.length > 0 ? attached : parseHeader(fromFirstField(returned));
    const addressed = known && (mailHeader(mail, "x-failed-recipients") ?? headerValue(header, "to") ?? "");
    const refusals = refusalsIn(lines, layout, addressed);
    if (refusals.length === 0) continue;
    if (refusals.length >= MAX_RECIPIENTS) cuts.add("recipients");
    const envelopeTime = envelopeTimeOf(raw);
    const about = { mail, groups: [], returned: header, layout: layout.id, envelopeTime, readerHost };
    const message = describeMessage(about);
    const action = layout.delayed?.test(lines.join("\n").slice(0, MAX_HEAD)) ? "delayed" : "failed";
    return refusals.map(({ greetedIp, ...refusal }) => ({
      ...message,
      via: "dsn",
      action,
      ...refusal,
      ...(layout.namesItself ? { remoteMta: null, remoteIp: null } : {}),
      sendingIp: greetedIp ?? null,
    }));
  }
  return known ? [] : null;
}

/** `addressed` names the recipients where a known template does not; null for one that nobody knows. */
function refusalsIn(
  lines: readonly string[],
  layout: TextLayout,
  addressed: string | null,
): (QuotedReply & { recipient: string | null })[] {
  // Others took over a template's first words and arranged the rest in their own way.
  for (const one of new Set([layout, otherLayout])) {
    const found = readSections(lines, one);
    if (found.length > 0) return found;
  }
  // A line that names a recipient is none of the reply before it.
  const words = lines.map((line) => (layout.recipient.test(line) ? "" : line));
  const reply = addressed === null ? null : replyIn(words);
  if (reply === null) return [];
  return [{ ...reply, recipient: onlyRecipient(lines, layout) ?? onlyAddressee(addressed!) }];
}

/** With several addressees, nobody knows which was refused. */
function onlyAddressee(field: string): string | null {
  const named = [...field.slice(0, MAX_ADDRESSEES).matchAll(addressee)];
  return named.length === 1 ? named[0]![0] : null;
}

const MAX_ADDRESSEES = 4_000;
const addressee = new RegExp(ADDRESS, "g");

// ---------------------------------------------------------------- forwarded

/** A bounce in an attachment of an ordinary mail. */
async function readForwarded(
  raw: Buffer,
  mail: Mail,
  cuts: Set<Cut>,
  { amount, readerHost }: Forwards,
): Promise<DeliveryAttempt[]> {
  const attached = attachedMails(raw, mail);
  if (attached.length === 0) return [];
  if (amount >= MAX_FORWARDS) {
    cuts.add("forwards");
    return [];
  }
  const forwards = { amount: amount + 1, readerHost: amount > 0 ? readerHost : lastReceiver(mail.header) };
  const attempts: DeliveryAttempt[] = [];
  for (const content of attached) attempts.push(...(await readReport(content, cuts, forwards)));
  return attempts;
}
