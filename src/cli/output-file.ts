// A report file is written whole or not at all. It is written beside its place and moved there in one step, so that
// neither a full disk nor a reader at the wrong moment leads to half a report.

import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { access, open, readlink, realpath, rename, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { shownName, systemErrorReason, UserError } from "../base/errors.ts";
import { statOf } from "../base/replaced-output.ts";
import { unfinished } from "./unfinished.ts";

/**
 * Call it before the work: a report that cannot be stored is a mistake to report at once. Only a file that is made tells
 * whether one can be made: root may write everywhere, and still `/proc` and a read-only file system take none.
 */
export async function ensureWritable(path: string): Promise<void> {
  const existing = await statOf(path);
  if (existing?.isDirectory()) throw cannotWrite(path, "is a directory", "name a file in it");
  if (existing?.isSocket()) throw cannotWrite(path, "is a socket", "name a file");
  if (path.endsWith("/")) throw cannotWrite(path, "ends as a directory's name does", "name a file in it");
  try {
    if (replaceable(existing)) await tryFile(temporaryOf(await followLinks(path)));
    else await access(path, constants.W_OK);
  } catch (error) {
    throw await writeError(path, error);
  }
}

async function tryFile(temporary: string): Promise<void> {
  unfinished.add(temporary);
  try {
    await (await open(temporary, "wx", 0o600)).close();
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
    unfinished.delete(temporary);
  }
}

function temporaryOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

export async function writeWhole(path: string, chunks: Iterable<string>): Promise<void> {
  try {
    const existing = await statOf(path);
    if (replaceable(existing)) await replaceFile(await followLinks(path), chunks, existing);
    else await writeInPlace(path, chunks);
  } catch (error) {
    throw await writeError(path, error);
  }
}

/** Devices and pipes (`/dev/null`, `/dev/fd/3`) cannot be replaced; they are written to. */
function replaceable(existing: Stats | null): boolean {
  return existing === null || existing.isFile();
}

async function replaceFile(path: string, chunks: Iterable<string>, existing: Stats | null): Promise<void> {
  const temporary = temporaryOf(path);
  unfinished.add(temporary);
  try {
    await writeNew(temporary, chunks, existing);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    unfinished.delete(temporary);
  }
}

async function writeNew(path: string, chunks: Iterable<string>, existing: Stats | null): Promise<void> {
  const file = await open(path, "wx", 0o666);
  try {
    if (existing) await keepPermissions(file, existing);
    await writeChunks(file, chunks);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Only root can keep the owner; any other user owns the file that replaces the old one. */
async function keepPermissions(file: FileHandle, existing: Stats): Promise<void> {
  await file.chown(existing.uid, existing.gid).catch(() => {});
  await file.chmod(existing.mode & 0o777);
}

async function writeInPlace(path: string, chunks: Iterable<string>): Promise<void> {
  const file = await open(path, "w");
  try {
    await writeChunks(file, chunks);
  } finally {
    await file.close();
  }
}

async function writeChunks(file: FileHandle, chunks: Iterable<string>): Promise<void> {
  for (const block of inBlocks(chunks)) await file.writeFile(block);
}

/** A report of a million short lines must not become a million system calls. */
const BLOCK_CHARACTERS = 65_536;

/** The same text in pieces that are large enough for a write each. */
export function* inBlocks(chunks: Iterable<string>): Generator<string> {
  let block = "";
  for (const chunk of chunks) {
    block += chunk;
    if (block.length < BLOCK_CHARACTERS) continue;
    yield block;
    block = "";
  }
  if (block !== "") yield block;
}

/** The file that is replaced: the same for all names that lead to it. */
export async function targetOf(path: string): Promise<string> {
  return replaceable(await statOf(path)) ? resolve(await followLinks(path)) : resolve(path);
}

/** Linux follows as many links (MAXSYMLINKS). */
const MAX_LINKS = 40;

/** A link stays as it is: its target is replaced, or created. */
async function followLinks(path: string, left = MAX_LINKS): Promise<string> {
  const target = await readlink(path).catch(() => null);
  if (target === null) return realpath(path).catch(() => path);
  if (left === 0) throw Object.assign(new Error("too many links"), { code: "ELOOP" });
  // A relative target counts from where the link really is.
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  return followLinks(resolve(folder, target), left - 1);
}

async function writeError(path: string, error: unknown): Promise<unknown> {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || code === "EPIPE") return error;
  if (code === "ENOENT") return noPlace(path);
  return cannotWrite(path, systemErrorReason(error), nextSteps[code] ?? "name another file");
}

/** `/proc` is there and says the same. */
async function noPlace(path: string): Promise<UserError> {
  const folder = await missingFolder(path);
  return (await statOf(folder)) === null
    ? cannotWrite(path, `there is no directory ${folder}`, "create it or name another")
    : cannotWrite(path, `${folder} takes no files`, "name a file in another directory");
}

/** The directory of the target, for a link that leads to nothing. */
async function missingFolder(path: string): Promise<string> {
  const end = await followLinks(path).catch(() => path);
  return dirname(end === resolve(path) ? path : end);
}

const nextSteps: Record<string, string> = {
  EACCES: "name a file in a directory that you may write to",
  EPERM: "name a file in a directory that you may write to",
  EROFS: "name a file on another file system",
  ENOSPC: "make room and run again; what was there before is untouched",
  EDQUOT: "make room and run again; what was there before is untouched",
};

function cannotWrite(path: string, reason: string, nextStep: string): UserError {
  return new UserError({ option: "output", value: shownName(path), problem: reason, nextStep });
}
