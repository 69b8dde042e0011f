// Reads the files of a history: events that this program stored, month by month.

import { shownName } from "../base/errors.ts";
import { count } from "../base/words/quantities.ts";
import type { ObservationBatch } from "../model/observations.ts";
import type { InputSummary } from "../model/report.ts";
import { openPath } from "./files/open.ts";
import type { ByteReader } from "./files/reader.ts";
import { brokenMessage, describeError, nameOf } from "./problem-words.ts";
import { leftOutMessages, readEvents } from "./read-events.ts";
import type { ReadingRecord } from "./record.ts";

export interface HistorySource {
  directory: string;
  files: readonly { path: string; isCompressed: boolean }[];
  /** Lines that tell nothing about the period. */
  isPassedOver: (line: string) => boolean;
  onProgress: (status: string) => void;
}

export async function* readHistory(
  { directory, files, isPassedOver, onProgress }: HistorySource,
  record: ReadingRecord,
): AsyncGenerator<ObservationBatch[]> {
  const input = record.addInput(directory, "store");
  for (const file of files) {
    onProgress(`reading ${file.path}`);
    try {
      yield* readMonth(file, isPassedOver, input, record);
    } catch (error) {
      record.fail(describeError(file.path, error), input);
    }
  }
}

async function* readMonth(
  { path, isCompressed }: HistorySource["files"][number],
  isPassedOver: (line: string) => boolean,
  input: InputSummary,
  record: ReadingRecord,
): AsyncGenerator<ObservationBatch[]> {
  const { reader } = await openPath(path);
  const whole = withoutTornLine(reader);
  try {
    const { parts, result } = readEvents(whole.reader, isPassedOver);
    for await (const { observations } of parts) {
      const batch = { observations, newRefusals: 0, failure: null };
      yield [batch];
      if (batch.failure !== null) throw batch.failure as Error;
      input.rejections += batch.newRefusals;
    }
    input.records += result.lines;
    for (const message of leftOutMessages(result))
      record.fail(`${shownName(nameOf(path))}: ${message}`, input);
  } finally {
    await reader.close();
  }
  input.bytes += reader.bytesRead();
  const failure = reader.failure();
  if (failure !== null) record.fail(brokenMessage({ ...input, path }, failure), input);
  else if (whole.torn() > 0 && !isCompressed)
    record.note(
      `${nameOf(path)}: its last line has no end (${count(whole.torn(), "byte")}): it is being written, or a crash tore it; passed over`,
      input,
    );
}

const LINE_FEED = 0x0a;

/** What stands after the last line end is held back, and left out at the end. */
function withoutTornLine(reader: ByteReader): { reader: ByteReader; torn: () => number } {
  let held: Buffer = Buffer.alloc(0);
  async function read(into: Buffer, offset: number): Promise<number> {
    for (;;) {
      const room = into.subarray(offset);
      const kept = held.copy(room);
      if (kept === room.length) {
        held = held.subarray(kept);
        return kept;
      }
      const more = await reader.read(into, offset + kept);
      const filled = kept + more;
      if (more === 0) return 0;
      const end = room.subarray(0, filled).lastIndexOf(LINE_FEED) + 1;
      held = Buffer.from(room.subarray(end, filled));
      if (end > 0) return end;
      // A line that is longer than the room is none of ours: the reader of events says so.
      if (filled === room.length) {
        held = Buffer.alloc(0);
        return filled;
      }
    }
  }
  return { reader: { ...reader, read }, torn: () => held.length };
}
