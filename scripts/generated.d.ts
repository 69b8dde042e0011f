import type { Command } from "commander";
import type { CodeEntry } from "../src/explain/codes.ts";
import type { ConfigurationKey } from "../src/cli/config.ts";

interface Source {
  program: Command;
  /** What follows the help of each command. */
  examples: Record<string, string>;
  /** What `explain` explains. */
  codes: CodeEntry[];
  topicIds: string[];
  keys: ConfigurationKey[];
  version: string;
}

/** Texts by their paths in the package. */
export function generatedFiles(source: Source): Record<string, string>;
