// Stores what was read in a history: what is not there yet is appended to the file of its month. If a push ends early,
// what it stored stays, and the same push again stores the rest.

import { createReadStream } from "node:fs";
import { open, readFile, rm, stat, truncate } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createGunzip, gzipSync } from "node:zlib";
import { shownName } from "../../base/errors.ts";
import { push } from "../../base/memory/lists.ts";
import { replaceFile, syncFolder } from "../../base/replaced-file.ts";
import { isWithin } from "../../counting/outside-period.ts";
import type { Period } from "../../model/options.ts";
import type { StoredMark } from "../../model/reader-state.ts";
import type { Observation } from "../../model/observations.ts";
import { storedIn, whatIsMissing } from "./stored.ts";
import { summaryOf, type MonthSummary } from "./summaries.ts";
import { historyError, noteInMark, openHistory, type HistoryMark } from "./folder.ts";
import { lineOf, mentionOf, type HistoryLine } from "./lines.ts";
import { firstKept, monthFiles, monthOf, pathOf, UNDATED, type MonthFile } from "./months.ts";

export interface HistoryOptions {
  directory: string;
  /** Older months are deleted; null keeps all. */
  keptMonths: number | null;
  /** What lies outside is not stored. */
  period: Period;
  now: number;
  onWarning: (message: string) => void;
}

export interface HistoryWriter {
  add: (observations: readonly Observation[]) => Promise<void>;
  /** Brings everything to the disk. */
  finish: (newest: number | null) => Promise<{ stored: number; known: number }>;
  /** What is stored by now. */
  done: Readonly<{ stored: number; known: number }>;
  /** What the history has, for the state of a reader; see `whatIsMissing`. */
  mark: () => Promise<StoredMark>;
  missingIn: (known: StoredMark | null) => Promise<string | null>;
  close: () => Promise<void>;
}

/** Lines that wait in memory to be written together. */
const LINES_TOGETHER = 20_000;
const LINE_FEED = 0x0a;
/** What is told of a month comes later by this much at most: a message's longest time in the queue. */
const LATE = 8 * 24 * 3_600_000;

export async function openHistoryWriter(options: HistoryOptions): Promise<HistoryWriter> {
  const { directory, period, onWarning } = options;
  const lock = await openHistory(directory);
  const known = new Map<string, Set<string>>();
  const done = { stored: 0, known: 0 };
  let waiting: HistoryLine[] = [];

  async function add(observations: readonly Observation[]): Promise<void> {
    for (const observation of observations)
      if (isWanted(observation, period)) waiting.push(lineOf(observation));
    if (waiting.length >= LINES_TOGETHER) await write();
  }

  async function write(): Promise<void> {
    const months = new Map<string, HistoryLine[]>();
    for (const line of waiting) push(months, line.month, line);
    waiting = [];
    for (const [month, lines] of months) await writeMonth(month, lines);
  }

  async function writeMonth(month: string, lines: readonly HistoryLine[]): Promise<void> {
    const there = known.get(month) ?? (await mentionsOf(month));
    known.set(month, there);
    const missing = lines.filter(({ mention }) => !there.has(mention) && there.add(mention));
    await append(pathOf(directory, month, false), missing.map(({ text }) => `${text}\n`).join(""));
    done.stored += missing.length;
    done.known += lines.length - missing.length;
  }

  async function mentionsOf(month: string): Promise<Set<string>> {
    await cutTornLine(pathOf(directory, month, false), onWarning);
    const files = (await monthFiles(directory)).filter((file) => file.month === month);
    const mentions = new Set<string>();
    for (const file of files) for await (const line of linesOf(file)) mentions.add(mentionOf(line));
    return mentions;
  }

  async function finish(newest: number | null): Promise<{ stored: number; known: number }> {
    try {
      await write();
      const { keptMonths, now } = options;
      const keptFrom = keptMonths === null ? null : firstKept(keptMonths, now);
      await noteInMark(directory, { newest, months: await tidy(options), keptFrom });
      await syncFolder(directory);
      return done;
    } catch (error) {
      throw historyError(directory, error);
    }
  }

  const guarded = (observations: readonly Observation[]) =>
    add(observations).catch((error: unknown) => {
      throw historyError(directory, error);
    });
  return {
    add: guarded,
    finish,
    done,
    mark: () => storedIn(directory),
    missingIn: (mark) => whatIsMissing(directory, mark),
    close: () => lock.release(),
  };
}

function isWanted(observation: Observation, period: Period): boolean {
  return !("schema" in observation) || isWithin(observation, period);
}

/** After this, a crash of the machine takes nothing of it. A disk that is full takes nothing of what was there. */
async function append(path: string, text: string): Promise<void> {
  if (text === "") return;
  const file = await open(path, "a", 0o600);
  const { size } = await file.stat();
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await file.truncate(size).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
}

/** What a crash left of the last line is read again from where it came: no run was told that it is stored. */
async function cutTornLine(path: string, onWarning: (message: string) => void): Promise<void> {
  const size = await stat(path).then(
    (status) => status.size,
    () => 0,
  );
  if (size === 0) return;
  const end = await lastLineEnd(path, size);
  if (end === size) return;
  onWarning(`${shownName(path)}: its last line was torn by a crash; taken away`);
  await truncate(path, end);
}

const CHUNK = 64 << 10;

async function lastLineEnd(path: string, size: number): Promise<number> {
  const file = await open(path, "r");
  try {
    for (let end = size; end > 0; end -= CHUNK) {
      const start = Math.max(0, end - CHUNK);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      const lineFeed = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
      if (lineFeed >= 0) return start + lineFeed + 1;
    }
    return 0;
  } finally {
    await file.close();
  }
}

async function* linesOf({ path, isCompressed }: MonthFile): AsyncGenerator<string> {
  const bytes = createReadStream(path);
  const input = isCompressed ? bytes.pipe(createGunzip()) : bytes;
  bytes.on("error", (error) => input.destroy(error));
  yield* createInterface({ input, crlfDelay: Infinity });
}

// ---------------------------------------------------------------- months that are over

async function tidy({ directory, keptMonths, now }: HistoryOptions): Promise<HistoryMark["months"]> {
  const summaries: HistoryMark["months"] = {};
  const oldest = keptMonths === null ? "" : firstKept(keptMonths, now);
  const closed = monthOf(now - LATE);
  for (const file of await monthFiles(directory)) {
    if (file.month === UNDATED) continue;
    if (file.month < oldest) await rm(file.path);
    else if (!file.isCompressed && file.month < closed)
      summaries[file.month] = await compress(directory, file);
  }
  return summaries;
}

/**
 * What was told late is added as a second part of the compressed file, as gzip allows. After a crash in between both files
 * have it: it is counted once.
 */
async function compress(directory: string, { month, path }: MonthFile): Promise<MonthSummary> {
  const target = pathOf(directory, month, true);
  await replaceFile(target, await partsOf(target, path));
  await rm(path);
  return summaryOf(target, linesOf({ month, path: target, isCompressed: true }));
}

async function partsOf(target: string, path: string): Promise<Buffer[]> {
  const there = await readIfThere(target);
  const more = await readIfThere(path);
  return [...there, ...more.map((bytes) => gzipSync(bytes))];
}

async function readIfThere(path: string): Promise<Buffer[]> {
  try {
    return [await readFile(path)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
