// What becomes of a message in the queue: the lines of qmgr and cleanup, which name the sender and the Message-ID, and
// what postsuper and pickup write of one that is deleted or put in the queue again.

import type { LogLine, Removal } from "../../../../model/delivery.ts";
import { queueLineOf, type LogRecord } from "../reader.ts";
import { outcome } from "./delivery.ts";

// postsuper -r: uid=109 from=<news@example.com> orig_id=3A0012298F1
const requeuedMessage = /^uid=\d{1,10} from=<.*> orig_id=([0-9A-Za-z]{5,20})$/;

// from=news@example.com, size=501, nrcpt=1 (queue active)    from=, size=501, …    A web page lost the brackets, or all of it.
const bareSender = /^from= ?([^\s<>,]{0,320})(?=, (?:size=\d{1,15}, nrcpt=|status=))/;

/** `from=<…>, size=501, …`, `from=<…>, status=expired, …`, `message-id=<…>`, `removed`, `uid=109 from=<…> orig_id=…` */
export function readQueueLine(line: LogLine, queueId: string, text: string): LogRecord | null {
  if (text.startsWith("from=<")) return readSender(line, queueId, text);
  if (text.startsWith("from=")) return readBareSender(line, queueId, text);
  if (text.startsWith("uid=")) return readRequeue(line, queueId, text);
  if (text === "removed" || text === "requeued") return readRemoval(line, queueId, text);
  if (!text.startsWith("message-id=")) return null;
  return envelope(line, queueId, null, text.slice(11).trim() || null);
}

function readSender(line: LogLine, queueId: string, text: string): LogRecord | null {
  // Postfix's own words follow the address, whatever that holds.
  let end = text.indexOf(">, ");
  if (text.includes(">, ", end + 1)) end = text.lastIndexOf(">, ");
  if (end < 0) return null;
  if (isExpiry(text, end)) return outcome(line, queueId, null, "failed");
  return envelope(line, queueId, text.slice(6, end) || "<>", null);
}

function readBareSender(line: LogLine, queueId: string, text: string): LogRecord | null {
  const [whole, sender = ""] = bareSender.exec(text) ?? [];
  if (whole === undefined) return null;
  // No sender is not the null sender.
  if (sender !== "") return readSender(line, queueId, `from=<${sender}>${text.slice(whole.length)}`);
  return isExpiry(`>${text.slice(whole.length)}`, 0) ? outcome(line, queueId, null, "failed") : null;
}

function isExpiry(text: string, end: number): boolean {
  return text.startsWith(">, status=expired", end) || text.startsWith(">, status=force-expired", end);
}

/** cleanup writes the Message-ID as the message comes in, qmgr the sender each time that it is tried. */
export function envelope(
  { time, host: reportingMta }: Pick<LogLine, "time" | "host">,
  queueId: string,
  sender: string | null,
  messageId: string | null,
): LogRecord {
  const begins = sender === null;
  return { kind: "envelope", envelope: { queueId, time, reportingMta, sender, messageId, begins } };
}

function readRequeue(line: LogLine, queueId: string, text: string): LogRecord | null {
  const originalQueueId = requeuedMessage.exec(text)?.[1];
  return originalQueueId
    ? { kind: "requeue", requeue: { ...queueLineOf(line, queueId), originalQueueId } }
    : null;
}

function readRemoval(line: LogLine, queueId: string, text: string): LogRecord {
  const reason = text === "requeued" ? "requeued" : removedBy(line.program);
  return { kind: "removal", removal: { ...queueLineOf(line, queueId), reason } };
}

export function removedBy(program: string | null): Removal["reason"] {
  if (program?.endsWith("qmgr")) return "done";
  return program?.endsWith("postsuper") ? "deleted" : "unknown";
}
