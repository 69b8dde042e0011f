// Packs the modules that the command loads into few files, `dist/command`: to find, read and compile two hundred of
// them one by one takes longer than to read a small log. The library stays as the compiler wrote it.

import { readFile, rm } from "node:fs/promises";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const compiled = fileURLToPath(new URL("../dist/", import.meta.url));
const packed = fileURLToPath(new URL("../dist/command/", import.meta.url));

/** Each run loads it. The others are needed now and then, and stay where npm installs and mends them. */
const PACKED_DEPENDENCY = "commander";

/** Threads and pages are found beside the module that names them: each keeps the address that it had. */
const keepAddresses = {
  name: "keep-addresses",
  /** @param {string} code @param {string} file */
  transform(code, file) {
    if (!file.startsWith(compiled)) return null;
    const address = JSON.stringify(relative(packed, file).replaceAll(sep, "/"));
    return code.replaceAll("import.meta.url", `new URL(${address}, import.meta.url).href`);
  },
};

/** @returns {Promise<RegExp[]>} */
async function outside() {
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  const names = Object.keys(manifest.dependencies).filter((name) => name !== PACKED_DEPENDENCY);
  return names.map((name) => new RegExp(`^${name}(?:/|$)`));
}

await rm(packed, { recursive: true, force: true });
await build({
  input: `${compiled}cli/main.js`,
  platform: "node",
  external: await outside(),
  plugins: [keepAddresses],
  logLevel: "warn",
  output: {
    dir: packed,
    chunkFileNames: "[name].js",
    // What `import()` waits for is a file of its own; what every run needs is one, not one for each sharer.
    codeSplitting: { groups: [{ name: "start", tags: ["$initial"] }] },
  },
});
