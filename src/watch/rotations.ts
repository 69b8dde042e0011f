// What became of a log since it was read last: rotated files beside it may hold lines that nobody has read, and a log that
// was cut in its place has lost what was written between the copy and the cut.

import { hash } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { shownName } from "../base/errors.ts";
import { readKeptJson } from "../base/kept-json.ts";
import type { FilePosition } from "../model/reader-state.ts";

/** `.1`, `-20260216`, `.2.gz`, `-20260216-1771200000.xz`, `.old`. */
const turn = /^[.-](?:\d{1,14}(?:[._-]\d{1,14}){0,3}|old)(?:\.(?:gz|bz2|xz|zst))?$/;
const compressed = /\.(?:gz|bz2|xz|zst)$/;
/** Clocks of file servers, and times that a file system keeps in whole seconds. */
const CLOCK_MILLISECONDS = 3_600_000;
/** A compressor gives its file the time of the original when it is done. */
const COMPRESSING_MILLISECONDS = 10_000;
/** As much as the reader of that state takes. */
const MAX_POSITIONS = 400 << 20;

export interface LogsToRead {
  paths: string[];
  /** Some are still being written by a compressor. */
  isUnfinished: boolean;
}

/** The paths, and the files that each became by rotation since the last round; only the paths when there was none. */
export async function withRotated(
  paths: readonly string[],
  lastRound: number | null,
  now: number,
): Promise<LogsToRead> {
  const found: LogsToRead = { paths: [...paths], isUnfinished: false };
  if (lastRound === null) return found;
  for (const path of paths) {
    const log = await realLog(path);
    for (const sibling of log === null ? [] : await siblingsOf(log)) {
      const status = await stat(sibling).catch(() => null);
      if (!status?.isFile() || status.mtimeMs < Math.min(lastRound, now) - CLOCK_MILLISECONDS) continue;
      const age = now - status.mtimeMs;
      const isGrowing = compressed.test(sibling) && age >= 0 && age < COMPRESSING_MILLISECONDS;
      if (isGrowing) found.isUnfinished = true;
      else if (!found.paths.includes(sibling)) found.paths.push(sibling);
    }
  }
  return found;
}

/** Where a path leads: rotated files lie beside the log itself. Null for what is no file, or not there with any name. */
async function realLog(path: string): Promise<string | null> {
  if (path === "-" || path.startsWith("journal:")) return null;
  const status = await stat(path).catch(() => null);
  return status?.isDirectory() === true ? null : path;
}

/** Those of its name, and of a name with the turn before its ending: `mail-20260216.log`. */
export async function siblingsOf(path: string): Promise<string[]> {
  const [directory, name] = [dirname(path), basename(path)];
  const ending = extname(name);
  const stem = name.slice(0, name.length - ending.length);
  const names = await readdir(directory).catch((): string[] => []);
  const isSibling = (other: string) =>
    (other.startsWith(name) && turn.test(other.slice(name.length))) ||
    (ending !== "" &&
      other.startsWith(stem) &&
      turn.test(withoutEnding(other, ending).slice(stem.length)) &&
      other !== name);
  return names.filter(isSibling).map((other) => join(directory, other));
}

/** `mail-20260216.log.gz` is `mail-20260216` with `.gz`. */
function withoutEnding(name: string, ending: string): string {
  const packed = compressed.exec(name)?.[0] ?? "";
  const plain = name.slice(0, name.length - packed.length);
  return plain.endsWith(ending) ? plain.slice(0, plain.length - ending.length) + packed : "";
}

// ---------------------------------------------------------------- cut in its place

/** A sentence for each log that was emptied or written anew under the same inode. */
export async function cutLogs(positionsFile: string): Promise<string[]> {
  const told: string[] = [];
  for (const position of await positionsIn(positionsFile))
    if (await isCut(position))
      told.push(
        `${shownName(position.path)}: cut in place (as copytruncate does), or written anew; lines that were written between the copy and the cut may be lost`,
      );
  return told;
}

/** The file is this program's own; whatever is wrong with it, its reader tells. */
async function positionsIn(path: string): Promise<FilePosition[]> {
  const kept = await readKeptJson(path, MAX_POSITIONS).catch(() => null);
  const files = kept?.value?.["files"];
  return Array.isArray(files) ? (files as FilePosition[]) : [];
}

async function isCut({ path, identity, head, size, offset }: FilePosition): Promise<boolean> {
  if (compressed.test(path)) return false;
  const status = await stat(path, { bigint: true }).catch(() => null);
  if (!status?.isFile() || `${status.dev}:${status.ino}` !== identity) return false;
  // Of a compressed file without such a name the offset counts other bytes.
  if (size !== offset && size < offset) return false;
  if (Number(status.size) < Math.min(size, offset)) return true;
  return (await headOf(path, head.bytes)) !== head.sha256;
}

async function headOf(path: string, bytes: number): Promise<string | null> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return hash("sha256", buffer.subarray(0, bytesRead), "hex").slice(0, 32);
  } finally {
    await file.close();
  }
}
