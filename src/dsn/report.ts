// A delivery status notification (RFC 3464) to the attempts that it reports. Postfix and Exim write one
// group of fields for each recipient; what the fields leave out is taken from the text for people and from
// the header of the returned message. The returned message itself is never searched for refusals.

import { createRequire } from "node:module";
import type { Attachment, ParsedMail, simpleParser as SimpleParser } from "mailparser";
import type { DeliveryAttempt } from "../model.ts";
import { fieldValue, parseFieldGroups, parseHeader, type FieldGroup } from "./fields.ts";
import { reasonFor } from "./reason.ts";

/** Header lines count 64 bytes at least; a mailing list's bounce has thousands. */
const MAX_HEADER_SIZE = 4 << 20;
const MAX_PARTS = 5_000;

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

const statusTypes = new Set(["message/delivery-status", "message/global-delivery-status"]);
const returnedTypes = new Set([
  "message/rfc822",
  "message/global",
  "message/global-headers",
  "message/rfc822-headers",
  "text/rfc822-headers",
]);
/** RFC 5965 abuse reports and RFC 8098 read receipts come in the same wrapping. */
const otherReports = new Set(["feedback-report", "disposition-notification"]);

/** What a DSN says of the message that it is about. */
interface ReportedMessage {
  mta: string;
  time: number | null;
  sender: string | null;
  queueId: string | null;
  messageId: string | null;
  reportingMta: string | null;
}

/** The attempts that a message reports; none when it is no delivery status notification. */
export async function readReport(raw: Buffer): Promise<DeliveryAttempt[]> {
  const mail = await loadParser()(raw, parserOptions as Parameters<typeof SimpleParser>[1]);
  if (otherReports.has(reportType(mail))) return [];
  const status = mail.attachments.find((part) => statusTypes.has(part.contentType));
  if (!status) return [];
  const groups = parseFieldGroups(status.content.toString("utf8"));
  const returned = mail.attachments.find((part) => returnedTypes.has(part.contentType));
  const message = describeMessage(mail, groups, returned);
  return groups
    .filter((group) => group.has("final-recipient") || group.has("original-recipient"))
    .flatMap((group) => readRecipient(group, message, mail.text ?? ""));
}

/**
 * The same from the raw bytes of the status part, found without a MIME parser: enough to count a refusal,
 * not to join it to its message.
 */
export function readRawReport(raw: Buffer): DeliveryAttempt[] {
  const text = raw.toString("utf8");
  const type = /^content-type:[ \t]*message\/(?:global-)?delivery-status/im.exec(text);
  if (!type) return [];
  const start = text.slice(type.index).search(/\r?\n\r?\n/);
  if (start < 0) return [];
  const end = text.indexOf("\n--", type.index + start);
  const groups = parseFieldGroups(text.slice(type.index + start, end < 0 ? undefined : end));
  const message = describeMessage({ headerLines: [] }, groups, undefined);
  return groups
    .filter((group) => group.has("final-recipient"))
    .flatMap((group) => readRecipient(group, message, ""));
}

/** mailparser's CommonJS build loads in half the time of its ES modules. */
function loadParser(): typeof SimpleParser {
  const require = createRequire(import.meta.url);
  return (require("mailparser") as { simpleParser: typeof SimpleParser }).simpleParser;
}

function reportType(mail: ParsedMail): string {
  const contentType = mail.headers.get("content-type") as { params?: Record<string, string> } | undefined;
  return contentType?.params?.["report-type"]?.toLowerCase() ?? "";
}

