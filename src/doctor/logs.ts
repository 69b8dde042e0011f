// The logs and the journal that a run without a path would read, and whether it could.

import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { groupThatMayRead } from "../base/denied.ts";
import { systemErrorReason } from "../base/errors.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import type { DoctorFacts, JournalCheck, LogCheck } from "../model/doctor.ts";
import { standardLogs } from "../reading/files/discover.ts";
import { JOURNALS } from "../reading/files/journal.ts";

/** Mail servers write something every day. */
const OLD_MILLISECONDS = 7 * 24 * 3_600_000;

export async function examineLogs(hasJournal: boolean, paths?: readonly string[]): Promise<DoctorFacts[]> {
  const logs = await Promise.all((paths ?? (await standardLogs())).map(examineLog));
  return logs.length > 0 ? logs : [{ check: "no log", hasJournal }];
}

async function examineLog(path: string): Promise<LogCheck> {
  const { size, mtimeMs } = await stat(path);
  const denied = await reasonNotToRead(path);
  return {
    check: "log",
    path,
    isReadable: denied === null,
    reason: denied,
    group: denied === null ? null : await groupThatMayRead(path),
    bytes: size,
    lastWritten: isoTime(mtimeMs),
    isOld: Date.now() - mtimeMs > OLD_MILLISECONDS,
  };
}

/** Only the attempt tells: modes say nothing of access lists and security modules. */
async function reasonNotToRead(path: string): Promise<string | null> {
  try {
    await (await open(path)).close();
    return null;
  } catch (error) {
    return systemErrorReason(error);
  }
}

// ---------------------------------------------------------------- the journal

const JOURNALCTL = ["/usr/bin/journalctl", "/bin/journalctl"];

/** `folders`: for good, and until the machine starts again. */
export async function examineJournal(
  folders: readonly string[] = JOURNALS,
  readers: readonly string[] = JOURNALCTL,
): Promise<JournalCheck> {
  const [lasting, ...others] = await Promise.all(folders.map((folder) => journalsIn(folder)));
  const found = [lasting, ...others].find((paths) => paths !== undefined && paths !== null) ?? null;
  if (found === null) return { check: "journal", result: "none", group: null };
  if (!(await anyIsThere(readers))) return { check: "journal", result: "no reader", group: null };
  const [first] = found;
  const isDenied = first !== undefined && (await reasonNotToRead(first)) !== null;
  if (isDenied) return { check: "journal", result: "no access", group: await groupThatMayRead(first) };
  return { check: "journal", result: found === lasting ? "readable" : "volatile", group: null };
}

/** The system's journals, or the folder if this user may not look into it; null where it is not there or holds none. */
async function journalsIn(folder: string): Promise<string[] | null> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => error.code ?? "");
  if (names === "EACCES") return [folder];
  if (typeof names === "string") return null;
  // One folder for each machine, whose name is that of /etc/machine-id.
  const files = names
    .filter((name) => /^[0-9a-f]{32}$/.test(name))
    .map((name) => join(folder, name, "system.journal"));
  return files.length === 0 ? null : files;
}

async function anyIsThere(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return found.some((status) => status?.isFile() === true);
}
