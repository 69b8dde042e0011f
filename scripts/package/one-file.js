// The program's parts as one file for any Node.js that is new enough.

import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { inProject } from "./places.js";

/** `--version` needs no more, and is not to wait for the decoder. */
const PLAIN = ["main.js", "start.js", "rolldown-runtime.js"];

/** The parts are compressed: a run reads all of the file, and uses the least of it. @param {Record<string, string>} parts */
export function oneFile(parts) {
  const names = Object.keys(parts).toSorted();
  const plain = names.filter((name) => PLAIN.includes(name)).map((name) => [name, parts[name] ?? ""]);
  const packed = names
    .filter((name) => !PLAIN.includes(name))
    .map((name) => [
      name,
      deflateRawSync(Buffer.from(parts[name] ?? "", "latin1"), { level: 9 }).toString("base64"),
    ]);
  return `#!/usr/bin/env node
const plain = ${JSON.stringify(Object.fromEntries(plain))};
const packed = ${JSON.stringify(Object.fromEntries(packed))};
function readPart(name) {
  if (Object.prototype.hasOwnProperty.call(plain, name)) return plain[name];
  if (!Object.prototype.hasOwnProperty.call(packed, name)) return null;
  return require("node:zlib").inflateRawSync(Buffer.from(packed[name], "base64")).toString("latin1");
}
function readCompiled() {}
${withLoader()}`;
}

/** What starts the program from its parts: npm's, which first looks at the version of Node.js, with the loader before it. */
export function withLoader() {
  const loader = readFileSync(inProject("scripts/package/loader.cjs"), "utf8");
  const start = readFileSync(inProject("bin/whybounce.js"), "utf8").replace(/^#!.*\n/, "");
  const pieces = start.split('require("../dist/command/main.js")');
  if (pieces.length !== 2) throw new Error("bin/whybounce.js: where does it load the program?");
  return `${loader}\n${pieces.join('loadPart("main.js")')}`;
}
