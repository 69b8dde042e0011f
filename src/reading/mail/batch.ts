// Messages that are read together, here or in another thread.

import type { Cut } from "./limits.ts";
import { failureReason } from "../../base/errors.ts";
import type { SourcePosition } from "../../model/delivery.ts";
import type { AnalysisEvent } from "../../model/events.ts";
import { readConcern, type Concern } from "./read-mail.ts";

export interface Batch {
  /** Shared by the threads, so that no message is copied for another. */
  bytes: SharedArrayBuffer;
  messages: readonly BatchedMessage[];
}

export interface BatchedMessage extends ExcerptedMessage {
  start: number;
  length: number;
}

/** What is known about a message whose excerpt is read. */
export interface ExcerptedMessage {
  concern: Concern;
  source: SourcePosition;
  /** Parts that are missing in the excerpt. */
  cuts: ReadonlySet<Cut>;
}

export interface MessageResult {
  events: readonly AnalysisEvent[];
  /** Parts of it that were not read. */
  cuts: readonly Cut[];
  /** Why the message could not be parsed; what was found until then counts. */
  failure: string | null;
}

/** What a thread answers: the results as JSON. They wait for their turn, and a text takes less memory than what it says. */
export async function answerBatch(batch: Batch): Promise<string> {
  return JSON.stringify(await readBatch(batch));
}

export function resultsIn(answer: string): MessageResult[] {
  return JSON.parse(answer) as MessageResult[];
}

export async function readBatch({ bytes, messages }: Batch): Promise<MessageResult[]> {
  const results: MessageResult[] = [];
  for (const message of messages)
    results.push(await readOne(Buffer.from(bytes, message.start, message.length), message));
  return results;
}

/** Never throws. */
export async function readOne(raw: Buffer, message: ExcerptedMessage): Promise<MessageResult> {
  const { concern, source } = message;
  const events: AnalysisEvent[] = [];
  const cuts = new Set(message.cuts);
  try {
    for (const event of await readConcern(raw, concern, source, cuts)) events.push(event);
    return { events, cuts: [...cuts], failure: null };
  } catch (error) {
    return { events, cuts: [...cuts], failure: failureReason(error) };
  }
}
