// Finds what stands shortly before a refusal: the lines that name the message's sender. The bytes behind
// the hit are indexed block by block, backwards and on demand, each block at most once; so rare hits cost
// a block or two, and a log that is nothing but refusals costs one pass. Only lines of the message that is
// asked for are decoded.

import type { Envelope, Needle } from "../model.ts";
import { LINE_FEED } from "./entry.ts";
import { compile, find } from "./needle.ts";
import { hashBefore, hashOf } from "./queue-ids.ts";
import type { Window } from "./window.ts";

const BLOCK_SIZE = 64 << 10;
/** Longer lines name no sender: an address has at most 320 bytes, a Message-ID 998. */
const MAX_ENVELOPE_LINE = 4_096;

export interface EnvelopeIndex {
  /** What the lines in front of `position` say of the message; null when they do not name it. */
  lookup: (queueId: string, window: Window, position: number) => Envelope | null;
}

/** Where in the log a message's lines stand, by the number of its queue id. */
type Block = Map<number, number[]>;

/** `readEnvelope` reads one line; `needles` stand in each line that it can read, behind the queue id. */
export function createEnvelopeIndex(
  needles: readonly Needle[],
  readEnvelope: (line: string) => Envelope | null,
): EnvelopeIndex {
  const patterns = needles.map(compile);
  const blocks = new Map<number, Block>();

  function lookup(queueId: string, window: Window, position: number): Envelope | null {
    const first = Math.floor((window.base + window.start) / BLOCK_SIZE);
    const last = Math.floor((window.base + position) / BLOCK_SIZE);
    for (const number of blocks.keys()) if (number < first) blocks.delete(number);
    const hash = hashOf(queueId);
    let result: Envelope | null = null;
    for (let number = last; number >= first && !result?.sender; number--) {
      for (const offset of blockAt(number, window).get(hash) ?? []) {
        const found = readEnvelope(lineAround(window, offset - window.base));
        if (found?.queueId === queueId) result = merge(result, found);
      }
    }
    return result;
  }

  function blockAt(number: number, window: Window): Block {
    const known = blocks.get(number);
    if (known) return known;
    const from = Math.max(window.start, number * BLOCK_SIZE - window.base);
    const to = Math.min(window.limit, (number + 1) * BLOCK_SIZE - window.base);
    const block = indexRange(window, from, to);
    if ((number + 1) * BLOCK_SIZE <= window.base + window.limit) blocks.set(number, block);
    return block;
  }

  function indexRange({ buffer, base, limit }: Window, from: number, to: number): Block {
    const block: Block = new Map();
    for (const pattern of patterns) {
      const range = buffer.subarray(from, Math.min(to + pattern.bytes.length - 1, limit));
      for (let at = find(range, pattern, 0); at < Infinity; at = find(range, pattern, at + 1)) {
        const hash = hashBefore(buffer, from + at);
        const offsets = block.get(hash);
        if (offsets) offsets.push(base + from + at);
        else block.set(hash, [base + from + at]);
      }
    }
    return block;
  }

  return { lookup };
}

function lineAround({ buffer, limit }: Window, position: number): string {
  const before = buffer.subarray(Math.max(0, position - MAX_ENVELOPE_LINE), position);
  const after = buffer.subarray(position, Math.min(limit, position + MAX_ENVELOPE_LINE));
  const lineFeed = after.indexOf(LINE_FEED);
  const start = position - before.length + before.lastIndexOf(LINE_FEED) + 1;
  return buffer.toString("utf8", start, position + (lineFeed < 0 ? after.length : lineFeed));
}

/** The line nearest to the refusal counts: a queue id may have been another message's before. */
function merge(known: Envelope | null, found: Envelope): Envelope {
  return {
    queueId: found.queueId,
    sender: known?.sender ?? found.sender,
    messageId: known?.messageId ?? found.messageId,
  };
}
