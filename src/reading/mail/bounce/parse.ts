// A message as the readers of bounces need it: header fields, the mailer's own text, and the parts that were
// attached. mailparser does the MIME; parts that it drops silently are repaired first or added again.

import { headerEnd, reportTypeField, statusTypeField } from "../mime.ts";
import type { ParsedMail, simpleParser as SimpleParser } from "mailparser";
import { loadMailparser } from "../../../base/resources.ts";
import { isFromMailer, isStatusPart } from "./classify.ts";
import { MAX_PARTS } from "../limits.ts";
import { fieldBody, headerValue, type HeaderField } from "./fields.ts";
import { textOfHtml } from "./html.ts";
import { readPlainReport, readPlainText } from "./plain-bounce.ts";
import { repairMime, withLineFeeds, withMailsAsFiles } from "./repair.ts";

/** More than an excerpt has: the parser counts 64 bytes for a line, however short it is. */
const MAX_HEADER_SIZE = 4 << 20;

/** Text is all that is wanted: nothing is converted to HTML or hashed, embedded messages stay closed. */
const parserOptions = {
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepCidLinks: true,
  checksumAlgo: false,
  maxHeadSize: MAX_HEADER_SIZE,
  maxChildNodes: MAX_PARTS,
};

export interface MailPart {
  /** In lower case. */
  contentType: string;
  /** Of the file that it was; missing where there is none. */
  name?: string;
  /** Decoded. */
  content: Buffer;
}

export interface Mail {
  header: readonly HeaderField[];
  /** In lower case: `multipart/report`; empty where there is none. */
  contentType: string;
  /** RFC 6522: `delivery-status`, `feedback-report`, `disposition-notification`. */
  reportType: string;
  /** The plain text, then that of the HTML; neither is empty. */
  texts: readonly string[];
  parts: readonly MailPart[];
}

/** `raw` is an excerpt: the parser holds it several times. */
export async function parseMail(raw: Buffer): Promise<Mail> {
  const input = withLineFeeds(raw);
  const front = withoutReturnedBody(input);
  return readPlainReport(front ?? input) ?? readPlainText(input) ?? parseMime(input, front);
}

/** `front` is enough of the message, if it turns out to hold a status part. */
export async function parseMime(input: Buffer, front: Buffer | null): Promise<Mail> {
  if (front) {
    const report = toMail(await parse(front));
    if (report.parts.some(isStatusPart)) return report;
  }
  const mail = toMail(await parse(withMailsAsFiles(input)));
  const repaired = lostItsParts(mail) ? repairMime(input) : null;
  return repaired ? parseAnew(repaired) : mail;
}

/** A function of its own, so that the first attempt does not stay in memory meanwhile. */
async function parseAnew(repaired: Buffer): Promise<Mail> {
  return toMail(await parse(repaired));
}

/** Text, status part and the header of the returned message, in all but the longest reports: nearly always within the first. */
const FRONTS = [8 << 10, 256 << 10];

/**
 * RFC 6522: text, status, returned message, in this order. Only the header of the last is wanted, and its body
 * is most of a report; the parser accepts a message that breaks off. Null for other mail.
 */
export function withoutReturnedBody(raw: Buffer): Buffer | null {
  for (const length of FRONTS) {
    const end = endOfFront(raw.toString("latin1", 0, length));
    if (end !== null) return raw.subarray(0, end);
    if (raw.length <= length) break;
  }
  return null;
}

/** Where the body of the returned message begins; null when the text has none. */
function endOfFront(text: string): number | null {
  if (!reportTypeField.test(text.slice(0, headerEnd(text)?.header ?? 0))) return null;
  const status = text.search(statusTypeField);
  const boundary = status < 0 ? -1 : text.indexOf("\n--", status);
  if (boundary < 0) return null;
  const returned = headerEnd(text, boundary);
  return (returned && headerEnd(text, returned.body)?.body) ?? null;
}

async function parse(raw: Buffer): Promise<ParsedMail> {
  return loadMailparser().simpleParser(raw, parserOptions as Parameters<typeof SimpleParser>[1]);
}

/** A wrong or missing boundary leaves nothing of a message, and less of a report without status part. */
function lostItsParts(mail: Mail): boolean {
  const { contentType, texts, parts } = mail;
  if (parts.length > 0) return false;
  if (texts.length === 0 || contentType === "multipart/report") return true;
  // A person's mail without a type is text, even if a bounce is pasted into it.
  return contentType === "" && isFromMailer(mail);
}

function toMail(mail: ParsedMail): Mail {
  const type = mail.headers.get("content-type") as
    | { value?: string; params?: Record<string, string> }
    | undefined;
  const html = typeof mail.html === "string" ? textOfHtml(mail.html) : "";
  return {
    header: mail.headerLines.map(({ key, line }) => ({ name: key, value: fieldBody(line) })),
    contentType: type?.value?.toLowerCase() ?? "",
    reportType: type?.params?.["report-type"]?.toLowerCase() ?? "",
    texts: [mail.text ?? "", html].filter((text) => text.trim() !== ""),
    parts: mail.attachments.map(({ contentType, filename, content }) => ({
      // The parser has none for a part that breaks off in its header.
      contentType: typeof contentType === "string" ? contentType.toLowerCase() : "",
      ...(filename ? { name: filename } : {}),
      content,
    })),
  };
}

export function mailHeader(mail: Pick<Mail, "header">, name: string): string | null {
  return headerValue(mail.header, name);
}
