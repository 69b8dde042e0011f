// Reads everything that was named: logs first, in order of time, so that what becomes of a refused message
// is seen after its refusal; then mail. A bad input is told and passed over.

import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorReason, UserError } from "./errors.ts";
import { discover, type FoundFile } from "./input/discover.ts";
import { MAX_MESSAGE_LENGTH, splitMbox } from "./input/mbox.ts";
import { openPath, openStream, type OpenInput } from "./input/open.ts";
import { readWhole } from "./input/reader.ts";
import { sniff, type Sniffed } from "./input/sniff.ts";
import type { AnalysisEvent, InputKind, InputSummary } from "./model.ts";
import { createLogReader } from "./read-log.ts";
import { readMessage } from "./read-mail.ts";

export interface InputReading {
  paths: readonly string[];
  stdin: AsyncIterable<Uint8Array> | null;
  timezone: string;
  now: number;
  /** True when the event had not been seen before. */
  emit: (event: AnalysisEvent) => boolean;
  onWarning: (message: string) => void;
  onProgress: (status: string) => void;
}

export interface InputResult {
  inputs: InputSummary[];
  warnings: string[];
  /** True when something that was named could not be read whole. */
  failed: boolean;
}

const STANDARD_INPUT = "-";
const nameOf = (path: string) => (path === STANDARD_INPUT ? "standard input" : path);

interface PendingFile {
  path: string;
  sniffed: Sniffed;
  /** Already open, for what can be read only once. */
  opened: OpenInput | null;
}