function describeMessage(
  mail: Pick<ParsedMail, "headerLines" | "text">,
  groups: readonly FieldGroup[],
  returned: Attachment | undefined,
): ReportedMessage {
  const fields = groups.find((group) => group.has("reporting-mta")) ?? new Map<string, string>();
  const header = returned ? parseHeader(returned.content.toString("utf8")) : [];
  const headerValue = (name: string) => header.find((field) => field.name === name)?.value ?? null;
  const queueIdField = [...fields].find(([name]) => /^x-.+-queue-id$/.test(name));
  const senderField = [...fields].find(([name]) => /^x-.+-sender$/.test(name));
  const eximId = eximQueueId(mail.text ?? "", header);
  return {
    mta: queueIdField ? "postfix" : eximId !== null ? "exim" : "unknown",
    time: dateOf(mailHeader(mail, "date")) ?? dateOf(fields.get("arrival-date")),
    sender: fieldValue(senderField?.[1])?.value ?? returnPath(headerValue("return-path")),
    queueId: queueIdField?.[1].trim() ?? eximId,
    messageId: headerValue("message-id"),
    reportingMta: fieldValue(fields.get("reporting-mta"))?.value ?? null,
  };
}

/** Exim's warnings name it in the text; in its bounces it is the id of the returned message's last hop. */
function eximQueueId(text: string, header: readonly { name: string; value: string }[]): string | null {
  const id = "([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})";
  const named = new RegExp(`The message identifier is:\\s{1,20}${id}`).exec(text)?.[1];
  const received = header.find((field) => field.name === "received")?.value ?? "";
  return (
    named ?? new RegExp(`\\(Exim [^()]{1,40}\\)(?: \\([^()]{1,400}\\))? id ${id}`).exec(received)?.[1] ?? null
  );
}

function readRecipient(group: FieldGroup, message: ReportedMessage, text: string): DeliveryAttempt[] {
  // RFC 3464 allows a comment behind the word.
  const action = /^\s*([a-z]+)/i.exec(group.get("action") ?? "")?.[1]?.toLowerCase();
  if (action !== "failed" && action !== "delayed") return [];
  const recipient =
    fieldValue(group.get("final-recipient") ?? group.get("original-recipient"))?.value ?? null;
  const fromText = recipient === null ? null : reasonFor(recipient, text);
  const diagnostic = fieldValue(group.get("diagnostic-code"));
  const quoted = splitDiagnostic(diagnostic?.value ?? fromText?.reply ?? "");
  if (quoted.reply === "") return [];
  return [
    {
      ...message,
      via: "dsn",
      time: dateOf(group.get("last-attempt-date")) ?? message.time,
      action,
      suspended: quoted.suspended,
      recipient,
      remoteMta:
        quoted.remoteMta ?? fieldValue(group.get("remote-mta"))?.value ?? fromText?.remoteMta ?? null,
      remoteIp: quoted.remoteIp ?? fromText?.remoteIp ?? null,
      localIp: null,
      reply: quoted.reply,
    },
  ];
}

// X-Postfix; delivery temporarily suspended: host alt1.gmail-smtp-in.l.google.com[192.0.2.26] refused to
//     talk to me: 421-4.7.23 …
const postfixReason =
  /^(delivery temporarily suspended: )?host\s+([^\s[\]]{1,255})\[([0-9A-Fa-f.:]{2,45})\]\s+(?:said|refused\s+to\s+talk\s+to\s+me):\s+/;
const eximSuffix = /: retry timeout exceeded\s*$/;

function splitDiagnostic(diagnostic: string): {
  suspended: boolean;
  remoteMta: string | null;
  remoteIp: string | null;
  reply: string;
} {
  const text = diagnostic.replace(/\s+/g, " ").trim();
  const reason = postfixReason.exec(text);
  return {
    suspended: reason?.[1] !== undefined,
    remoteMta: reason?.[2] ?? null,
    remoteIp: reason?.[3] ?? null,
    reply: text.slice(reason?.[0].length ?? 0).replace(eximSuffix, ""),
  };
}

function mailHeader(mail: Pick<ParsedMail, "headerLines">, name: string): string | undefined {
  const line = mail.headerLines.find((header) => header.key === name)?.line;
  return line?.slice(line.indexOf(":") + 1);
}

/** mailparser's own `date` is the present when the field cannot be read. */
function dateOf(field: string | undefined): number | null {
  const time = Date.parse(field?.trim() ?? "");
  return Number.isNaN(time) ? null : time;
}

function returnPath(value: string | null): string | null {
  const address = /^<([^<>]*)>/.exec(value ?? "")?.[1];
  return address === "" ? "<>" : (address ?? null);
}
