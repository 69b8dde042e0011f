// Repairs mail that gateways and archives have changed so much that a MIME parser finds nothing in it: line ends that
// are carriage returns alone, a multipart that is encoded as a whole (RFC 2045 section 6.4 forbids it), a
// boundary that the header does not name or names wrongly.

import { headerEnd, reportTypeIn, transferEncodingOf } from "../mime.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** The header and the preamble, in which the first boundary stands. */
const MAX_SEARCHED = 4 << 20;

/** The message with line feeds, and no blank lines before its header. */
export function withLineFeeds(raw: Buffer): Buffer {
  const input = raw.includes(LINE_FEED) ? raw : withoutCarriageReturns(raw);
  let start = 0;
  while (input[start] === LINE_FEED || input[start] === CARRIAGE_RETURN) start++;
  return input.subarray(start);
}

function withoutCarriageReturns(raw: Buffer): Buffer {
  const copy = Buffer.from(raw);
  for (let at = copy.indexOf(CARRIAGE_RETURN); at >= 0; at = copy.indexOf(CARRIAGE_RETURN, at + 1))
    copy[at] = LINE_FEED;
  return copy;
}

// --boundary, and the header of the part after it
const firstBoundary = /^--([^\s][^\r\n]{0,198})\r?\nContent-[A-Za-z-]{1,40}[ \t]*:/im;
// The field with its continuation lines.
const mimeFields = /^content-(?:type|transfer-encoding)[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*/gim;

/** The same message with a header that says what the body is; null when no multipart is found in it. */
export function repairMime(raw: Buffer): Buffer | null {
  const head = raw.toString("latin1", 0, MAX_SEARCHED);
  const end = headerEnd(head);
  if (!end) return null;
  const header = `${head.slice(0, end.header)}\n`;
  const body = decodeBody(raw.subarray(end.body), transferEncodingOf(header));
  const boundary = firstBoundary.exec(body.toString("latin1", 0, MAX_SEARCHED))?.[1]?.trimEnd();
  if (boundary === undefined) return null;
  const reportType = reportTypeIn(header) ?? "delivery-status";
  const subtype = /^content-type[ \t]*:[ \t]*multipart\/([A-Za-z-]{1,40})/im.exec(header)?.[1] ?? "report";
  const type = `Content-Type: multipart/${subtype}; report-type=${reportType};\n boundary="${boundary}"\n\n`;
  return Buffer.concat([Buffer.from(header.replace(mimeFields, "") + type, "latin1"), body]);
}

function decodeBody(body: Buffer, encoding: ReturnType<typeof transferEncodingOf>): Buffer {
  if (encoding === "base64") return Buffer.from(body.toString("latin1"), "base64");
  if (encoding !== "quoted-printable") return body;
  const text = body.toString("latin1").replace(/=[ \t]{0,100}\r?\n/g, "");
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16))),
    "latin1",
  );
}

// The rest of a field, with its continuation lines, up to the name of a file that is a mail.
const namesMail = String.raw`(?=[^\r\n]{0,1000}(?:\r?\n[ \t][^\r\n]{0,1000}){0,5}?\bname\*?[^=\r\n]{0,20}=[^\r\n]{1,300}(?:\.|%2e)eml\b)`;
const textField = new RegExp(String.raw`^(content-type[ \t]*:\s{0,20})text/plain\b${namesMail}`, "gim");
const inlineField = new RegExp(
  String.raw`^(content-disposition[ \t]*:\s{0,20})inline\b${namesMail.replace("name", "filename")}`,
  "gim",
);
const extension = /(?:\.|%2e)eml\b/i;

/** A mail that was attached as a text to be shown at its place (`inline`) is a file as any other: a parser adds it to the text. */
export function withMailsAsFiles(raw: Buffer): Buffer {
  const text = raw.toString("latin1");
  if (!extension.test(text)) return raw;
  const changed = text.replace(textField, "$1application/octet-stream").replace(inlineField, "$1attachment");
  return changed === text ? raw : Buffer.from(changed, "latin1");
}