export async function readInputs(reading: InputReading): Promise<InputResult> {
  const { onWarning, onProgress } = reading;
  const result: InputResult = { inputs: [], warnings: [], failed: false };
  const files: PendingFile[] = [];
  const mailboxes = new Map<string, "maildir" | "mh">();
  let skipped = 0;

  await findFiles();
  const logs = files.filter(({ sniffed }) => sniffed.kind === "log");
  const readLog = createLogReader((event) => emitFor(current, event));
  let current: InputSummary = summary("", null);
  for (const file of logs.toSorted(byFirstTime)) await readFile(file, "log");
  for (const file of files) {
    if (file.sniffed.kind === "events") await readFile(file, "events");
    if (file.sniffed.kind === "mbox") await readFile(file, "mbox");
    if (file.sniffed.kind === "message") await readFile(file, "message");
  }
  for (const [path, kind] of mailboxes) await readMailbox(path, kind);
  return result;

  function fail(message: string, input?: InputSummary): void {
    result.failed = true;
    note(message, input);
  }

  function note(message: string, input?: InputSummary): void {
    onWarning(message);
    (input ?? result).warnings.push(message);
  }

  function emitFor(input: InputSummary, event: AnalysisEvent): void {
    if (reading.emit(event) && event.schema === "whybounce.rejection/1") input.rejections++;
  }

  // ------------------------------------------------------------ finding

  async function findFiles(): Promise<void> {
    const named = reading.paths.filter((path) => path !== STANDARD_INPUT);
    if (reading.stdin) await addStandardInput(reading.stdin);
    for await (const found of discover(named, fail)) {
      if (found.mailbox) mailboxes.set(found.mailbox.path, found.mailbox.kind);
      else await addFile(found);
    }
    if (skipped > 0)
      note(
        `${count(skipped, "file")} in the directories named ${skipped === 1 ? "is" : "are"} neither mail log nor mail; not read`,
      );
  }

  async function addStandardInput(stdin: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      const opened = await openStream(stdin);
      keep({ path: STANDARD_INPUT, mailbox: null, named: true }, opened, true);
    } catch (error) {
      fail(describe(STANDARD_INPUT, error));
    }
  }

  async function addFile(found: FoundFile): Promise<void> {
    try {
      const opened = await openPath(found.path);
      const readOnce = opened.once;
      keep(found, opened, readOnce);
      if (!readOnce) await opened.reader.close();
    } catch (error) {
      if (found.named) fail(describe(found.path, error));
      else skipped++;
    }
  }

  function keep(found: FoundFile, opened: OpenInput, readOnce: boolean): void {
    const sniffed = sniff(opened.head, { timezone: reading.timezone, notAfter: opened.modified });
    const broken = opened.reader.failure();
    if (sniffed.kind === "empty" && broken === null) {
      if (found.named) note(`${nameOf(found.path)}: is empty`, addSummary(found.path, null));
    } else if (sniffed.kind === "unknown" || sniffed.kind === "empty") {
      if (found.named)
        fail(
          `${nameOf(found.path)}: ${broken ?? "neither a mail log nor mail (no time stamp or mail header in its first lines); not read"}`,
        );
      else skipped++;
    } else {
      files.push({ path: found.path, sniffed, opened: readOnce ? opened : null });
    }
  }

  // ------------------------------------------------------------ reading

  async function readFile(file: PendingFile, kind: InputKind): Promise<void> {
    const input = addSummary(file.path, kind);
    onProgress(`reading ${nameOf(file.path)}`);
    try {
      const opened = file.opened ?? (await openPath(file.path));
      if (kind === "log") await readLogFile(input, opened);
      else if (kind === "events") await readEventsFile(input, opened);
      else if (kind === "message") await readMessageFile(input, opened);
      else await readMboxFile(input, opened);
      input.bytes = opened.reader.bytesRead();
      const failure = opened.reader.failure();
      const unit = kind === "mbox" || kind === "message" ? "message" : "line";
      if (failure !== null)
        fail(
          `${nameOf(file.path)}: ${failure} after ${count(input.records, unit)}; the rest was read`,
          input,
        );
      await opened.reader.close();
    } catch (error) {
      fail(describe(file.path, error), input);
    }
  }

  async function readLogFile(input: InputSummary, opened: OpenInput): Promise<void> {
    current = input;
    const { reader, modified } = opened;
    const scanned = await readLog({
      path: input.path,
      reader,
      timezone: reading.timezone,
      notAfter: modified,
    });
    input.records = scanned.lines;
    if (scanned.linesCut > 0)
      note(
        `${nameOf(input.path)}: ${count(scanned.linesCut, "line")} longer than 1 MiB; only the beginning was read`,
        input,
      );
  }

  async function readEventsFile(input: InputSummary, opened: OpenInput): Promise<void> {
    const { readEvents } = await import("./read-events.ts");
    const { lines, unreadable } = await readEvents(opened.reader, (event) => emitFor(input, event));
    input.records = lines;
    if (unreadable > 0)
      fail(`${nameOf(input.path)}: ${count(unreadable, "line")} not written by whybounce; left out`, input);
  }

  async function readMboxFile(input: InputSummary, opened: OpenInput): Promise<void> {
    for await (const { raw, number, cut } of splitMbox(opened.reader)) {
      input.records = number;
      if (cut) note(cutMessage(`${nameOf(input.path)}: message ${number}`), input);
      await readOne(input, raw, number);
    }
  }

  async function readMessageFile(input: InputSummary, opened: OpenInput): Promise<void> {
    const { raw, cut } = await readWhole(opened.reader, MAX_MESSAGE_LENGTH);
    input.records = 1;
    if (cut) note(cutMessage(nameOf(input.path)), input);
    await readOne(input, raw, 1);
  }

  async function readMailbox(path: string, kind: "maildir" | "mh"): Promise<void> {
    const input = addSummary(path, kind);
    onProgress(`reading ${path}`);
    for await (const file of mailboxFiles(path, kind)) {
      input.records++;
      try {
        const opened = await openPath(file);
        const { raw, cut } = await readWhole(opened.reader, MAX_MESSAGE_LENGTH);
        input.bytes += opened.reader.bytesRead();
        if (cut) note(cutMessage(file), input);
        await readOne(input, raw, input.records, file);
        await opened.reader.close();
      } catch (error) {
        // Mail is moved from new to cur, or deleted, while it is read: that is no fault.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") fail(describe(file, error), input);
      }
    }
  }

  async function readOne(input: InputSummary, raw: Buffer, number: number, path = input.path): Promise<void> {
    const position = path === input.path ? { path, message: number } : { path };
    try {
      await readMessage(raw, position, (event) => emitFor(input, event));
    } catch (error) {
      note(
        `${nameOf(path)}: message ${number} could not be parsed (${(error as Error).message}); left out`,
        input,
      );
      result.failed = true;
    }
  }

  function addSummary(path: string, kind: InputKind | null): InputSummary {
    const input = summary(path, kind);
    result.inputs.push(input);
    return input;
  }
}

function summary(path: string, kind: InputKind | null): InputSummary {
  return { path, kind, bytes: 0, records: 0, rejections: 0, warnings: [] };
}

function byFirstTime(a: PendingFile, b: PendingFile): number {
  return (a.sniffed.firstTime ?? 0) - (b.sniffed.firstTime ?? 0) || (a.path < b.path ? -1 : 1);
}

/** The files of a Maildir or an MH folder, not of the folders below it. */
async function* mailboxFiles(path: string, kind: "maildir" | "mh"): AsyncGenerator<string> {
  const directories = kind === "maildir" ? [join(path, "new"), join(path, "cur")] : [path];
  for (const directory of directories) {
    const entries = await opendir(directory).catch(() => null);
    if (!entries) continue;
    for await (const entry of entries) {
      if (!entry.isFile() || entry.name.startsWith(".")) continue;
      if (kind === "maildir" || /^\d+$/.test(entry.name)) yield join(directory, entry.name);
    }
  }
}

function describe(path: string, error: unknown): string {
  if (error instanceof UserError) return error.message;
  return `${nameOf(path)}: ${systemErrorReason(error)}`;
}

function cutMessage(what: string): string {
  return `${what} is longer than ${MAX_MESSAGE_LENGTH >> 20} MiB; only the beginning was read`;
}

function count(amount: number, noun: string): string {
  return `${amount.toLocaleString("en")} ${noun}${amount === 1 ? "" : "s"}`;
}
