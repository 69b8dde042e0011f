// `whybounce completion`: the file of the package that completes command lines in a shell.

import { readResource } from "../base/resources.ts";
import { UserError } from "../base/errors.ts";
import { shells } from "./help.ts";

const files: Record<(typeof shells)[number], string> = {
  bash: "whybounce.bash",
  zsh: "_whybounce",
  fish: "whybounce.fish",
};

/** The words after `whybounce completion`. */
export function completionText(operands: readonly string[]): string {
  const [name = ""] = operands;
  const shell = operands.length === 1 ? shells.find((known) => known === name) : undefined;
  if (shell !== undefined) return readResource(`completions/${files[shell]}`);
  throw new UserError({
    thing: ["completion", ...operands].join(" "),
    problem: operands.length > 1 ? "more than one shell" : "no shell whose completions are known",
    nextStep: `write one of ${shells.join(", ")}`,
  });
}
