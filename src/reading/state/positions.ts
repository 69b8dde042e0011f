// How far each file was read. A file is known by its content: rotation gives it another name, and compression another
// inode, while its name and its inode go to other files.

import { hash } from "node:crypto";
import type { FilePosition, Fingerprint } from "../../model/reader-state.ts";
import { awaitsPart, LINE_FEED, lineStart } from "../search/index.ts";
import { openPath, type OpenInput } from "../files/open.ts";
import type { ByteReader } from "../files/reader.ts";

/** The first lines of a log, with their times: no other log begins so. */
const HEAD_BYTES = 1_024;
const TAIL_BYTES = 64;
/** A position of a file that is not there any more; logs are kept for weeks, and compared files may be few. */
const MAX_UNSEEN = 1_000;
/** An unended line longer than this is no line that is just being written. */
const LONGEST_LINE = 1 << 20;

/** No program writes longer at one line. */
const WRITTEN_MILLISECONDS = 60_000;

/** A file that an earlier run read, or a new one. */
export interface Resumed {
  opened: OpenInput;
  /** Lines or messages that were read before. */
  before: number;
  /** Nothing was added since. */
  isUnchanged: boolean;
  /** What was read before is not what the file held then. */
  isRewritten: boolean;
  /** To be called when all was read: where the next run goes on. */
  reached: (records: number) => void;
}

export interface Positions {
  resume: (path: string, opened: OpenInput) => Promise<Resumed>;
  saved: () => FilePosition[];
}

export function createPositions(earlier: readonly FilePosition[]): Positions {
  const reached: FilePosition[] = [];

  async function resume(path: string, opened: OpenInput): Promise<Resumed> {
    const known = opened.identity === null ? undefined : positionOf(earlier, opened);
    if (known && isUnchanged(known, opened)) {
      const same = { ...known, path };
      return {
        opened,
        before: known.records,
        isUnchanged: true,
        isRewritten: false,
        reached: () => keep(same),
      };
    }
    if (!known) return begin(path, opened, false);
    const rest = await afterPosition(opened, known);
    if (rest) return go(path, { ...opened, reader: rest.reader }, known, rest.watched);
    await opened.reader.close();
    return begin(path, await openPath(path), true);
  }

  async function begin(path: string, opened: OpenInput, isRewritten: boolean): Promise<Resumed> {
    const watched = await watch(opened, 0, Buffer.alloc(0));
    return { ...go(path, { ...opened, reader: watched.reader }, null, watched), isRewritten };
  }

  function go(path: string, opened: OpenInput, known: FilePosition | null, watched: Watched): Resumed {
    const before = known?.records ?? 0;
    function finish(records: number): void {
      if (opened.identity === null) return;
      const { identity, modified } = opened;
      const head = fingerprint(opened.head.subarray(0, Math.min(HEAD_BYTES, watched.offset())));
      const tail = fingerprint(watched.tail());
      const offset = watched.offset();
      // A line without an end was left: the next run looks whether it has one.
      const size = watched.isPlain ? offset : opened.size;
      keep({ path, identity, head, offset, tail, records: before + records, size, modified });
    }
    return { opened, before, isUnchanged: false, isRewritten: false, reached: finish };
  }

  function keep(position: FilePosition): void {
    reached.push(position);
  }

  /** Those of this run first: of too many, the oldest are forgotten. */
  function saved(): FilePosition[] {
    const seen = new Set(reached.map(({ head }) => head.sha256));
    const unseen = earlier.filter(({ head }) => !seen.has(head.sha256));
    return [...reached.filter(({ offset }) => offset > 0), ...unseen.slice(0, MAX_UNSEEN)];
  }

  return { resume, saved };
}

/** The file itself before a copy of it; of several beginnings that fit, the longest. */
function positionOf(positions: readonly FilePosition[], opened: OpenInput): FilePosition | undefined {
  const fitting = positions.filter(
    ({ head }) =>
      head.bytes > 0 &&
      head.bytes <= opened.head.length &&
      sha256(opened.head.subarray(0, head.bytes)) === head.sha256,
  );
  return fitting.toSorted(
    (a, b) =>
      Number(b.identity === opened.identity) - Number(a.identity === opened.identity) ||
      b.head.bytes - a.head.bytes ||
      b.offset - a.offset,
  )[0];
}

function isUnchanged(known: FilePosition, { identity, size, modified }: OpenInput): boolean {
  return known.identity === identity && known.size === size && known.modified === modified;
}

function fingerprint(bytes: Buffer): Fingerprint {
  return { bytes: bytes.length, sha256: sha256(bytes) };
}

function sha256(bytes: Buffer): string {
  return hash("sha256", bytes, "hex").slice(0, 32);
}

