// The single file inside of a Node.js, which so becomes the program: for machines that have no Node.js, or one that is too
// old. https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html

import { execFileSync } from "node:child_process";
import { copyFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "postject";

/** What Node.js looks for within itself. */
const RESOURCE = "NODE_SEA_BLOB";
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** @param {string} code @param {string} target */
export async function makeBinary(code, target) {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-binary-"));
  try {
    const blob = prepare(code, folder);
    copyFileSync(process.execPath, target);
    chmodSync(target, 0o755);
    // Before the injection: a binary that is stripped after it dies at its start.
    execFileSync("strip", [target]);
    await quietly(() => inject(target, RESOURCE, blob, { sentinelFuse: FUSE }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} code @param {string} folder */
function prepare(code, folder) {
  const settings = {
    main: "whybounce.cjs",
    output: "whybounce.blob",
    disableExperimentalSEAWarning: true,
    // Compiled once, here: it starts a hundred milliseconds sooner. Only this version of Node.js on this processor can use
    // it, which is the one that it goes into.
    useCodeCache: true,
  };
  writeFileSync(join(folder, settings.main), code);
  writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
  execFileSync(process.execPath, ["--experimental-sea-config", "settings.json"], {
    cwd: folder,
    stdio: "pipe",
  });
  return readFileSync(join(folder, settings.output));
}

/** postject's parser of ELF complains of section names that nobody reads. @param {() => Promise<void>} action */
async function quietly(action) {
  const { error, warn, log } = console;
  console.error = console.warn = console.log = () => {};
  try {
    await action();
  } finally {
    Object.assign(console, { error, warn, log });
  }
}
