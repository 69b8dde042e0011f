// The fields of a bounce from its raw bytes, found without a MIME parser: enough to count a refusal. Used for mail that
// the parser cannot take, and for refusals that are only counted.

import { headerEnd, reportTypeIn, statusTypeField, transferEncodingOf } from "../mime.ts";
import type { DeliveryAttempt } from "../../../model/delivery.ts";
import { isFromMailer, isOtherReport, isReportOfGoogle } from "./classify.ts";
import type { Cut } from "../limits.ts";
import { parseFieldGroups, parseHeader, type HeaderField } from "./fields.ts";
import { describeMessage, envelopeTimeOf } from "./about-message.ts";
import { originOf } from "./origin.ts";
import { readRecipients } from "./status.ts";
import { noFindings } from "./text-findings.ts";

/**
 * Text and status part stand before the returned message: nearly always within the first of these sizes, and within
 * the last in a report on thousands of recipients.
 */
const MAX_SEARCHED = 8 << 20;
const SEARCHED = [8 << 10, 64 << 10, MAX_SEARCHED];

/** As much as an excerpt holds. */
const MAX_HEADER = 256 << 10;

/** `raw` is an excerpt; adds to `cuts`. Null for a message without fields of a delivery status. */
export function readRawReport(raw: Buffer, cuts: Set<Cut> = new Set()): DeliveryAttempt[] | null {
  const status = findStatus(raw);
  if (!status) return null;
  const header = parseHeader(status.before.trimStart().slice(0, MAX_HEADER));
  const contentType = header.find(({ name }) => name === "content-type")?.value ?? "";
  const reportType = reportTypeIn(contentType) ?? "";
  if (isOtherReport({ reportType, parts: [] })) return [];
  const groups = parseFieldGroups(status.fields, cuts);
  const mail = { header, texts: [] };
  const envelopeTime = envelopeTimeOf(raw);
  const message = describeMessage({ mail, groups, returned: [], layout: null, envelopeTime });
  if (isReportOfGoogle(mail, message.reportingMta)) return [];
  const returned = returnedHeader(raw);
  return readRecipients(groups, returned ? { ...message, origin: originOf(returned) } : message, noFindings);
}

const returnedTypeField =
  /^content-type[ \t]*:[ \t]*(?:message\/(?:rfc822|global)(?:-headers)?|text\/rfc822-headers)\b/im;

/** The header of the returned message stands within so many bytes of the status part. */
const MAX_RETURNED = 64 << 10;

/** Null where nothing is returned, or it is encoded: then nobody knows who wrote it. */
function returnedHeader(raw: Buffer): HeaderField[] | null {
  // One character for each byte: what comes before may be in any encoding.
  const text = raw.toString("latin1", 0, MAX_SEARCHED);
  const start = statusTypeField.exec(text)?.index ?? 0;
  const after = text.slice(start, start + MAX_RETURNED);
  const type = returnedTypeField.exec(after);
  const end = type && headerEnd(after, type.index);
  if (!type || !end || transferEncodingOf(after.slice(type.index, end.header)) !== null) return null;
  return parseHeader(raw.toString("utf8", start + end.body, start + MAX_RETURNED));
}

/** True for mail that a mailer wrote: if it has no fields, its text must be read. */
export function mayBeTextReport(raw: Buffer): boolean {
  const head = raw.toString("latin1", 0, MAX_HEADER);
  return isFromMailer({ header: parseHeader(head.slice(0, headerEnd(head)?.header)) });
}

interface RawStatus {
  /** The message before the status part. */
  before: string;
  fields: string;
}

function findStatus(raw: Buffer): RawStatus | null {
  for (const length of SEARCHED) {
    const status = findStatusWithin(raw, length);
    if (status || raw.length <= length) return status;
  }
  return null;
}

/** Null also when the part does not end within the searched bytes. */
function findStatusWithin(raw: Buffer, length: number): RawStatus | null {
  const text = raw.toString("utf8", 0, length);
  const type = statusTypeField.exec(text);
  if (!type) return null;
  const header = headerEnd(text.slice(type.index, type.index + 4_000));
  if (!header) return null;
  const start = type.index + header.header;
  const end = text.indexOf("\n--", start);
  if (end < 0 && raw.length > length && length < MAX_SEARCHED) return null;
  return { before: text.slice(0, type.index), fields: text.slice(start, end < 0 ? undefined : end) };
}
