// The door of the search: what the rest of the reading may use.

export { awaitsPart } from "./continuation.ts";
export { entryAround, LINE_FEED, lineStart, type Entry } from "./entry.ts";
export { LOOK_BEHIND, MAX_LINE_LENGTH } from "./log-memory.ts";
export { linesBefore } from "./lines-before.ts";
export { createPassedLines, type PassedLine, type PassedLines } from "./passed-lines.ts";
export { createScanner, type ScannerOptions, type ScanResult, type Search } from "./scan.ts";
export type { Window } from "./window.ts";
export { createQueueIds, type QueueIds } from "./word-numbers.ts";
