// What helps a user whom the system does not let read a file: who may read it.

import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";

/** Where the system keeps the names of groups; one that is kept elsewhere (LDAP) is told by its number. */
const GROUP_FILE = "/etc/group";
const MAX_GROUP_FILE = 1 << 20;
const ROOT = 0;

/** An addition to "permission denied", and empty for any other failure. */
export async function adviceOnDenied(path: string, error: unknown, groupFile = GROUP_FILE): Promise<string> {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "EACCES" && code !== "EPERM") return "";
  const barrier = await findBarrier(resolve(path));
  if (barrier === null) return "; run whybounce with sudo";
  const subject = barrier.path === resolve(path) ? "it" : barrier.path;
  if (isOpenToAll(barrier.stats))
    return `; its mode allows reading, so a security module or an access list forbids it: run whybounce with sudo`;
  const group = groupMayRead(barrier.stats) ? await groupName(barrier.stats.gid, groupFile) : null;
  if (group === null) return `; its group may not read ${subject}: run whybounce with sudo`;
  const join = `sudo usermod -aG ${group} ${userName()}`;
  return `; the group ${group} may read ${subject}: run whybounce with sudo, or join the group (${join}) and log in again`;
}

/** The name of the group that may read a file which this user may not; null where no group may. */
export async function groupThatMayRead(path: string, groupFile = GROUP_FILE): Promise<string | null> {
  const barrier = await findBarrier(resolve(path));
  return barrier !== null && groupMayRead(barrier.stats) ? groupName(barrier.stats.gid, groupFile) : null;
}

interface Barrier {
  path: string;
  stats: Stats;
}

/** The file itself, or the directory on the way that lets nobody through. */
async function findBarrier(path: string): Promise<Barrier | null> {
  const stats = await stat(path).catch(() => null);
  if (stats) return { path, stats };
  const above = dirname(path);
  return above === path ? null : findBarrier(above);
}

/** A directory must be searched, too. */
function bitsOf(stats: Stats): number {
  return stats.isDirectory() ? 0o5 : 0o4;
}

function isOpenToAll(stats: Stats): boolean {
  return (stats.mode & bitsOf(stats)) === bitsOf(stats);
}

/** Nobody should join the group of root for a log. */
function groupMayRead(stats: Stats): boolean {
  const bits = bitsOf(stats) << 3;
  return stats.gid !== ROOT && (stats.mode & bits) === bits;
}

async function groupName(gid: number, file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  // adm:x:4:syslog,alice
  for (const line of text.slice(0, MAX_GROUP_FILE).split("\n")) {
    const [name = "", , number] = line.split(":");
    if (number === String(gid) && /^[\w.-]{1,64}$/.test(name)) return name;
  }
  return `#${gid}`;
}

function userName(): string {
  try {
    const { username } = userInfo();
    return /^[\w.-]{1,64}$/.test(username) ? username : "$USER";
  } catch {
    return "$USER";
  }
}
