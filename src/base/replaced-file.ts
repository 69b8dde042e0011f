// A file that is whole at any moment: its new content is written beside it, brought to the disk, and moved there in one step.

import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Only its owner reads it: it holds addresses. A failure leaves what was there before, and nothing beside it.
 * `isForFolderOwner`: what root writes into a service's folder is the service's, which could not read it otherwise.
 */
export async function replaceFile(
  path: string,
  chunks: Iterable<string | Uint8Array>,
  { isForFolderOwner = false } = {},
): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeNew(beside, chunks, isForFolderOwner);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

const REMNANT = /^\.(?<name>.+)\.[0-9a-f]{12}\.tmp$/;

/**
 * Takes away what processes that were killed left half written of these files of a folder. To be called under the lock of
 * the files: what another process is writing looks the same.
 */
export async function removeRemnants(folder: string, isOurs: (name: string) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const remnant of names) {
    const name = REMNANT.exec(remnant)?.groups?.["name"];
    if (name !== undefined && isOurs(name)) await rm(join(folder, remnant), { force: true }).catch(() => {});
  }
}

async function writeNew(
  path: string,
  chunks: Iterable<string | Uint8Array>,
  isForFolderOwner: boolean,
): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    if (isForFolderOwner) await giveToFolderOwner(file, dirname(path));
    for (const chunk of chunks) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Nobody but root may give a file away: others keep theirs. */
async function giveToFolderOwner(file: FileHandle, folder: string): Promise<void> {
  const { uid, gid } = await stat(folder);
  if ((await file.stat()).uid !== uid) await file.chown(uid, gid).catch(() => {});
}

/** Without this, a crash may undo the move. Some file systems do not offer it. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
