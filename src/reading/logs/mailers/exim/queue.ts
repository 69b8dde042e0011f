// What becomes of a message in the queue: `<=` arrivals, and what is written when a message leaves the queue.

import type { LogLine } from "../../../../model/delivery.ts";
import { queueLineOf, type LogRecord } from "../reader.ts";
import { addressIn } from "./address.ts";
import { outcome } from "./delivery.ts";

// Completed    Completed QT=1s    removed by root
const completed = /^(?:Completed(?: QT=\S{1,20})?|(removed by \S.*))$/;
const markedDelivered = /^address <(.{1,320})> marked delivered by /;

/** `news@example.com H=app1.example.com [198.51.100.240] P=esmtp S=587 id=12@app1.example.com` */
export function readArrival(line: LogLine, queueId: string, text: string): LogRecord | null {
  const sender = addressIn(text);
  const id = / id=(\S{1,998})/.exec(text)?.[1];
  const messageId = id ? `<${id}>` : null;
  return {
    kind: "envelope",
    envelope: { ...queueLineOf(line, queueId), sender: sender || "<>", messageId, begins: true },
  };
}

export function readRemoval(line: LogLine, queueId: string, text: string): LogRecord | null {
  const givenUp = markedDelivered.exec(text)?.[1];
  if (givenUp) return outcome(line, queueId, givenUp, "failed");
  const removal = completed.exec(text);
  if (!removal) return null;
  const reason = removal[1] === undefined ? "done" : "deleted";
  return { kind: "removal", removal: { ...queueLineOf(line, queueId), reason } };
}
