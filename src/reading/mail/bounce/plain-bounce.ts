// Bounces as Postfix, Exim and most others write them, read without a MIME parser in a tenth of its time:
// one multipart/report, no part of which is encoded or holds parts of its own. Anything else is left to the
// parser. The result is the same as the parser's.

import { headerEnd, type HeaderEnd } from "../mime.ts";
import { isStatusPart } from "./classify.ts";
import { fieldBody, type HeaderField } from "./fields.ts";
import type { Mail, MailPart } from "./parse.ts";

/** Text, status, returned message; others put an attachment or two beside them. */
const MAX_PARTS = 10;
/** Far below the parser's own limit, so that none of its errors is missed. */
const MAX_HEADER = 32 << 10;

const attachedTypes = new Set([
  "message/delivery-status",
  "message/global-delivery-status",
  "message/rfc822",
  "message/global",
  "message/global-headers",
  "message/rfc822-headers",
  "text/rfc822-headers",
]);
/** Those that are read as UTF-8. */
const charsets = new Set(["", "us-ascii", "ascii", "utf-8", "utf8"]);
const identityEncodings = new Set(["", "7bit", "8bit", "binary"]);

/** Null for everything but a plain report with a status part. */
export function readPlainReport(raw: Buffer): Mail | null {
  const header = readHeader(raw, 0, raw.length);
  const type = header && contentTypeOf(header.fields);
  if (!type || type.value !== "multipart/report") return null;
  const boundary = type.parameters.get("boundary");
  const ranges = boundary === undefined ? null : splitParts(raw, header.end, `--${boundary}`);
  const parts = ranges?.map(({ start, end }) => readPart(raw, readHeader(raw, start, end), end)) ?? [];
  if (!parts.every((part) => part !== null)) return null;
  const attached = parts.filter(({ contentType }) => contentType !== "text/plain");
  if (!attached.some(isStatusPart)) return null;
  const texts = parts.filter(
    ({ contentType, content }) => contentType === "text/plain" && content.length > 0,
  );
  const text = texts.map(({ content }) => content.toString("utf8").replaceAll("\r\n", "\n")).join("\n");
  return {
    header: header.fields,
    contentType: type.value,
    reportType: type.parameters.get("report-type")?.toLowerCase() ?? "",
    texts: text.trim() === "" ? [] : [text],
    parts: attached,
  };
}

const partHeader = /^--\S[^\n]*\r?\nContent-/im;

/** A bounce that is one plain text; null for everything else, and where a multipart may have lost its type. */
export function readPlainText(raw: Buffer): Mail | null {
  const header = readHeader(raw, 0, raw.length);
  const part = header && readPart(raw, header, raw.length, textByDefault);
  if (!header || part?.contentType !== "text/plain") return null;
  const text = part.content.toString("utf8").replaceAll("\r\n", "\n");
  if (partHeader.test(text)) return null;
  const isTyped = header.fields.some(({ name }) => name === "content-type");
  return {
    header: header.fields,
    contentType: isTyped ? "text/plain" : "",
    reportType: "",
    texts: text.trim() === "" ? [] : [text],
    parts: [],
  };
}

/** RFC 2045 section 5.2. */
const textByDefault: ContentType = { value: "text/plain", parameters: new Map() };

function readPart(
  raw: Buffer,
  header: Header | null,
  end: number,
  untyped: ContentType | null = null,
): MailPart | null {
  const isTyped = header?.fields.some(({ name }) => name === "content-type") === true;
  const type = header && (isTyped ? contentTypeOf(header.fields) : untyped);
  if (!type || header.fields.some(({ name }) => name === "content-disposition")) return null;
  const { value: contentType, parameters } = type;
  if (contentType !== "text/plain" && !attachedTypes.has(contentType)) return null;
  if ([...parameters.keys()].some((name) => name !== "charset")) return null;
  const charset = parameters.get("charset")?.toLowerCase() ?? "";
  if (contentType === "text/plain" && !charsets.has(charset)) return null;
  const encodings = header.fields.filter(({ name }) => name === "content-transfer-encoding");
  if (encodings.length > 1 || !identityEncodings.has(encodings[0]?.value.toLowerCase() ?? "")) return null;
  return { contentType, content: raw.subarray(header.end, Math.max(header.end, end)) };
}

// ---------------------------------------------------------------- parts

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const delimiterEnd = /^(--)?\r?\n/;

