// Archives for systems without a package of their own, and the checksums of all that was built.

import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installShared, openFolders, put, zipped } from "./files.js";
import { inProject } from "./places.js";

/** @import { Contents } from "./files.js" */

/**
 * One folder: `bin` and `share` are as below `/usr/local`.
 * @param {string} name of the folder and the archive @param {string} program
 * @param {Contents & { folder: string, seconds: number }} options
 */
export function buildArchive(name, program, { folder, seconds, ...contents }) {
  const place = mkdtempSync(join(tmpdir(), "whybounce-archive-"));
  try {
    const tree = join(place, name);
    installShared(tree, program, contents);
    put(join(tree, "LICENSE"), readFileSync(inProject("LICENSE")));
    put(join(tree, "share/whybounce/config.json"), readFileSync(inProject("packaging/config.json")));
    openFolders(tree);
    const words = [
      "--sort=name",
      `--mtime=@${seconds}`,
      "--owner=0",
      "--group=0",
      "--numeric-owner",
      "--format=ustar",
    ];
    const tar = execFileSync("tar", [...words, "-C", place, "-cf", "-", name], { maxBuffer: 1 << 30 });
    writeFileSync(join(folder, `${name}.tar.gz`), zipped(tar));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

export const CHECKSUMS = "SHA256SUMS";

/** As `sha256sum --check` reads them. @param {string} folder */
export function writeChecksums(folder) {
  const lines = readdirSync(folder)
    .filter((name) => name !== CHECKSUMS)
    .toSorted()
    .map(
      (name) =>
        `${createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex")}  ${name}\n`,
    );
  writeFileSync(join(folder, CHECKSUMS), lines.join(""));
}
