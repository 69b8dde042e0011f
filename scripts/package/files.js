// Trees of files as they are installed: whole modes, whatever the umask of the builder, and times that say nothing of when
// they were built.

import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { inProject } from "./places.js";

/**
 * @typedef {object} Contents what every package holds besides the program
 * @property {string} thirdParty the licenses of what is inside
 */

/** Places below `/usr`: the same in a `.deb`, and in an archive that is unpacked into `/usr/local`. */
const shared = {
  "completions/whybounce.bash": "share/bash-completion/completions/whybounce",
  "completions/_whybounce": "share/zsh/vendor-completions/_whybounce",
  "completions/whybounce.fish": "share/fish/vendor_completions.d/whybounce.fish",
  "schema/whybounce.config.schema.json": "share/whybounce/whybounce.config.schema.json",
};

/** @param {string} folder the tree's `usr` @param {string} program @param {Contents} contents @param {string} [name] of the package */
export function installShared(folder, program, { thirdParty }, name = "whybounce") {
  const doc = join(folder, "share/doc", name);
  put(join(folder, "bin/whybounce"), readFileSync(program), 0o755);
  put(join(folder, "share/man/man1/whybounce.1.gz"), zipped(readFileSync(inProject("man/whybounce.1"))));
  for (const [from, to] of Object.entries(shared)) put(join(folder, to), readFileSync(inProject(from)));
  put(join(doc, "CHANGELOG.md.gz"), zipped(readFileSync(inProject("CHANGELOG.md"))));
  put(join(doc, "THIRD-PARTY.txt.gz"), zipped(Buffer.from(thirdParty)));
}

/** @param {string} file @param {string | Uint8Array} content */
export function put(file, content, mode = 0o644) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/** Without a time and a name inside, as `gzip -n` writes it. @param {Uint8Array} content */
export function zipped(content) {
  return gzipSync(content, { level: 9 });
}

/** Files of a folder of the project, if it is there. @param {string} from @param {string} to */
export function putFolder(from, to, mode = 0o644) {
  for (const name of namesIn(inProject(from)))
    put(join(to, basename(name)), readFileSync(inProject(`${from}/${name}`)), mode);
}

/** @param {string} folder @returns {string[]} */
function namesIn(folder) {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return [];
    throw error;
  }
}

/** Directories that everybody may enter, also where the builder's umask says otherwise. @param {string} folder */
export function openFolders(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) openFolders(join(folder, entry.name));
}
