// The systemd journal as an input: `journalctl` writes the mailers' entries as JSON, and they are read as a log is.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { shownName, systemErrorReason, UserError } from "../../base/errors.ts";
import { SYSTEM_JOURNAL } from "../../base/journal-names.ts";
import { openStream, type OpenInput } from "./open.ts";
import { chunksOf, streamReader, type ByteReader } from "./reader.ts";

/** For good, and until the machine starts again. */
export const JOURNALS = ["/var/log/journal", "/run/log/journal"];

/** True when this machine keeps a journal; so it seems, too, where this user may not look. */
export async function hasJournal(): Promise<boolean> {
  const found = await Promise.all(JOURNALS.map(holdsSome));
  return found.includes(true);
}

async function holdsSome(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length > 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES";
  }
}

/** What of a journal is read. */
export interface JournalRange {
  /** The last entry that an earlier run read. */
  cursor: string | null;
  /** Without a cursor: entries from then on, in milliseconds since the epoch. */
  since: number | null;
}

/** Throws a UserError when the journal cannot be read. */
export async function openJournal(
  path: string,
  range: JournalRange,
  signal?: AbortSignal,
): Promise<OpenInput> {
  const place = await placeOf(path);
  const selection = await selectionOf(path, place);
  const child = spawn("journalctl", [...OUTPUT, ...place, ...rangeOf(range), ...selection], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const tool = watch(child);
  const trouble = await tool.started;
  if (trouble) throw new UserError(notStarted(path, trouble));
  const seen = withCursor(tool.reader, range.cursor);
  const opened = await openStream(chunksOf({ ...seen.reader, failure: () => null }), signal);
  // A stream is closed by its end: the tool must not wait for a reader that is gone.
  const reader = {
    ...opened.reader,
    failure: () => tool.failure() ?? opened.reader.failure(),
    close: async () => {
      child.kill();
      await opened.reader.close();
    },
  };
  return { ...opened, reader, cursor: seen.cursor };
}

// ---------------------------------------------------------------- arguments

/** Each value stands behind an equals sign: none can be taken for an option. */
const OUTPUT = ["--output=json", "--all", "--no-pager"];

async function placeOf(path: string): Promise<string[]> {
  const where = path.slice(SYSTEM_JOURNAL.length);
  if (!where.includes("/")) return [];
  const status = await stat(where).catch((error: unknown) => {
    throw new UserError(`${shownName(path)}: ${systemErrorReason(error)}`);
  });
  return [status.isDirectory() ? `--directory=${where}` : `--file=${where}`];
}

function rangeOf({ cursor, since }: JournalRange): string[] {
  if (cursor !== null) return [`--after-cursor=${cursor}`];
  return since === null ? [] : [`--since=@${Math.floor(since / 1000)}`];
}

/** Syslog's facility of mail: Postfix in all its instances, Sendmail and OpenSMTPD write to it, and Exim if it is told to. */
const MAIL_FACILITY = "SYSLOG_FACILITY=2";
/** Units whose mailers write to their standard output, containers' among them. */
const mailUnit = /^(?:[\w.-]*-)?(?:postfix|exim4?|sendmail|sm-mta|opensmtpd|smtpd)[\w@.\\-]*\.service$/;
/** A journal knows some hundred units; more than these are in no command line. */
const MAX_UNITS = 500;
const MAX_FIELD_OUTPUT = 8 << 20;

async function selectionOf(path: string, place: readonly string[]): Promise<string[]> {
  const unit = path.slice(SYSTEM_JOURNAL.length);
  if (unit !== "" && place.length === 0) return [`--unit=${unit}`];
  const units = (await unitsIn(path, place)).filter((name) => mailUnit.test(name)).slice(0, MAX_UNITS);
  return [MAIL_FACILITY, ...units.flatMap((name) => ["+", `_SYSTEMD_UNIT=${name}`])];
}

async function unitsIn(path: string, place: readonly string[]): Promise<string[]> {
  try {
    const { stdout } = await promisify(execFile)("journalctl", [...place, "--field=_SYSTEMD_UNIT"], {
      maxBuffer: MAX_FIELD_OUTPUT,
    });
    return stdout.split("\n").filter((name) => name !== "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES") throw new UserError(notStarted(path, error as Error));
    // Why nothing can be read is told by the reading itself.
    return [];
  }
}

// ---------------------------------------------------------------- the program

interface Tool {
  reader: ByteReader;
  started: Promise<NodeJS.ErrnoException | null>;
  /** Null while it is content. */
  failure: () => string | null;
}

/** It complains in a line or two. */
const MAX_COMPLAINT = 2_000;

/** Listens before anything is awaited: a program that is not there says so at once. */
function watch(child: ChildProcess): Tool {
  let complaint = "";
  let failure: string | null = null;
  child.stderr?.on("data", (chunk: Buffer) => {
    if (complaint.length < MAX_COMPLAINT) complaint += chunk.toString("utf8");
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", (status, killed) => {
      if (killed === null) failure = failureOf(complaint, status);
      resolve();
    });
    child.once("error", () => resolve());
  });
  let bytes = 0;
  const output = streamReader(child.stdout!, () => bytes);
  const reader: ByteReader = {
    ...output,
    async read(into, offset) {
      const length = await output.read(into, offset);
      bytes += length;
      if (length === 0) await ended;
      return length;
    },
  };
  const started = new Promise<NodeJS.ErrnoException | null>((resolve) => {
    child.once("spawn", () => resolve(null));
    child.once("error", resolve);
  });
  return { reader, started, failure: () => failure };
}

