// Bare systems to install into: Debian 12, whose Node.js is too old and is left out, and Debian 13 with its own. They are
// made once and kept; each test gets a copy.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const cache = process.env["WHYBOUNCE_ROOTS_CACHE"] ?? "/var/cache/whybounce-roots";
const MIRROR = process.env["WHYBOUNCE_MIRROR"] ?? "http://deb.debian.org/debian";

/** By their releases, with what is installed besides the least. */
export const roots = { bookworm: ["man-db", "systemd"], trixie: ["man-db", "nodejs"] };

/** Named by what is in it: one that was made with other packages is not taken. @param {keyof typeof roots} release */
export const rootFolder = (release) => join(cache, [release, ...roots[release]].join("+"));

/** Throws an error with debootstrap's words when it cannot be made. @param {keyof typeof roots} release */
export function prepareRoot(release) {
  const folder = rootFolder(release);
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dirname(unfinished), { recursive: true });
  const words = ["--variant=minbase", `--include=${roots[release].join(",")}`, release, unfinished, MIRROR];
  execFileSync("debootstrap", words, { stdio: ["ignore", "ignore", "pipe"] });
  // Lists and archives of packages: nothing more is fetched.
  for (const path of ["var/cache/apt/archives", "var/lib/apt/lists"])
    execFileSync("find", [join(unfinished, path), "-type", "f", "-delete"]);
  renameSync(unfinished, folder);
}

/** What an unprivileged container forbids. @param {string} folder */
export function mountsFail(folder) {
  const { status, stderr } = spawnSync("unshare", [
    "--mount",
    "--pid",
    "--fork",
    "mount",
    "-t",
    "tmpfs",
    "tmpfs",
    folder,
  ]);
  return status === 0 ? null : String(stderr).trim();
}
