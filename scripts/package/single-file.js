// The program as one CommonJS file: its modules, the packages that it needs, its threads and its pages. Beside it, it
// needs nothing but Node.js, and as a binary (binary.js) not even that.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
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
  return { code: packed.code, files: [...packed.files, ...mail.files, ...find.files] };
}

/** @param {string} file */
function packThread(file) {
  return pack(file, { "dist/base/resources.js": resources({}) });
}

/** @param {string} name @param {Packed} thread */
function threadModule(name, { code }) {
  return `export const ${name} = { script: ${JSON.stringify(code)} };\n`;
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
