// Packs the modules that the command loads into few files, `dist/command`: to find, read and compile two hundred of
// them one by one takes longer than to read a small log. The library stays as the compiler wrote it, but for the thread
// that reads mail: each that is started would load a hundred modules, and reads them from one file in their place.

import { readFile, rm } from "node:fs/promises";
import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const compiled = fileURLToPath(new URL("../dist/", import.meta.url));
const packed = fileURLToPath(new URL("../dist/command/", import.meta.url));
const mailThread = fileURLToPath(new URL("../dist/reading/mail/thread.js", import.meta.url));

/** Each run loads it. The others are needed now and then, and stay where npm installs and mends them. */
const PACKED_DEPENDENCY = "commander";

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

/** @returns {Promise<RegExp[]>} */
async function outside() {
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  const names = Object.keys(manifest.dependencies).filter((name) => name !== PACKED_DEPENDENCY);
  return names.map((name) => new RegExp(`^${name}(?:/|$)`));
}

/** @param {string} file */
const isDns = (file) => relative(compiled, file).startsWith(`dns${sep}`);

/** @param {string} file */
const isReading = (file) => /^(?:reading|refusals)[\\/]/.test(relative(compiled, file));

const external = await outside();
await rm(packed, { recursive: true, force: true });
await build({
  input: `${compiled}cli/main.js`,
  platform: "node",
  external,
  plugins: [keepAddresses(packed)],
  logLevel: "warn",
  output: {
    dir: packed,
    chunkFileNames: "[name].js",
    codeSplitting: {
      groups: [
        // What every run needs is one file, not one for each sharer.
        { name: "start", tags: ["$initial"], priority: 2 },
        // So is what most runs need: a dozen small files would take longer to find than what is needless in one to read.
        { name: "shared", minShareCount: 3, priority: 1, test: (id) => !isDns(id) && !isReading(id) },
        // A check, an audit and the targets of a check share it; a log whose refusals are only counted asks nobody.
        { name: "dns", test: isDns },
        // A report, an audit and a probe share it; help, pages and checks do without.
        { name: "reading", minShareCount: 3, priority: 1, test: isReading },
        // What `import()` waits for is a file of its own.
      ],
    },
  },
});
await build({
  input: mailThread,
  platform: "node",
  external,
  plugins: [keepAddresses(dirname(mailThread))],
  logLevel: "warn",
  output: { file: mailThread, codeSplitting: false },
});
