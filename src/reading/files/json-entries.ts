// Passes on the entries of lists in JSON, each as a line. No more is kept than what leads to where the bytes stand, so a list may
// be of any length, and on one line.

import { columnStart, entryKind, isLabels, isStream, type EntryKind } from "./json-lists.ts";
import { createPlace } from "./json-place.ts";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  createTokens,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
} from "./json-tokens.ts";
import { createSink, type Sink } from "./sink.ts";

const blank = Buffer.from(" ");
const lineEnd = Buffer.from("\n");
const entryEnd = Buffer.from("}\n");

/** All labels of a stream; Loki's default is at most fifteen, and they are short. Longer ones are left out. */
const MAX_LABELS = 2_048;
/** A shorter row holds no line of a mailer, and with its labels would be many times its size. */
const MIN_ROW = 40;
/** An object without a list is one line, and no line is longer. */
const MAX_HELD = 1 << 20;
const labelsStart = Buffer.from(',"stream":');

export interface JsonEntries {
  /** The lines that the bytes hold, or parts of them. */
  convert: (bytes: Buffer) => Buffer;
  /** True when the first value of all has entries, false when it has none; null when that is not known yet. */
  hasEntries: () => boolean | null;
}

/** What is passed on. */
interface Entry {
  kind: EntryKind;
  /** How many objects and lists are open within it. */
  depth: number;
  /** Its bytes so far, and the values of a row. */
  length: number;
  values: number;
}

export function createJsonEntries(): JsonEntries {
  const place = createPlace();
  const out = createSink(128 << 10);
  /** The outermost object, until it shows that it has entries, or ends. */
  const held = createSink(1_024);
  const labels = createSink(MAX_LABELS);
  let isHeld = false;
  let entry: Entry | null = null;
  /** Where the labels stand that are being read; 0 for none. */
  let labelsLevel = 0;
  let streamLabels: Buffer | null = null;
  let first: boolean | null = null;
  /** What stands from here on is still to be copied. */
  let runStart = 0;

  const toOut = [out];
  const toHeld = [held];
  const toLabels = [labels];
  const toBoth = [held, labels];
  const read = createTokens({ string, mark });

  function convert(bytes: Buffer): Buffer {
    runStart = 0;
    read(bytes);
    copyUntil(bytes, bytes.length);
    keepBounds();
    return out.take();
  }

  function sinks(): readonly Sink[] {
    if (entry) return toOut;
    if (labelsLevel > 0) return isHeld ? toBoth : toLabels;
    return isHeld ? toHeld : [];
  }

  function copyUntil(bytes: Buffer, until: number): void {
    if (until > runStart) for (const sink of sinks()) sink.append(bytes, runStart, until);
    if (entry) entry.length += until - runStart;
    runStart = until;
  }

  /** What is kept may be longer by the bytes that come at once. */
  function keepBounds(): void {
    // Labels that are too long are none.
    if (labels.length() > MAX_LABELS) endLabels();
    if (held.length() <= MAX_HELD) return;
    out.append(held.take());
    isHeld = false;
    labelsLevel = 0;
    entry = { kind: "object", depth: place.level() - 1, length: 0, values: 0 };
    while (place.level() > 1) place.close();
  }

  /** Something else stands in the place of one byte. */
  function replace(bytes: Buffer, at: number, by: Buffer): void {
    copyUntil(bytes, at);
    for (const sink of sinks()) sink.append(by);
    runStart = at + 1;
  }

  function string(bytes: Buffer, from: number, to: number): void {
    if (!entry) place.string(bytes, from, to);
  }

  function mark(byte: number, bytes: Buffer, at: number): void {
    if (byte === LINE_FEED) replace(bytes, at, blank);
    else if (entry) markWithin(entry, byte, bytes, at);
    else if (isOpening(byte)) open(byte, bytes, at);
    else if (isClosing(byte)) close(bytes, at);
    else place.mark(byte);
  }

  function markWithin(current: Entry, byte: number, bytes: Buffer, at: number): void {
    if (isOpening(byte)) current.depth++;
    else if (isClosing(byte) && current.depth > 0) current.depth--;
    else if (isClosing(byte)) end(current, bytes, at);
    else if (byte === COMMA && current.kind === "row" && current.depth === 0)
      replace(bytes, at, columnStart(current.values++));
  }

  function open(byte: number, bytes: Buffer, at: number): void {
    copyUntil(bytes, at);
    place.open(byte);
    const kind = enter(byte);
    if (!kind) return;
    first ??= true;
    isHeld = false;
    held.clear();
    entry = { kind, depth: 0, length: 0, values: 0 };
    if (kind === "row") replace(bytes, at, columnStart(entry.values++));
  }

  /** What begins here, if that is an entry. */
  function enter(byte: number): EntryKind | null {
    const path = place.path();
    if (place.level() === 1) isHeld = byte === OPEN_BRACE;
    if (path === null) return null;
    if (isStream(path) && place.isInList()) streamLabels = null;
    if (isLabels(path) && byte === OPEN_BRACE) labelsLevel = place.level();
    return place.isInList() ? entryKind(path, byte) : null;
  }

  function end(ended: Entry, bytes: Buffer, at: number): void {
    copyUntil(bytes, at);
    if (ended.kind === "row" && ended.length >= MIN_ROW && streamLabels) {
      out.append(labelsStart);
      out.append(streamLabels);
    }
    out.append(entryEnd);
    runStart = at + 1;
    entry = null;
    place.close();
  }

  function close(bytes: Buffer, at: number): void {
    copyUntil(bytes, at + 1);
    const level = place.level();
    if (level === 0) return;
    if (labelsLevel === level) endLabels();
    place.close();
    if (level === 1) endValue();
  }

  function endLabels(): void {
    const taken = labels.take();
    streamLabels = taken.length <= MAX_LABELS ? taken : null;
    labelsLevel = 0;
  }

  function endValue(): void {
    first ??= false;
    if (isHeld) out.append(held.take());
    if (isHeld) out.append(lineEnd);
    isHeld = false;
  }

  return { convert, hasEntries: () => first };
}

function isOpening(byte: number): boolean {
  return byte === OPEN_BRACE || byte === OPEN_BRACKET;
}

function isClosing(byte: number): boolean {
  return byte === CLOSE_BRACE || byte === CLOSE_BRACKET;
}