/** Null unless each delimiter is a whole line. */
function splitParts(
  raw: Buffer,
  bodyStart: number,
  delimiter: string,
): { start: number; end: number }[] | null {
  const ranges: { start: number; end: number }[] = [];
  let start = -1;
  let isClosed = false;
  for (let at = raw.indexOf(delimiter, bodyStart); at >= 0; at = raw.indexOf(delimiter, at + 1)) {
    const after = at + delimiter.length;
    const ending = delimiterEnd.exec(raw.toString("latin1", after, after + 4));
    if (!ending || raw[at - 1] !== LINE_FEED || isClosed || ranges.length >= MAX_PARTS) return null;
    if (start >= 0) ranges.push({ start, end: beforeLineEnd(raw, at) });
    isClosed = ending[1] !== undefined;
    start = after + ending[0].length;
  }
  if (start >= 0 && !isClosed) ranges.push({ start, end: raw.length });
  return ranges;
}

/** The line end before a delimiter belongs to it. */
function beforeLineEnd(raw: Buffer, at: number): number {
  return raw[at - 2] === CARRIAGE_RETURN ? at - 2 : at - 1;
}

// ---------------------------------------------------------------- headers

interface Header {
  fields: HeaderField[];
  end: number;
}

/** The envelope line of a mailbox, before the header. */
const envelopeLine = /^From .*\n(?![ \t])/i;
const fieldBegin = /^[!-9;-~]{1,100}:/;

/** Null when there is a line that is no field. `end` is the beginning of the body. */
function readHeader(raw: Buffer, start: number, end: number): Header | null {
  const found = headIn(raw, start, end);
  if (!found) return null;
  const { head, blank } = found;
  const lines = `${head.slice(0, blank.header)}\n`.replace(envelopeLine, "").replaceAll("\r\n", "\n");
  if (lines.includes("\r")) return null;
  const fields: HeaderField[] = [];
  for (let at = 0; at < lines.length;) {
    const next = fieldEnd(lines, at) + 1;
    const line = lines.slice(at, next - 1);
    if (!fieldBegin.test(line)) return null;
    fields.push({ name: line.slice(0, line.indexOf(":")).toLowerCase(), value: fieldBody(line) });
    at = next;
  }
  return fields.length === 0 ? null : { fields, end: start + blank.body };
}

/** Nearly every header is within the first of these sizes. */
const HEADS = [2 << 10, MAX_HEADER];

function headIn(raw: Buffer, start: number, end: number): { head: string; blank: HeaderEnd } | null {
  for (const size of HEADS) {
    const head = raw.toString("latin1", start, Math.min(end, start + size));
    const blank = headerEnd(head);
    if (blank) return { head, blank };
    if (end <= start + size) return null;
  }
  return null;
}

/** The line end after a field that begins here: no line that continues it follows. */
function fieldEnd(lines: string, from: number): number {
  let at = lines.indexOf("\n", from);
  while (isBlankAt(lines, at + 1)) at = lines.indexOf("\n", at + 1);
  return at;
}

const BLANK = 0x20;
const TAB = 0x09;

function isBlankAt(lines: string, at: number): boolean {
  const code = lines.charCodeAt(at);
  return code === BLANK || code === TAB;
}

interface ContentType {
  /** In lower case. */
  value: string;
  /** Names in lower case. */
  parameters: ReadonlyMap<string, string>;
}

// Neither comments nor escapes, encoded words or RFC 2231's parts.
const simpleType = /^[a-z]{1,20}\/[a-z0-9-]{1,40}(?=[ \t;]|$)/i;
const simpleParameter = /^[ \t]*;[ \t]*([a-z-]{1,40})=(?:"([\w'+,./:=-]{1,200})"|([\w+.-]{1,200}))[ \t]*/i;

/** Null unless there is one such field, in its simplest form. */
function contentTypeOf(fields: readonly HeaderField[]): ContentType | null {
  const [field, ...others] = fields.filter(({ name }) => name === "content-type");
  const value = field && simpleType.exec(field.value)?.[0];
  if (value === undefined || others.length > 0) return null;
  const parameters = new Map<string, string>();
  let rest = field!.value.slice(value.length);
  for (let match = simpleParameter.exec(rest); match; match = simpleParameter.exec(rest)) {
    const name = match[1]!.toLowerCase();
    if (parameters.has(name)) return null;
    parameters.set(name, match[2] ?? match[3]!);
    rest = rest.slice(match[0].length);
  }
  return /^[ \t]*;?[ \t]*$/.test(rest) ? { value: value.toLowerCase(), parameters } : null;
}
