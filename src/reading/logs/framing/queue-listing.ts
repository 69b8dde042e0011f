// Listings of Postfix's queue: `postqueue -p` (or `mailq`) and `postqueue -j`. Each recipient's line becomes
// a line such as a log has, so that the queue's reasons are read like the log's:
//
//   postqueue[0]: 402CD2988F9: from=<news@example.com>, to=<user@gmail.com>, reason=host … said: 421-4.7.23 …
//
// All other lines become empty, so that line numbers stay what they are.

import type { ListingLine } from "./listing.ts";
import { bareLine, createQueueTable, isMessage, queueLine } from "./queue-table.ts";

// ----Queue ID----- --Size-- ---Arrival Time---- --Sender/Recipient------ (postqueue/showq_compat.c)
const heading = /^\s{0,16}-{1,4}Queue ID-{1,5} +--Size-- /;
/** The command, a sentence or a code fence may stand before it. */
const MAX_BEFORE = 2;
const jsonStart = /^\{"queue_name": ?"/;

/** Null when the text does not begin as a listing does. */
export function createListing(head: string): ListingLine | null {
  const start = head.replace(/^[\uFEFF\s]{1,100}/, "");
  const lines = start.split(/\r?\n/, MAX_BEFORE + 1);
  // Without its heading, of a part of a listing
  if (lines.some((line) => heading.test(bareLine(line))) || isMessage(lines[0]!)) return createQueueTable();
  return jsonStart.test(start) ? jsonListing : null;
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
    .map((entry) => queueLine(queueId, String(sender), entry.address as string, entry.delay_reason as string))
    .join("\n");
}

function parseJson(line: string): QueuedMessage | null {
  try {
    return JSON.parse(line) as QueuedMessage | null;
  } catch {
    return null;
  }
}
