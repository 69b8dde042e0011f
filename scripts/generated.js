// The files that are made from the program's own definition, by name. A test compares them with those shipped.

import { bashCompletion, fishCompletion, zshCompletion } from "./completions.js";
import { codeTable } from "./code-table.js";
import { configurationSchema } from "./configuration-schema.js";
import { describe } from "./definition.js";
import { manPage } from "./man-page.js";

/** @returns {Record<string, string>} texts by their paths in the package */
export function generatedFiles({ registry, codes, explainedWords, keys, version }) {
  const definition = describe(registry, explainedWords);
  return {
    "man/whybounce.1": `${manPage(definition, version)}\n`,
    "completions/whybounce.bash": bashCompletion(definition),
    "completions/_whybounce": zshCompletion(definition),
    "completions/whybounce.fish": fishCompletion(definition),
    "docs/gmail-codes.md": codeTable(codes),
    "schema/whybounce.config.schema.json": configurationSchema(keys),
  };
}
