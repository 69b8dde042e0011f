// The structure of a message (RFC 5322, RFC 2045, RFC 6522), as far as it is read without a parser: where a header ends,
// what a part is, and how its body is encoded.

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface HeaderEnd {
  /** Index of the line end before the blank line. */
  header: number;
  /** Index of the body. */
  body: number;
}

/** The first blank line after `from`; null when there is none. */
export function headerEnd(text: string, from = 0): HeaderEnd | null {
  for (let at = text.indexOf("\n", from); at >= 0; at = text.indexOf("\n", at + 1)) {
    const next = text.charCodeAt(at + 1) === CARRIAGE_RETURN ? at + 2 : at + 1;
    if (text.charCodeAt(next) !== LINE_FEED) continue;
    const header = text.charCodeAt(at - 1) === CARRIAGE_RETURN ? at - 1 : at;
    return { header, body: next + 1 };
  }
  return null;
}

/** The same in bytes: the index after the blank line, -1 when there is none. A line of blanks ends no header. */
export function afterBlankLine(raw: Buffer, from = 0): number {
  for (let at = raw.indexOf(LINE_FEED, from); at >= 0; at = raw.indexOf(LINE_FEED, at + 1)) {
    const next = raw[at + 1] === CARRIAGE_RETURN ? at + 2 : at + 1;
    if (raw[next] === LINE_FEED) return next + 1;
  }
  return -1;
}

/** RFC 3464, and RFC 6533 for internationalized mail. */
export function isStatusType(contentType: string): boolean {
  return contentType === "message/delivery-status" || contentType === "message/global-delivery-status";
}

/** The field that begins a status part, in a header or in a whole message. */
export const statusTypeField = /^content-type[ \t]*:[ \t]*message\/(?:global-)?delivery-status\b/im;
/** The field of a report's header. */
export const reportTypeField = /^content-type[ \t]*:[ \t]*multipart\/report\b/im;

const reportTypeParameter = /report-type[ \t]*=[ \t]*"?([A-Za-z-]{1,40})/i;

/** RFC 6522: `delivery-status`, `feedback-report`, …; null when none is named. `text`: a header, or the value of a field. */
export function reportTypeIn(text: string): string | null {
  return reportTypeParameter.exec(text)?.[1]?.toLowerCase() ?? null;
}

const encodingField = /^content-transfer-encoding[ \t]*:[ \t]*"?(base64|quoted-printable)\b/im;

/** How a body is encoded; null when it stands there as it is. */
export function transferEncodingOf(header: string): "base64" | "quoted-printable" | null {
  const encoding = encodingField.exec(header)?.[1]?.toLowerCase();
  return encoding === "base64" || encoding === "quoted-printable" ? encoding : null;
}
