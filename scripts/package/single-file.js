// The program as one CommonJS file: its modules, the packages that it needs, its threads and its pages. Beside it, it
// needs nothing but Node.js, and as a binary (binary.js) not even that.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { deflateRawSync } from "node:zlib";
import { rolldown } from "rolldown";
import { inProject } from "./places.js";

/** What `readResource` is asked for, besides the version. */
const RESOURCE_FOLDERS = ["docs/causes", "docs/findings", "completions"];

/** @typedef {{ code: string, files: string[] }} Packed `files`: the modules inside, by their paths */

/** @returns {Promise<Packed>} */
export async function packSingleFile() {
  const mail = await packThread(inProject("src/reading/mail/thread.js"));
  const find = await packThread(inProject("dist/reading/search/find-worker.js"));
  const packed = await pack(inProject("bin/whybounce.js"), {
    "dist/base/resources.js": resources(resourceTexts()),
    "dist/reading/mail/thread-module.js": threadModule("mailThread", mail),
    "dist/reading/search/find-module.js": threadModule("findThread", find),
  });
  return { code: inLatin1(packed.code), files: [...packed.files, ...mail.files, ...find.files] };
}

/** @param {string} file */
function packThread(file) {
  return pack(file, { "dist/base/resources.js": resources({}) });
}

/**
 * Compressed: every run would read it, few start a thread.
 * @param {string} name @param {Packed} thread
 */
function threadModule(name, { code }) {
  const packed = deflateRawSync(code, { level: 9 }).toString("base64");
  return `import { inflateRawSync } from "node:zlib";
export const ${name} = {
  get script() {
    return inflateRawSync(Buffer.from("${packed}", "base64")).toString();
  },
};
`;
}

/**
 * V8 keeps a text in half the memory, and reads it faster, if it has no character beyond Latin-1. Here such characters stand
 * in strings, templates, regular expressions and comments, and mean the same when they are escaped there.
 * @param {string} code
 */
function inLatin1(code) {
  if (/\braw`[^`]*[^`\0-\u00ff]/.test(code)) throw new Error("String.raw would show the escapes");
  if (/(?<!\\)(?:\\\\)*\\[^\0-\u00ff]/.test(code)) throw new Error("a character has a backslash before it");
  return code.replaceAll(/[^\0-\u00ff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The module that stands in the place of src/base/resources.ts. @param {Record<string, string>} texts */
function resources(texts) {
  return `const texts = ${JSON.stringify(texts)};
export function readResource(path) {
  if (!Object.hasOwn(texts, path)) throw new Error(path + " is not in this file");
  return texts[path];
}
export const programForm = () => (require("node:sea").isSea() ? "binary" : "one file");
export const loadTldts = () => require("tldts");
export const loadMailparser = () => require("mailparser");
`;
}

function resourceTexts() {
  const { version } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
  const paths = RESOURCE_FOLDERS.flatMap((folder) =>
    readdirSync(inProject(folder))
      .toSorted()
      .map((name) => `${folder}/${name}`),
  );
  const texts = paths.map((path) => [path, readFileSync(inProject(path), "utf8")]);
  return { "package.json": JSON.stringify({ version }), ...Object.fromEntries(texts) };
}

/**
 * @param {string} input
 * @param {Record<string, string>} substitutes modules by the paths of those whose place they take
 * @returns {Promise<Packed>}
 */
async function pack(input, substitutes) {
  const bundle = await rolldown({
    input,
    cwd: inProject(""),
    platform: "node",
    plugins: [resolveCompiled, substitute(substitutes)],
    onLog: (level, log) => {
      if (level === "warn") throw new Error(`${input}: ${log.message}`);
    },
  });
  const { output } = await bundle.generate({
    format: "cjs",
    codeSplitting: false,
    comments: { annotation: false, jsdoc: false, legal: true },
  });
  await bundle.close();
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error(`${input}: not packed into one file`);
  return { code: chunk.code, files: Object.keys(chunk.modules).filter((file) => existsSync(file)) };
}

/** What is packed already for npm leads to the compiled modules; so does what is plain JavaScript in `src`. */
const resolveCompiled = {
  name: "resolve-compiled",
  /** @param {string} specifier @param {string | undefined} importer */
  resolveId(specifier, importer) {
    if (importer === undefined || !specifier.startsWith(".")) return null;
    const file = join(dirname(importer), specifier);
    if (file === inProject("dist/command/main.js")) return inProject("dist/cli/main.js");
    const compiled = join(inProject("dist"), relative(inProject("src"), file));
    return file.startsWith(inProject("src/")) && !existsSync(file) ? compiled : null;
  },
};

/** @param {Record<string, string>} substitutes */
const substitute = (substitutes) => ({
  name: "substitute",
  /** @param {string} file */
  load(file) {
    return substitutes[relative(inProject(""), file)] ?? null;
  },
});
