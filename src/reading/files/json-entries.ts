// Passes on the entries of lists in JSON, each as a line. No more is kept than what leads to where the bytes stand, so a list may
// be of any length, and on one line.

import { columnStart, entryKind, isLabels, isStream, type EntryKind } from "./json-lists.ts";
import { createPlace } from "./json-place.ts";
import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, createTokens, OPEN_BRACE, OPEN_BRACKET } from "./json-tokens.ts";
import { createSink, type Sink } from "./sink.ts";

const LINE_FEED = 0x0a;
const BLANK = 0x20;

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
  level: number;
  /** Of a row: its bytes, and its values so far. */
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

  const toOut = [out];
  const toHeld = [held];
  const toLabels = [labels];
  const toBoth = [held, labels];
  const read = createTokens({ string, mark });

  function string(bytes: Buffer, from: number, to: number): void {
    if (!entry) place.string(bytes, from, to);
    for (const sink of sinks()) sink.append(bytes, from, to);
    if (entry) entry.length += to - from;
    else keepBounds();
  }

  function mark(byte: number): void {
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) open(byte);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) close(byte);
    else if (byte === COMMA && entry?.kind === "row" && entry.level === place.level())
      out.append(columnStart(entry.values++));
    else pass(byte);
    if (!entry) place.mark(byte);
  }

  function pass(byte: number): void {
    const shown = byte === LINE_FEED ? BLANK : byte;
    if (entry) {
      out.push(shown);
      entry.length++;
      return;
    }
    for (const sink of sinks()) sink.push(shown);
    keepBounds();
  }

  function keepBounds(): void {
    // Labels that are too long are none.
    if (labels.length() > MAX_LABELS) endLabels();
    if (held.length() <= MAX_HELD) return;
    out.append(held.take());
    isHeld = false;
    labelsLevel = 0;
    entry = { kind: "object", level: 1, length: 0, values: 0 };
  }

  function sinks(): readonly Sink[] {
    if (entry) return toOut;
    if (labelsLevel > 0) return isHeld ? toBoth : toLabels;
    return isHeld ? toHeld : [];
  }

  function open(byte: number): void {
    place.open(byte);
    const kind = entry ? null : enter(byte);
    if (kind) begin(kind, byte);
    else pass(byte);
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

  function begin(kind: EntryKind, byte: number): void {
    first ??= true;
    isHeld = false;
    held.take();
    entry = { kind, level: place.level(), length: 0, values: 0 };
    if (kind === "object") pass(byte);
    else out.append(columnStart(entry.values++));
  }

  function close(byte: number): void {
    const level = place.level();
    if (level === 0) return;
    if (entry?.level === level) end(entry);
    else pass(byte);
    if (labelsLevel === level) endLabels();
    place.close();
    if (level === 1) endValue();
  }

  function end({ kind, length }: Entry): void {
    if (kind === "row" && length >= MIN_ROW && streamLabels) {
      out.append(labelsStart);
      out.append(streamLabels);
    }
    out.push(CLOSE_BRACE);
    out.push(LINE_FEED);
    entry = null;
  }

  function endLabels(): void {
    const taken = labels.take();
    streamLabels = taken.length <= MAX_LABELS ? taken : null;
    labelsLevel = 0;
  }

  function endValue(): void {
    first ??= false;
    if (isHeld) out.append(held.take());
    if (isHeld) out.push(LINE_FEED);
    isHeld = false;
  }

  function convert(bytes: Buffer): Buffer {
    read(bytes);
    return out.take();
  }

  return { convert, hasEntries: () => first };
}
