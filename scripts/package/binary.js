// The program's parts inside of a Node.js, which so becomes the program: for machines that have no Node.js, or one that is
// too old. https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html

import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "postject";
import { withLoader } from "./one-file.js";
import { inProject } from "./places.js";

/** What Node.js looks for within itself. */
const RESOURCE = "NODE_SEA_BLOB";
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
/** Beside each part, what V8 made of it. */
const COMPILED = ".compiled";

/** @param {Record<string, string>} parts @param {string} target */
export async function makeBinary(parts, target) {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-binary-"));
  try {
    const blob = prepare(parts, folder);
    copyFileSync(process.execPath, target);
    chmodSync(target, 0o755);
    // Before the injection: a binary that is stripped after it dies at its start.
    execFileSync("strip", [target]);
    await quietly(() => inject(target, RESOURCE, blob, { sentinelFuse: FUSE }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PARTS_FROM_BINARY = `const { getRawAsset } = require("node:sea");
function readBytes(name) {
  try {
    return Buffer.from(getRawAsset(name));
  } catch (error) {
    if (error.code === "ERR_SINGLE_EXECUTABLE_APPLICATION_ASSET_NOT_FOUND") return undefined;
    throw error;
  }
}
function readPart(name) {
  const bytes = readBytes(name);
  return bytes === undefined ? null : bytes.latin1Slice();
}
const readCompiled = (name) => readBytes(name + "${COMPILED}");
`;

/** @param {Record<string, string>} parts @param {string} folder */
function prepare(parts, folder) {
  const assets = join(folder, "assets");
  compileAhead(parts, assets);
  const settings = {
    main: "whybounce.cjs",
    output: "whybounce.blob",
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: Object.fromEntries(readdirSync(assets).map((name) => [name, join(assets, name)])),
  };
  writeFileSync(join(folder, settings.main), `${PARTS_FROM_BINARY}${withLoader()}`);
  writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
  execFileSync(process.execPath, ["--experimental-sea-config", "settings.json"], {
    cwd: folder,
    stdio: "pipe",
  });
  return readFileSync(join(folder, settings.output));
}

/**
 * Functions that most runs call are compiled here, once. Only this version of Node.js on this processor can use that, which
 * is the one that it goes into.
 * @param {Record<string, string>} parts @param {string} assets
 */
function compileAhead(parts, assets) {
  const words = [inProject("scripts/package/compile-ahead.js"), assets, COMPILED];
  execFileSync(process.execPath, words, {
    cwd: inProject(""),
    input: JSON.stringify(parts),
    stdio: ["pipe", "ignore", "inherit"],
  });
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
