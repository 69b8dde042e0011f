// Stands before the program in its one file, and in the binary: the parts of the program are texts in there, and are
// compiled when they are first needed. To compile all of them at each start would take longer than to read a small log.

/* global readPart, readCompiled */

const parts = new Map();

/** The exports of a part. */
function loadPart(name) {
  const known = parts.get(name);
  if (known !== undefined) return known.exports;
  const part = { exports: {} };
  parts.set(name, part);
  compilePart(name).runInThisContext()(part.exports, requirePart, part);
  return part.exports;
}

function compilePart(name) {
  const { Script } = require("node:vm");
  const code = `(function (exports, require, module) {${readPart(name)}\n})`;
  return new Script(code, { filename: `whybounce/${name}`, cachedData: readCompiled(name) });
}

/** What a part has of another part or of Node.js. */
function requirePart(name) {
  if (name.startsWith("node:")) return require(name);
  const part = name.replace(/^\.\//, "");
  return readPart(part) === null ? require(name) : loadPart(part);
}
