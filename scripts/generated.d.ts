import type { CodeEntry } from "../src/model/codes/index.ts";
import type { ConfigurationKey } from "../src/cli/config-file.ts";
import type * as help from "../src/cli/help.ts";
import type { commandNames } from "../src/cli/options/definition.ts";
import type { flagsOf } from "../src/cli/options/index.ts";

interface Source {
  registry: Pick<typeof help, "programName" | "commandHelp" | "versionHelp" | "helpHelp"> & {
    commandNames: typeof commandNames;
    flagsOf: typeof flagsOf;
  };
  /** What `explain` explains. */
  codes: readonly CodeEntry[];
  explainedWords: string[];
  keys: ConfigurationKey[];
  version: string;
}

/** Texts by their paths in the package. */
export function generatedFiles(source: Source): Record<string, string>;
