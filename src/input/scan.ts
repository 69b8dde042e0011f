// Finds the entries of a log in which one of several byte strings stands, without splitting or decoding
// the rest. Logs are huge and refusals are rare: the cost is that of the byte search.

import type { Needle } from "../model.ts";
import { entryAround, type Entry } from "./entry.ts";
import type { ByteReader } from "./reader.ts";
import { borrowSearcher, returnSearcher, type Searcher } from "./searcher.ts";
import { readWindows, WINDOW_SIZE, type Window } from "./window.ts";

/** Where the last line is looked for, and what is kept of it: the time stamp of a JSON line may stand anywhere. */
const LAST_LINE_SEARCH = 64 << 10;
const LAST_LINE_LENGTH = 4_096;

export interface ScanResult {
  lines: number;
  /** Lines longer than MAX_LINE_LENGTH, of which only the beginning was looked at. */
  linesCut: number;
  /** The beginning of the last line that is not empty: it tells until when the log goes. */
  lastLine: string;
}

/** What is looked for, and what to do where it stands. */
export interface Search {
  needle: Needle;
  /** A cheap look at the bytes around; false spares finding the entry. */
  accepts: (window: Window, position: number) => boolean;
  /** True when the entry is dealt with: its other needles are passed over. */
  visit: (entry: Entry, window: Window) => boolean;
}

/** Visits each entry in which one of the needles stands, in order. */
export async function scanLog(reader: ByteReader, searches: readonly Search[]): Promise<ScanResult> {
  const searcher = borrowSearcher(
    searches.map(({ needle }) => needle),
    WINDOW_SIZE,
  );
  const result: ScanResult = { lines: 0, linesCut: 0, lastLine: "" };
  try {
    for await (const window of readWindows(reader, searcher.buffer)) {
      visitEntries(window, searcher, searches, result);
      if (window.isCut) result.linesCut++;
      result.lastLine = lastLineOf(window) || result.lastLine;
    }
  } finally {
    returnSearcher(searcher);
  }
  return result;
}

function visitEntries(
  window: Window,
  searcher: Searcher,
  searches: readonly Search[],
  result: ScanResult,
): void {
  const { scanned, limit } = window;
  const view = window.buffer.subarray(0, limit);
  /** Up to where each needle's entries were visited already. */
  const visited = searches.map(() => scanned);
  let counted = scanned;
  searcher.search(scanned, limit, (found, position) => {
    const { accepts, visit } = searches[found]!;
    if (position < visited[found]! || !accepts(window, position)) return;
    const { start, end } = entryAround(view, scanned, position);
    result.lines += searcher.countLineFeeds(counted, start);
    counted = start;
    visited[found] = end;
    if (visit({ start, end, line: result.lines + 1 }, window)) visited.fill(end);
  });
  result.lines += searcher.countLineFeeds(counted, limit);
  // The last line may have no end, or have been cut in front of it.
  if (limit > scanned && view[limit - 1] !== 0x0a) result.lines++;
}

function lastLineOf({ buffer, scanned, limit }: Window): string {
  const tail = buffer.toString("latin1", Math.max(scanned, limit - LAST_LINE_SEARCH), limit).trimEnd();
  return tail.slice(tail.lastIndexOf("\n") + 1).slice(0, LAST_LINE_LENGTH);
}
