import type { CommandHelp } from "./command-help.ts";

export const doctor: CommandHelp = {
  description: "whether whybounce can read logs, ask the DNS and find the mail server here, and if not, why",
  usage: "[options]",
  operands: [],
  examples: [
    "whybounce doctor",
    "sudo whybounce doctor",
    "whybounce doctor --resolver 192.0.2.53",
    "whybounce doctor --json                for a bug report: nothing private is in it",
  ],
  exitCodes: [
    { code: 0, meaning: "report made" },
    { code: 1, meaning: "with --exit-code, if there is a problem" },
    { code: 2, meaning: "wrong usage" },
  ],
};
