// How far the reading is, for the status line; and its early end, when the user interrupts it.

import { basename } from "node:path";
import type { ByteReader } from "./files/reader.ts";
import { byteSize, count, duration } from "../base/words/quantities.ts";

/** A rate can be told only after some time. */
const FIRST_RATE_MILLISECONDS = 1_000;

/** By then the code is warm, and what is read is garbage soon. */
const LONG_INPUTS = 200 * 1024 * 1024;
/** With more, much of what is read is kept. */
const FEW_REFUSALS = 10_000;

export interface ReadingProgress {
  /**
   * The same reader; its bytes are counted, and it ends when the reading is interrupted, unless it is a stream
   * that the signal ends by itself.
   */
  watch: (reader: ByteReader, name: string, endsItself?: boolean) => ByteReader;
  /** A watched reader has been read to its end. */
  finished: (reader: ByteReader) => void;
  refused: (count: number) => void;
  wasInterrupted: () => boolean;
}

export interface ProgressOptions {
  onProgress: (status: string) => void;
  /** Called once, when so much was read with few refusals in it that the inputs are long. */
  onLong?: (() => void) | undefined;
  signal: AbortSignal | undefined;
  /** Bytes of all inputs, as far as they are known. */
  total: number;
  now: () => number;
}

export function createReadingProgress({
  onProgress,
  onLong = () => {},
  signal,
  total,
  now,
}: ProgressOptions): ReadingProgress {
  const started = now();
  let before = 0;
  let isLong = false;
  let refusals = 0;
  let interrupted = false;

  function watch(reader: ByteReader, name: string, endsItself = false): ByteReader {
    const tell = () => tellBytes(name, before + reader.bytesRead());
    async function read(into: Buffer, offset: number): Promise<number> {
      if (hasEnough() && !endsItself) return 0;
      const length = await reader.read(into, offset);
      tell();
      return length;
    }
    function took(length: number): boolean {
      const goesOn = !hasEnough() && reader.file?.took(length) === true;
      if (goesOn) tell();
      return goesOn;
    }
    function tookGzip(given: number, taken: number, failure: string | null): boolean {
      const goesOn = !hasEnough() && reader.gzip?.took(given, taken, failure) === true;
      if (goesOn) tell();
      return goesOn;
    }
    return {
      ...reader,
      read,
      ...(reader.file ? { file: { ...reader.file, took } } : {}),
      ...(reader.gzip ? { gzip: { ...reader.gzip, took: tookGzip } } : {}),
    };
  }

  function tellBytes(name: string, bytes: number): void {
    onProgress(describe(name, bytes));
    if (isLong || bytes < LONG_INPUTS || refusals > FEW_REFUSALS) return;
    isLong = true;
    onLong();
  }

  function hasEnough(): boolean {
    interrupted ||= signal?.aborted === true;
    return interrupted;
  }

  function describe(name: string, bytes: number): string {
    const elapsed = now() - started;
    const amount = total > 0 ? `${byteSize(bytes)} of ${byteSize(total)}` : byteSize(bytes);
    // A whole path would leave no room for the figures.
    const parts = [`reading ${basename(name)}: ${amount}`];
    if (elapsed >= FIRST_RATE_MILLISECONDS) {
      const rate = (bytes / elapsed) * 1_000;
      parts.push(`${byteSize(Math.round(rate))}/s`);
      if (total > bytes && rate > 0) parts.push(`${duration(Math.ceil((total - bytes) / rate))} left`);
    }
    if (refusals > 0) parts.push(count(refusals, "refusal"));
    return parts.join(", ");
  }

  return {
    watch,
    finished: (reader) => void (before += reader.bytesRead()),
    refused: (more) => void (refusals += more),
    wasInterrupted: hasEnough,
  };
}