// ---------------------------------------------------------------- bytes

/** A reader that remembers how far it was read, and the last bytes before that. */
interface Watched {
  reader: ByteReader;
  isPlain: boolean;
  offset: () => number;
  tail: () => Buffer;
}

/** Null when the bytes before the position are not those that were read. */
async function afterPosition(
  opened: OpenInput,
  { offset, tail }: FilePosition,
): Promise<{ reader: ByteReader; watched: Watched } | null> {
  const last = opened.reader.file
    ? await tailOfPlain(opened, offset, tail.bytes)
    : await passBytes(opened.reader, offset, tail.bytes);
  if (last === null || sha256(last) !== tail.sha256) return null;
  const watched = await watch(opened, offset, last);
  return { reader: watched.reader, watched };
}

async function tailOfPlain(
  { reader, size }: OpenInput,
  offset: number,
  bytes: number,
): Promise<Buffer | null> {
  if (offset > size || !reader.file) return null;
  const last = Buffer.alloc(bytes);
  const length = await reader.file.readAt(last, 0, offset - bytes);
  return length === bytes ? last : null;
}

/** Reads up to the offset, and gives the last bytes before it. */
async function passBytes(reader: ByteReader, offset: number, bytes: number): Promise<Buffer | null> {
  const chunk = Buffer.allocUnsafe(256 << 10);
  let last: Buffer = Buffer.alloc(0);
  for (let passed = 0; passed < offset;) {
    const read = await reader.read(chunk.subarray(0, Math.min(chunk.length, offset - passed)), 0);
    if (read === 0) return null;
    passed += read;
    last = tailOf(last, chunk.subarray(0, read), bytes);
  }
  return last;
}

function tailOf(last: Buffer, more: Buffer, bytes: number): Buffer {
  if (more.length >= bytes) return Buffer.from(more.subarray(more.length - bytes));
  const both = Buffer.concat([last, more]);
  return both.subarray(Math.max(0, both.length - bytes));
}

/** A line that is just being written is left to the next run. */
async function watch(opened: OpenInput, from: number, before: Buffer): Promise<Watched> {
  const { reader } = opened;
  if (reader.file) {
    const isQuiet = Date.now() - opened.modified > WRITTEN_MILLISECONDS;
    const limit = isQuiet ? opened.size : await lastLineEnd(reader, opened.size, from);
    return watchedReader(plainReader(reader, from, limit), from, before);
  }
  return watchedReader(reader, from, before);
}

function watchedReader(reader: ByteReader, from: number, before: Buffer): Watched {
  let offset = from;
  let last = before;
  async function read(into: Buffer, at: number): Promise<number> {
    const length = await reader.read(into, at);
    offset += length;
    if (length > 0) last = tailOf(last, into.subarray(at, at + length), TAIL_BYTES);
    return length;
  }
  const { file, gzip: _gzip, ...plain } = reader;
  return { reader: { ...plain, read }, isPlain: file !== undefined, offset: () => offset, tail: () => last };
}

/** The bytes of a file from one position to another: what is written meanwhile is left to the next run. */
function plainReader(reader: ByteReader, from: number, limit: number): ByteReader {
  const file = reader.file!;
  let position = from;
  async function read(into: Buffer, at: number): Promise<number> {
    const wanted = Math.min(into.length - at, limit - position);
    if (wanted <= 0) return 0;
    const length = Math.min(await file.readAt(into.subarray(0, at + wanted), at, position), wanted);
    position += length;
    return length;
  }
  return { ...reader, read, bytesRead: () => position - from };
}

/** Exim has no more for a reply of Gmail's. */
const MAX_PARTS = 20;

/** Without the parts of an entry whose last part is still to be written. */
function wholeEntriesEnd(view: Buffer): number {
  let end = view.length;
  for (let parts = 0; parts < MAX_PARTS && end > 0; parts++) {
    const start = lineStart(view, 0, end - 1);
    if (!awaitsPart(view, start)) return end;
    end = start;
  }
  return end;
}

/** The end of the last whole line; the end of the file where a line without an end is too long to be awaited. */
async function lastLineEnd(reader: ByteReader, size: number, from: number): Promise<number> {
  const bytes = Math.min(LONGEST_LINE, size - from);
  if (bytes <= 0) return from;
  const end = Buffer.alloc(bytes);
  const length = await reader.file!.readAt(end, 0, size - bytes);
  const lineFeed = end.subarray(0, length).lastIndexOf(LINE_FEED);
  if (lineFeed >= 0) return size - bytes + wholeEntriesEnd(end.subarray(0, lineFeed + 1));
  return bytes === LONGEST_LINE ? size : from;
}
