// What a bounce tells about its message: who sent it, under which queue id, when it was refused. Each comes from
// the best of several places, because mailers write down different ones.

import type { DeliveryAttempt } from "../../../model/delivery.ts";
import { parseMailDate } from "../../../base/standards/mail-date.ts";
import { fieldValue, headerValue, type FieldGroup, type HeaderField } from "./fields.ts";
import { mailHeader, type Mail } from "./parse.ts";
import { receivedHosts } from "./received.ts";
import { originOf } from "./origin.ts";
import { textLayouts } from "../layouts/index.ts";
import type { TextLayout } from "../layouts/layout.ts";

export type ReportedMessage = Pick<
  DeliveryAttempt,
  "mta" | "time" | "sender" | "queueId" | "messageId" | "reportingMta" | "received" | "origin"
>;

export interface BounceParts {
  mail: Pick<Mail, "header" | "texts">;
  /** The fields about the message as a whole, and those about its recipients. */
  groups: readonly FieldGroup[];
  /** Header of the returned message; empty if none was returned. */
  returned: readonly HeaderField[];
  /** Id of the text layout that was recognized. */
  layout: string | null;
  /** Date of the From_ line of the mailbox. */
  envelopeTime: number | null;
  /** The host that took in the mail that the bounce was attached to; undefined where it came by itself. */
  readerHost?: string | null | undefined;
}

export function describeMessage(bounce: BounceParts): ReportedMessage {
  const fields = bounce.groups.find((group) => group.has("reporting-mta")) ?? new Map<string, string>();
  const hop = lastHop(bounce.returned);
  const fieldId = [...fields].find(([name]) => /^x-.+-(?:queue-id|msgid)$/.test(name))?.[1].trim();
  const eximId = eximQueueId(bounce, hop);
  const received = receivedHosts(bounce.mail.header, bounce.returned, bounce.readerHost);
  const reportingMta = reportingHost(bounce, fields, hop) ?? received.returnedBy;
  return {
    mta: mailerOf(bounce, fields) ?? (eximId !== null ? "exim" : "unknown"),
    time: timeOf(bounce, fields),
    sender: senderOf(bounce, fields),
    queueId: fieldId ?? eximId ?? (hop && isSameHost(hop.by, reportingMta) ? hop.id : null),
    messageId: messageIdOf(bounce),
    reportingMta,
    received,
    ...(bounce.returned.length === 0 ? {} : { origin: originOf(bounce.returned) }),
  };
}

/** A field is surer than words; Postfix's bears the name that its owner gave it (mail_name). */
function mailerOf({ layout }: BounceParts, fields: FieldGroup): string | null {
  const names = [...fields.keys()].filter((name) => name.startsWith("x-"));
  const isOwn = ({ fieldPrefix }: TextLayout) =>
    fieldPrefix !== undefined && names.some((name) => name.startsWith(fieldPrefix));
  const named = names.length === 0 ? undefined : textLayouts.find(isOwn);
  if (named) return named.id;
  return names.some((name) => /^x-.+-queue-id$/.test(name)) ? "postfix" : layout;
}

// ---------------------------------------------------------------- when

/** Arrival-Date is when the message was queued, up to five days earlier, and so nearly the last resort. */
function timeOf({ mail, envelopeTime }: BounceParts, fields: FieldGroup): number | null {
  const received = mailHeader(mail, "received");
  return (
    parseMailDate(mailHeader(mail, "date")) ??
    parseMailDate(received?.slice(received.lastIndexOf(";") + 1)) ??
    parseMailDate(fields.get("arrival-date")) ??
    envelopeTime
  );
}

/** The time in a mailbox's From_ line. */
export function envelopeTimeOf(raw: Buffer): number | null {
  const head = raw.toString("latin1", 0, 600);
  return /^>?From /.test(head) ? parseMailDate(/^[^\r\n]{0,600}/.exec(head)?.[0].slice(5)) : null;
}

// ---------------------------------------------------------------- who

/** A bounce goes to the envelope sender, unless it is a copy for the postmaster. */
function senderOf({ mail, returned }: BounceParts, fields: FieldGroup): string | null {
  const field = [...fields].find(([name]) => /^x-.+-sender$/.test(name))?.[1];
  const to = addressOf(mailHeader(mail, "to"));
  return (
    addressOf(fieldValue(field)?.value ?? null) ??
    returnPath(headerValue(returned, "return-path")) ??
    (to !== null && !/^postmaster@/i.test(to) ? to : null) ??
    addressOf(headerValue(returned, "from"))
  );
}

function returnPath(value: string | null): string | null {
  return value?.startsWith("<>") ? "<>" : addressOf(value);
}

function addressOf(value: string | null): string | null {
  const text = (value ?? "").slice(0, 2_000);
  return (
    /<([^<>\s]{1,320}@[^<>\s]{1,255})>/.exec(text)?.[1] ??
    /^([^<>\s,;:"]{1,320}@[^<>\s,;:"]{1,255})/.exec(text)?.[1] ??
    null
  );
}

// ---------------------------------------------------------------- which

interface Hop {
  by: string;
  id: string;
}

/** The topmost Received field of the returned message is the reporting host's own, with its queue id. */
function lastHop(returned: readonly HeaderField[]): Hop | null {
  const received = headerValue(returned, "received")?.slice(0, 4_000).replace(/\s+/g, " ") ?? "";
  const by = /(?:^|\s)by ([^\s();]{1,255})/.exec(received)?.[1];
  const id = /\sid <?([0-9A-Za-z][\w.-]{3,80})/.exec(received)?.[1];
  return by !== undefined && id !== undefined ? { by, id } : null;
}

const eximId = /^[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}$/;

/** Exim's warnings name it in the text; its bounces only in what they return. */
function eximQueueId({ mail }: BounceParts, hop: Hop | null): string | null {
  const [text = ""] = mail.texts;
  const named = /The message identifier is:\s{1,20}([\w-]{16,24})/.exec(text.slice(0, 4_000))?.[1];
  return [named, hop?.id].find((id) => id !== undefined && eximId.test(id)) ?? null;
}

function isSameHost(a: string, b: string | null): boolean {
  return b !== null && a.replace(/\.$/, "").toLowerCase() === b.replace(/\.$/, "").toLowerCase();
}

// This is the mail system at host mx1.example.com.     Hi. This is the qmail-send program at mx1.example.com.
const namesItself =
  /(?:mail system at host|mail (?:delivery system|server) at|program at|mail server at|Mail Agent v[\w.]{1,20} at|notification from|Generating server:|hours on the queue on) ([A-Za-z0-9_-][\w.-]{0,254}?)[.,]?\s/;

function reportingHost({ mail }: BounceParts, fields: FieldGroup, hop: Hop | null): string | null {
  const field = fieldValue(fields.get("reporting-mta"))?.value.split(/\s/, 1)[0];
  const [text = ""] = mail.texts;
  return (field || namesItself.exec(text.slice(0, 4_000))?.[1]) ?? hop?.by ?? null;
}

/** Used if the returned message is missing: Postfix, Exim and Exchange refer to it. */
function messageIdOf({ mail, returned }: BounceParts): string | null {
  const reference = mailHeader(mail, "in-reply-to") ?? mailHeader(mail, "references");
  return (
    headerValue(returned, "message-id") ??
    /<[^<>\s]{1,995}>/.exec(reference?.slice(0, 4_000) ?? "")?.[0] ??
    null
  );
}
