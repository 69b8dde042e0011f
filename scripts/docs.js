// Writes the man page, the completions and the schemas: `npm run docs` after a change of the options, or of what the
// data formats write.

import { mkdirSync, writeFileSync } from "node:fs";
import { configurationKeys } from "../dist/cli/config-file.js";
import * as help from "../dist/cli/help.js";
import { commandNames } from "../dist/cli/options/definition.js";
import { flagsOf } from "../dist/cli/options/index.js";
import { codes } from "../dist/model/codes/index.js";
import { explainedWords } from "../dist/model/explained-words.js";
import { packageVersion } from "../dist/base/version.js";
import { contractSchemas } from "./contract-schemas.js";
import { generatedFiles } from "./generated.js";

const source = {
  registry: { ...help, commandNames, flagsOf },
  codes,
  explainedWords,
  keys: configurationKeys(),
  version: packageVersion(),
};
for (const [path, text] of Object.entries({ ...generatedFiles(source), ...contractSchemas() })) {
  const target = new URL(`../${path}`, import.meta.url);
  mkdirSync(new URL(".", target), { recursive: true });
  writeFileSync(target, text);
}
