// Runs the program on the samples, and writes its parts with what V8 compiled of them meanwhile: the functions that most
// runs call. `node compile-ahead.js FOLDER ENDING` reads the parts from standard input, as JSON; what the program says is
// thrown away.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { inProject } from "./places.js";

const [folder = "", ending = ""] = process.argv.slice(2);
/** @type {Record<string, string>} */
const parts = JSON.parse(readFileSync(0, "utf8"));
const requireBuiltin = createRequire(import.meta.url);

/** Nobody answers at that port: what is compiled is the way to it. */
const DNS = ["--resolver", "127.0.0.1:9", "--dns-timeout", "0.2s", "--no-local", "--no-config", "--quiet"];
const LOG = inProject("fixtures/demo/mail.log");
const runs = [
  ["--help"],
  [LOG, "--no-dns", "--no-config"],
  [LOG, "--no-dns", "--no-config", "--json"],
  [LOG, "--no-dns", "--no-config", "-f", "csv"],
  [inProject("fixtures/demo/bounces.mbox"), "--no-dns", "--no-config"],
  ["check", "203.0.113.25", ...DNS],
  ["explain", "ptr_nxdomain"],
];

/** @type {Map<string, { script: Script, exports: unknown }>} */
const loaded = new Map();

/** As loader.cjs does it, for what V8 made of other words would be of no use. @param {string} name */
function loadPart(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const code = `(function (exports, require, module) {${parts[name]}\n})`;
  const script = new Script(code, { filename: `whybounce/${name}` });
  const part = { script, exports: {} };
  loaded.set(name, part);
  script.runInThisContext()(part.exports, requirePart, part);
  return part.exports;
}

/** @param {string} name @returns {unknown} */
function requirePart(name) {
  const part = name.replace(/^\.\//, "");
  return !name.startsWith("node:") && Object.hasOwn(parts, part) ? loadPart(part) : requireBuiltin(name);
}

process.env["WHYBOUNCE_THREADS"] = "0";
const { runProcess } = loadPart("main.js");
for (const words of runs) {
  process.argv = [process.execPath, "whybounce", ...words];
  await runProcess();
}
process.exitCode = 0;

mkdirSync(folder, { recursive: true });
for (const [name, code] of Object.entries(parts)) {
  writeFileSync(join(folder, name), code, "latin1");
  const compiled = loaded.get(name)?.script.createCachedData();
  if (compiled !== undefined) writeFileSync(join(folder, name + ending), compiled);
}
