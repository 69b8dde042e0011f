// Finds what stands shortly before a refusal: the lines that name the message's sender. The bytes behind
// the hit are indexed block by block, backwards and on demand, each block at most once; so rare hits cost
// a block or two, and a log that is nothing but refusals costs one pass.

import type { Envelope, Needle } from "../model.ts";
import { compile, find } from "./needle.ts";
import type { Window } from "./window.ts";

const BLOCK_SIZE = 64 << 10;
const LINE_FEED = 0x0a;
/** Longer lines name no sender: an address has at most 320 bytes, a Message-ID 998. */
const MAX_ENVELOPE_LINE = 4_096;

export interface EnvelopeIndex {
  /** What the lines in front of `position` say of the message; null when they do not name it. */
  lookup(queueId: string, window: Window, position: number): Envelope | null;
}

/** `readEnvelope` reads one line; `needles` stand in each line that it can read. */
export function createEnvelopeIndex(
  needles: readonly Needle[],
  readEnvelope: (line: string) => Envelope | null,
): EnvelopeIndex {
  const patterns = needles.map(compile);
  const blocks = new Map<number, Map<string, Envelope>>();

  function block(number: number, window: Window): Map<string, Envelope> {
    const known = blocks.get(number);
    if (known) return known;
    const from = Math.max(window.start, number * BLOCK_SIZE - window.base);
    const to = Math.min(window.limit, (number + 1) * BLOCK_SIZE - window.base);
    const envelopes = indexRange(window, from, to);
    if ((number + 1) * BLOCK_SIZE <= window.base + window.limit) blocks.set(number, envelopes);
    return envelopes;
  }

  function indexRange(window: Window, from: number, to: number): Map<string, Envelope> {
    const envelopes = new Map<string, Envelope>();
    const view = window.buffer.subarray(0, window.limit);
    for (const pattern of patterns) {
      const range = view.subarray(from, Math.min(to + pattern.bytes.length - 1, window.limit));
      for (let at = find(range, pattern, 0); at < Infinity; at = find(range, pattern, at + 1)) {
        const found = readEnvelope(lineAround(view, from + at));
        if (found) envelopes.set(found.queueId, merge(envelopes.get(found.queueId), found));
      }
    }
    return envelopes;
  }

  return {
    lookup(queueId, window, position) {
      forgetBlocksBefore(blocks, Math.floor((window.base + window.start) / BLOCK_SIZE));
      let result: Envelope | undefined;
      const last = Math.floor((window.base + window.start) / BLOCK_SIZE);
      for (let number = Math.floor((window.base + position) / BLOCK_SIZE); number >= last; number--) {
        const found = block(number, window).get(queueId);
        if (found) result = merge(found, result);
        if (result && result.sender !== null) return result;
      }
      return result ?? null;
    },
  };
}

function lineAround(view: Buffer, position: number): string {
  const before = view.subarray(Math.max(0, position - MAX_ENVELOPE_LINE), position);
  const after = view.subarray(position, position + MAX_ENVELOPE_LINE);
  const lineFeed = after.indexOf(LINE_FEED);
  const start = position - before.length + before.lastIndexOf(LINE_FEED) + 1;
  return view.toString("utf8", start, lineFeed < 0 ? position + after.length : position + lineFeed);
}

function merge(earlier: Envelope | undefined, later: Envelope | undefined): Envelope {
  return {
    queueId: (later ?? earlier)!.queueId,
    sender: later?.sender ?? earlier?.sender ?? null,
    messageId: later?.messageId ?? earlier?.messageId ?? null,
  };
}

function forgetBlocksBefore(blocks: Map<number, unknown>, first: number): void {
  for (const number of blocks.keys()) if (number < first) blocks.delete(number);
}
