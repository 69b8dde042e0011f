// Remembers where the lines that name senders stand, as the search passes them: one that stood shortly before
// a refusal is found by its queue id, and only that line is decoded.

import type { Envelope } from "../model.ts";
import { LINE_FEED } from "./entry.ts";
import { hashOf } from "./queue-ids.ts";
import type { Window } from "./window.ts";

/** Longer lines name no sender: an address has at most 320 bytes, a Message-ID 998. */
const MAX_ENVELOPE_LINE = 4_096;
/** Lines remembered: more than a window holds, unless they are shorter than any mailer's. A power of two. */
const CAPACITY = 1 << 14;
/** Small logs are many. A power of two. */
const FIRST_CAPACITY = 1 << 8;
/** Lines of one message that are decoded for a refusal: two name it, and a few more when it is retried. */
const MAX_DECODED = 20;

export interface EnvelopeIndex {
  /** A line that names the sender or the Message-ID of a message has this word in front of an offset in the log. */
  note: (word: number, offset: number) => void;
  /** What the lines noted so far say of the message. */
  lookup: (queueId: string, window: Window) => Envelope;
}

/** `readEnvelope` reads one line. */
export function createEnvelopeIndex(readEnvelope: (line: string) => Envelope | null): EnvelopeIndex {
  let words = new Int32Array(FIRST_CAPACITY);
  /** Offsets in the log. */
  let offsets = new Float64Array(FIRST_CAPACITY);
  let noted = 0;

  function note(word: number, offset: number): void {
    if (noted === words.length && noted < CAPACITY) grow();
    const slot = noted++ & (CAPACITY - 1);
    words[slot] = word;
    offsets[slot] = offset;
  }

  /** Before anything was overwritten: what was noted keeps its slot. */
  function grow(): void {
    const [oldWords, oldOffsets] = [words, offsets];
    words = new Int32Array(2 * oldWords.length);
    offsets = new Float64Array(2 * oldOffsets.length);
    words.set(oldWords);
    offsets.set(oldOffsets);
  }

  /** Backwards: the line nearest to the refusal counts, a queue id may have been another message's before. */
  function lookup(queueId: string, window: Window): Envelope {
    const hash = hashOf(queueId);
    let sender: string | null = null;
    let messageId: string | null = null;
    let decoded = 0;
    for (let i = noted - 1; i >= Math.max(0, noted - CAPACITY) && decoded < MAX_DECODED; i--) {
      const slot = i & (CAPACITY - 1);
      const position = offsets[slot]! - window.base;
      if (position < window.start) break;
      if (words[slot] !== hash) continue;
      decoded++;
      const found = readEnvelope(lineAround(window, position));
      if (found?.queueId !== queueId) continue;
      sender ??= found.sender;
      messageId ??= found.messageId;
      if (sender !== null && messageId !== null) break;
    }
    return { queueId, sender, messageId };
  }

  return { note, lookup };
}

function lineAround({ buffer, start, limit }: Window, position: number): string {
  const floor = Math.max(start, position - MAX_ENVELOPE_LINE);
  const ceiling = Math.min(limit, position + MAX_ENVELOPE_LINE);
  let first = position;
  while (first > floor && buffer[first - 1] !== LINE_FEED) first--;
  let end = position;
  while (end < ceiling && buffer[end] !== LINE_FEED) end++;
  return buffer.toString("utf8", first, end);
}
