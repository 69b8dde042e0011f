// Whether something changed where a watch looks, told from names, sizes and times alone: nothing is opened.

import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { siblingsOf } from "./rotations.ts";

/** Maildirs have their messages in these: a message never changes, and coming and going changes the folder. */
const ofMessages = new Set(["new", "cur"]);
const MAX_DEPTH = 32;
/** More files than that are looked at by each full look only. */
const MAX_ENTRIES = 5_000;
const JOURNALS = ["/var/log/journal", "/run/log/journal"];
const SYSTEM_JOURNAL = "journal:";

export async function signatureOf(paths: readonly string[]): Promise<string> {
  const budget = { left: MAX_ENTRIES };
  const parts: string[] = [];
  for (const path of paths) parts.push(...(await signsOf(path, budget)));
  return parts.join("\n");
}

interface Budget {
  left: number;
}

async function signsOf(path: string, budget: Budget): Promise<string[]> {
  if (path.startsWith(SYSTEM_JOURNAL)) return journalSigns(path.slice(SYSTEM_JOURNAL.length), budget);
  const folder = /[*?[{]/.test(path) ? fixedFolder(path) : null;
  const status = await stat(folder ?? path).catch(() => null);
  if (status?.isDirectory()) return folderSigns(folder ?? path, budget, 0);
  const logs = [path, ...(await siblingsOf(path))];
  return (await Promise.all(logs.map((log) => signOf(log)))).flat();
}

/** Of a pattern: the folder above the first sign that is none of a name. */
function fixedFolder(pattern: string): string {
  const at = pattern.search(/[*?[{]/);
  return dirname(`${pattern.slice(0, at)}x`);
}

/** journald touches its files for those who watch them. */
async function journalSigns(where: string, budget: Budget): Promise<string[]> {
  const places = where.includes("/") ? [where] : JOURNALS;
  const signs: string[] = [];
  for (const place of places) {
    const isFolder = (await stat(place).catch(() => null))?.isDirectory();
    signs.push(...(isFolder ? await folderSigns(place, budget, 0) : await signOf(place)));
  }
  return signs;
}

async function folderSigns(folder: string, budget: Budget, depth: number): Promise<string[]> {
  const signs = await signOf(folder);
  if (ofMessages.has(basename(folder)) || depth >= MAX_DEPTH) return signs;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if ((budget.left -= 1) < 0) return signs;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) signs.push(...(await folderSigns(path, budget, depth + 1)));
    else if (entry.isFile()) signs.push(...(await signOf(path)));
  }
  return signs;
}

async function signOf(path: string): Promise<string[]> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? "");
  if (typeof status === "string") return [`${path} ${status}`];
  const { dev, ino, size, mtimeMs, ctimeMs } = status;
  return [`${path} ${dev}:${ino} ${size} ${mtimeMs} ${ctimeMs}`];
}
