// The files that are made from the program's own definition, by name. A test compares them with those shipped.

import { bashCompletion, fishCompletion, zshCompletion } from "./completions.js";
import { codeTable } from "./code-table.js";
import { configurationSchema } from "./configuration-schema.js";
import { describe } from "./definition.js";
import { manPage } from "./man-page.js";

/** @returns {Record<string, string>} texts by their paths in the package */
export function generatedFiles({ registry, codes, topicIds, keys, version }) {
  const definition = describe(registry, [...new Set([...codes.flatMap(codeNames), ...topicIds])]);
  return {
    "man/whybounce.1": `${manPage(definition, version)}\n`,
    "completions/whybounce.bash": bashCompletion(definition),
    "completions/_whybounce": zshCompletion(definition),
    "completions/whybounce.fish": fishCompletion(definition),
    "docs/gmail-codes.md": codeTable(codes),
    "schema/whybounce.config.schema.json": configurationSchema(keys),
  };
}

/** `421-4.7.27` and `550-5.7.27` of an entry for both classes. */
function codeNames({ replyCodes, enhancedStatusCode }) {
  return replyCodes.map((code) => `${code}-${enhancedStatusCode.replace("X", String(code).slice(0, 1))}`);
}
