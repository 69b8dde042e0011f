// The program in parts that need nothing beside them but Node.js: its modules, the packages that it needs, its threads and
// its pages. Put together, they are one file (one-file.js), or lie in a binary (binary.js).

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { deflateRawSync } from "node:zlib";
import { createRequire } from "node:module";
import { rolldown } from "rolldown";
import { groups } from "../chunks.js";
import { lateBuiltins } from "../late-builtins.js";
import { inProject } from "./places.js";

/** Their CommonJS builds, as the program loads them. */
const require = createRequire(import.meta.url);

/** What `readResource` is asked for, besides the version. */
const RESOURCE_FOLDERS = ["docs/causes", "docs/findings", "completions"];
/** The part that has their texts: few runs read a page. */
const TEXTS = "texts";
/** Packages that are parts of their own. */
const PACKAGES = ["tldts", "mailparser"];

/** @typedef {{ parts: Record<string, string>, files: string[] }} Packed `files`: the modules inside, by their paths */

/** @returns {Promise<Packed>} */
export async function packParts() {
  const mail = await packThread(inProject("src/reading/mail/thread.js"));
  const find = await packThread(inProject("dist/reading/search/find-worker.js"));
  const program = await pack(inProject("dist/cli/main.js"), {
    external: [TEXTS, ...PACKAGES],
    codeSplitting: { groups },
    substitutes: {
      "dist/base/resources.js": resources(),
      "dist/reading/mail/thread-module.js": threadModule("mailThread", mail),
      "dist/reading/search/find-module.js": threadModule("findThread", find),
    },
  });
  const packages = await Promise.all(PACKAGES.map(packPackage));
  const texts = { [TEXTS]: `module.exports = ${JSON.stringify(resourceTexts())};` };
  const parts = Object.assign({}, program.parts, texts, ...packages.map((one) => one.parts));
  const files = [program, mail, find, ...packages].flatMap((one) => one.files);
  return { parts: mapValues(parts, inLatin1), files: [...new Set(files)] };
}

/** @param {string} file */
function packThread(file) {
  return pack(file, { substitutes: { "dist/base/resources.js": resourcesOfThread } });
}

/** @param {string} name @returns {Promise<Packed>} */
async function packPackage(name) {
  const { parts, files } = await pack(require.resolve(name), {});
  return { parts: { [name]: onlyText(parts) }, files };
}

/**
 * Compressed: every run would read it, few start a thread.
 * @param {string} name @param {Packed} thread
 */
function threadModule(name, { parts }) {
  const packed = deflateRawSync(onlyText(parts), { level: 9 }).toString("base64");
  return `import { inflateRawSync } from "node:zlib";
export const ${name} = {
  get script() {
    return inflateRawSync(Buffer.from("${packed}", "base64")).toString();
  },
};
`;
}

/** @param {Record<string, string>} parts */
function onlyText(parts) {
  const [text = "", ...others] = Object.values(parts);
  if (others.length > 0) throw new Error(`not packed into one file: ${Object.keys(parts).join(", ")}`);
  return text;
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

// ---------------------------------------------------------------- what stands in the place of src/base/resources.ts

function resources() {
  const { version } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
  const manifest = JSON.stringify(JSON.stringify({ version }));
  return `export function readResource(path) {
  if (path === "package.json") return ${manifest};
  const texts = require("${TEXTS}");
  if (!Object.hasOwn(texts, path)) throw new Error(path + " is not in this file");
  return texts[path];
}
export const programForm = () => (require("node:sea").isSea() ? "binary" : "one file");
${packageLoaders}`;
}

const packageLoaders = `export const loadTldts = () => require("tldts");
export const loadMailparser = () => require("mailparser");
`;

/** A thread reads no pages. */
const resourcesOfThread = `export function readResource(path) {
  throw new Error(path + " is not in this thread");
}
${packageLoaders}`;

function resourceTexts() {
  const paths = RESOURCE_FOLDERS.flatMap((folder) =>
    readdirSync(inProject(folder))
      .toSorted()
      .map((name) => `${folder}/${name}`),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(inProject(path), "utf8")]));
}

// ---------------------------------------------------------------- packing

/** @import { CodeSplittingOptions } from "rolldown" */

/**
 * @typedef {object} Packing
 * @property {string[]} [external] names of other parts
 * @property {boolean | CodeSplittingOptions} [codeSplitting]
 * @property {Record<string, string>} [substitutes] modules by the paths of those whose place they take
 */

/** @param {string} input @param {Packing} packing @returns {Promise<Packed>} */
async function pack(input, { external = [], codeSplitting = false, substitutes = {} }) {
  const bundle = await rolldown({
    input,
    external,
    cwd: inProject(""),
    platform: "node",
    plugins: [resolveCompiled, substitute(substitutes), lateBuiltins],
    checks: { ineffectiveDynamicImport: false },
    onLog: (level, log) => {
      if (level === "warn") throw new Error(`${input}: ${log.message}`);
    },
  });
  const { output } = await bundle.generate({
    format: "cjs",
    codeSplitting,
    chunkFileNames: "[name].js",
    comments: { annotation: false, jsdoc: false, legal: true },
  });
  await bundle.close();
  const chunks = output.filter((one) => one.type === "chunk");
  const parts = Object.fromEntries(chunks.map(({ fileName, code }) => [fileName, code]));
  const files = chunks.flatMap(({ modules }) => Object.keys(modules));
  return { parts, files: files.filter((file) => existsSync(file)) };
}

/** What is plain JavaScript in `src` leads to the compiled modules. */
const resolveCompiled = {
  name: "resolve-compiled",
  /** @param {string} specifier @param {string | undefined} importer */
  resolveId(specifier, importer) {
    if (importer === undefined || !specifier.startsWith(".")) return null;
    const file = join(dirname(importer), specifier);
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

/** @param {Record<string, string>} record @param {(value: string) => string} change */
function mapValues(record, change) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
