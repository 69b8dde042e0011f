// What the help says of each command; the manual page and the completions are made from it too.

import { wrap } from "../base/words/wrap.ts";
import { analyze } from "./help/analyze.ts";
import { audit } from "./help/audit.ts";
import { check } from "./help/check.ts";
import { completion } from "./help/completion.ts";
import { doctor } from "./help/doctor.ts";
import { explain } from "./help/explain.ts";
import { probe } from "./help/probe.ts";
import { store } from "./help/store.ts";
import { watch } from "./help/watch.ts";
import type { CommandHelp } from "./help/command-help.ts";
import type { CommandName } from "./options/definition.ts";

export { shells } from "./help/completion.ts";

export const programName = "whybounce";
export const versionHelp = { short: "-V", long: "--version", help: "print the version" };
export const helpHelp = { short: "-h", long: "--help", help: "print this help" };
export const HELP_WIDTH = 80;

/** In the order of the help. */
export const commandHelp: Readonly<Record<CommandName, CommandHelp>> = {
  analyze,
  check,
  audit,
  probe,
  watch,
  explain,
  store,
  doctor,
  completion,
};

/** What follows the options in the help. */
export function closingText({ examples, exitCodes }: CommandHelp): string {
  const lines = ["", "Examples:", ...examples.map((example) => `  ${example}`)];
  return [...lines, ...exitCodeLines(exitCodes)].join("\n");
}

function exitCodeLines(exitCodes: CommandHelp["exitCodes"]): string[] {
  if (exitCodes.length === 0) return [];
  // No line ends just after a code: the two words that follow stay with it.
  const parts = exitCodes.map(({ code, meaning }) =>
    `${code} ${meaning}`.replace(/^(\S+) (\S+) /, `$1${GLUE}$2${GLUE}`),
  );
  const text = `Exit codes: ${parts.join("; ")}.`;
  return ["", ...wrap(text, { width: HELP_WIDTH }).map((line) => line.replaceAll(GLUE, " "))];
}

const GLUE = "\u00a0";
