// Listings of Postfix's queue: `postqueue -p` (or `mailq`) and `postqueue -j`. Each recipient's line becomes
// a line such as a log has, so that the queue's reasons are read like the log's:
//
//   postqueue[0]: 402CD2988F9: from=<news@example.com>, to=<user@gmail.com>, reason=host … said: 421-4.7.23 …
//
// All other lines become empty, so that line numbers stay what they are.

import type { ListingLine } from "./listing.ts";

// ----Queue ID----- --Size-- ---Arrival Time---- --Sender/Recipient------ (postqueue/showq_compat.c)
// The command may stand before it.
const heading = /^(?:[^\n]{0,200}\n){0,2}-{1,4}Queue ID-{1,5} +--Size-- /;
const jsonStart = /^\{"queue_name": ?"/;
// 402CD2988F9*    1501 Mon Feb 23 10:11:10  news@example.com
const message =
  /^([0-9A-Za-z]{5,20})[*!#]{0,2} {1,20}\d{1,20} [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d {1,10}(\S.*)$/;
// Right-aligned when it is short.
const reason = /^ {0,80}\((.*)\)$/;
const recipient = /^ {20,60}(\S.*)$/;

/** Null when the text does not begin as a listing does. */
export function createListing(head: string): ListingLine | null {
  const start = head.replace(/^[\uFEFF\s]{1,100}/, "");
  // Without its heading, of a part of a listing
  if (heading.test(start) || message.test(start.split(/\r?\n/, 1)[0]!)) return createTableListing();
  return jsonStart.test(start) ? jsonListing : null;
}

/** A reason stands above the recipients that it holds for. */
function createTableListing(): ListingLine {
  let queueId = "";
  let sender = "";
  let why = "";
  return (line) => {
    if (line === null) return "";
    const named = message.exec(line);
    if (named) {
      [, queueId = "", sender = ""] = named;
      why = "";
      return "";
    }
    const explained = reason.exec(line);
    if (explained) {
      why = explained[1] ?? "";
      return "";
    }
    const address = recipient.exec(line)?.[1];
    return address === undefined || why === "" || queueId === ""
      ? ""
      : logLine(queueId, sender, address, why);
  };
}

interface QueuedMessage {
  queue_id?: unknown;
  sender?: unknown;
  recipients?: { address?: unknown; delay_reason?: unknown }[];
}

// {"queue_name": "deferred", "queue_id": "402CD2988F9", "arrival_time": …, "sender": "news@example.com",
//  "recipients": [{"address": "user@gmail.com", "delay_reason": "host … said: 421-4.7.23 …"}]}
// (postqueue/showq_json.c)
function jsonListing(line: string | null): string {
  const queued = line === null ? null : parseJson(line);
  const { queue_id: queueId, sender, recipients } = queued ?? {};
  if (typeof queueId !== "string" || !Array.isArray(recipients)) return "";
  return recipients
    .filter((entry) => typeof entry?.address === "string" && typeof entry.delay_reason === "string")
    .map((entry) => logLine(queueId, String(sender), entry.address as string, entry.delay_reason as string))
    .join("\n");
}

function parseJson(line: string): QueuedMessage | null {
  try {
    return JSON.parse(line) as QueuedMessage | null;
  } catch {
    return null;
  }
}

function logLine(queueId: string, sender: string, address: string, why: string): string {
  const oneLine = why.replace(/\s+/g, (blank) => (blank.includes("\n") ? " " : blank));
  const from = sender === "MAILER-DAEMON" ? "" : sender;
  return `postqueue[0]: ${queueId}: from=<${from}>, to=<${address}>, reason=${oneLine}`;
}
