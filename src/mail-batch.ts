// Messages that are read together, here or in another thread.

import { failureReason } from "./errors.ts";
import type { AnalysisEvent, SourcePosition } from "./model.ts";
import { readConcern, type Concern } from "./read-mail.ts";

export interface Batch {
  /** Shared by the threads, so that no message is copied for another. */
  bytes: SharedArrayBuffer;
  messages: readonly BatchedMessage[];
}

export interface BatchedMessage {
  start: number;
  length: number;
  concern: Concern;
  source: SourcePosition;
}

export interface MessageResult {
  events: readonly AnalysisEvent[];
  /** Why the message could not be parsed; what was found until then counts. */
  failure: string | null;
}

export async function readBatch({ bytes, messages }: Batch): Promise<MessageResult[]> {
  const results: MessageResult[] = [];
  for (const { start, length, concern, source } of messages)
    results.push(await readOne(Buffer.from(bytes, start, length), concern, source));
  return results;
}

/** Never throws. */
export async function readOne(raw: Buffer, concern: Concern, source: SourcePosition): Promise<MessageResult> {
  const events: AnalysisEvent[] = [];
  try {
    await readConcern(raw, concern, source, (event) => events.push(event));
    return { events, failure: null };
  } catch (error) {
    return { events, failure: failureReason(error) };
  }
}
