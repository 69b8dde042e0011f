// What real programs printed on machines that are set up in different ways: `fixtures/machine` and `fixtures/probe`, made with Debian's Postfix 3.7
// and Exim 4.96. A line `$ postconf -M` is the question; `! …` is what a program that failed complained of,
// `!` that it failed without a word.

import { readFileSync } from "node:fs";
import type { RunProgram } from "../../src/machine/programs.ts";

export function transcript(name: string, folder: "machine" | "probe" = "machine"): RunProgram {
  const text = readFileSync(new URL(`../../fixtures/${folder}/${name}.txt`, import.meta.url), "utf8");
  const answers = new Map(
    text.split(/^\$ /m).flatMap((part): [string, string][] => {
      const end = part.indexOf("\n");
      return end < 1 ? [] : [[part.slice(0, end), part.slice(end + 1)]];
    }),
  );
  const programs = new Set([...answers.keys()].map((command) => command.split(" ")[0]));
  return async (program, given) => {
    const command = [program, ...given].join(" ");
    if (!programs.has(program)) return null;
    const answer = answers.get(command);
    if (answer === undefined) throw new Error(`${name} does not tell: ${command}`);
    const complaint = /^!(?: (?<words>.*))?$/m.exec(answer)?.groups;
    if (complaint === undefined) return { text: answer };
    return { problem: { command, reason: "failed", detail: complaint["words"] ?? null } };
  };
}