const noAccess =
  /insufficient permissions|not seeing messages from other users|Permission denied|systemd-journal/i;
const tooOld = /unrecognized option|invalid option|unknown output/i;

/** Null when all that was asked for was written. A hint of what cannot be seen is no failure of the program's, but of ours. */
function failureOf(complaint: string, status: number | null): string | null {
  if (noAccess.test(complaint))
    return "this user may not read all of the journal; add it to the group systemd-journal, or run as root";
  if (status === 0) return null;
  if (tooOld.test(complaint))
    return "journalctl is too old for this; export the journal and name that file: journalctl -o json > mail.json";
  const [first = ""] = complaint.split("\n").map((line) => line.trim());
  return first === "" ? `journalctl ended with status ${status}` : `journalctl: ${first.slice(0, 300)}`;
}

function notStarted(path: string, error: NodeJS.ErrnoException): string {
  const reason =
    error.code === "ENOENT"
      ? "journalctl is not installed here; export the journal where it is (journalctl -o json > mail.json) and name that file"
      : `journalctl cannot be run: ${systemErrorReason(error)}`;
  return `${path === SYSTEM_JOURNAL ? "the journal" : shownName(path)}: ${reason}`;
}

// ---------------------------------------------------------------- the cursor

/** Longer than a line with a cursor and all fields that a mailer's entry has; of a longer one, the cursor stands in front. */
const KEPT_BYTES = 64 << 10;
const cursorField = /"__CURSOR":"([^"\\]{1,1000})"/g;

/** The cursor of the last entry that was passed on. */
function withCursor(
  reader: ByteReader,
  before: string | null,
): { reader: ByteReader; cursor: () => string | null } {
  // The program writes a few kilobytes at a time: to join them at each would copy twenty times what it writes.
  const kept: Buffer[] = [];
  let size = 0;
  async function read(into: Buffer, offset: number): Promise<number> {
    const length = await reader.read(into, offset);
    const more = into.subarray(offset, offset + length);
    kept.push(Buffer.from(more.subarray(-KEPT_BYTES)));
    size += kept.at(-1)!.length;
    while (size - kept[0]!.length >= KEPT_BYTES) size -= kept.shift()!.length;
    return length;
  }
  const cursor = () =>
    [...Buffer.concat(kept).toString("latin1").matchAll(cursorField)].at(-1)?.[1] ?? before;
  return { reader: { ...reader, read }, cursor };
}
