// Translates src/reading/search/search.wat to src/reading/search/search-module.ts: `npm run compile-search` after a change.

import { readFileSync, writeFileSync } from "node:fs";
import wabt from "wabt";

/** The module's bytes. @returns {Promise<Buffer>} */
export async function compileSearch() {
  const translator = await wabt();
  const source = new URL("../src/reading/search/search.wat", import.meta.url);
  const parsed = translator.parseWat("search.wat", readFileSync(source, "utf8"), {
    simd: true,
    threads: true,
  });
  return Buffer.from(parsed.toBinary({}).buffer);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const lines = (await compileSearch()).toString("base64").match(/.{1,100}/g) ?? [];
  const target = new URL("../src/reading/search/search-module.ts", import.meta.url);
  const text = lines.map((line) => `  "${line}",`).join("\n");
  writeFileSync(
    target,
    `// Made from search.wat by scripts/compile-search.js; a test compares the two.

const bytes = [
${text}
].join("");

let compiled: WebAssembly.Module | null = null;

/** The search of search.wat. */
export function searchModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(bytes, "base64"));
  return compiled;
}
`,
  );
}
