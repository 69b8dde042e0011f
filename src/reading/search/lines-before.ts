// The lines right before a place in a log that have a word, found without any needle: a reply whose lines are lines of the log,
// between those of other deliveries.

import { LINE_FEED } from "./entry.ts";
import type { Window } from "./window.ts";

/** Nine lines of 512 octets, each with a header and two addresses, between those of the forty deliveries of Courier's to one host. */
const LOOK_BEHIND = 256 << 10;
const MAX_LINES = 200;

/** In their order, each with its place in the log. */
export function linesBefore(
  { buffer, base, start }: Window,
  position: number,
  word: string,
): { text: string; offset: number }[] {
  const from = Math.max(start, position - LOOK_BEHIND);
  const view = buffer.subarray(0, position);
  const lines: { text: string; offset: number }[] = [];
  for (let at = view.lastIndexOf(word); at >= from && lines.length < MAX_LINES;) {
    // Other memory stands before the window.
    const first = Math.max(start, view.lastIndexOf(LINE_FEED, at) + 1);
    const end = view.indexOf(LINE_FEED, at);
    lines.push({ text: view.toString("utf8", first, end < 0 ? position : end), offset: base + first });
    at = first === start ? -1 : view.lastIndexOf(word, first - 1);
  }
  return lines.toReversed();
}
