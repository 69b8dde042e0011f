// Packs the modules that the command loads into few files, `dist/command`: to find, read and compile two hundred of
// them one by one takes longer than to read a small log. The library stays as the compiler wrote it, but for the thread
// that reads mail: each that is started would load a hundred modules, and reads them from one file in their place.

import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { compiled, groups } from "./chunks.js";
import { lateBuiltins } from "./late-builtins.js";

const packed = fileURLToPath(new URL("../dist/command/", import.meta.url));
const mailThread = fileURLToPath(new URL("../dist/reading/mail/thread.js", import.meta.url));

/**
 * What many runs load, in a dozen small files; `p-limit`, because `require` of an ES module warns. The others are needed
 * now and then, and stay where npm installs and mends them.
 */
const PACKED_DEPENDENCIES = ["commander", "cli-table3", "p-limit"];

/**
 * Threads and pages are found beside the module that names them: each keeps the address that it had.
 * @param {string} folder of the packed file
 */
const keepAddresses = (folder) => ({
  name: "keep-addresses",
  /** @param {string} code @param {string} file */
  transform(code, file) {
    if (!file.startsWith(compiled)) return null;
    const address = JSON.stringify(relative(folder, file).replaceAll(sep, "/"));
    return code.replaceAll("import.meta.url", `new URL(${address}, import.meta.url).href`);
  },
});

/** @param {readonly string[]} packedOnes @returns {Promise<RegExp[]>} */
async function outside(packedOnes) {
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  const names = Object.keys(manifest.dependencies).filter((name) => !packedOnes.includes(name));
  return names.map((name) => new RegExp(`^${name}(?:/|$)`));
}

await rm(packed, { recursive: true, force: true });
await build({
  input: `${compiled}cli/main.js`,
  platform: "node",
  external: await outside(PACKED_DEPENDENCIES),
  plugins: [keepAddresses(packed), lateBuiltins],
  logLevel: "warn",
  // That the journal is in another file for one command than for another is meant.
  checks: { ineffectiveDynamicImport: false },
  output: {
    dir: packed,
    // Node.js finds, reads and starts these faster than ES modules.
    format: "cjs",
    comments: false,
    chunkFileNames: "[name].js",
    codeSplitting: { groups },
  },
});
await writeFile(`${packed}package.json`, '{ "type": "commonjs" }\n');
await build({
  input: mailThread,
  platform: "node",
  external: await outside([]),
  plugins: [keepAddresses(dirname(mailThread))],
  logLevel: "warn",
  output: { file: mailThread, codeSplitting: false },
});
