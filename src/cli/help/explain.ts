import type { CommandHelp } from "./command-help.ts";

export const explain: CommandHelp = {
  description: "what a reply code or a root cause means, and how to repair it",
  usage: "[code|cause]",
  operands: [
    {
      name: "code|cause",
      isList: true,
      help: "a reply code (550-5.7.25, 4.7.23), a cause (ptr_nxdomain) or words to search for; without any: a list of all",
    },
  ],
  examples: ["whybounce explain", "whybounce explain 550-5.7.25", "whybounce explain ptr_nxdomain"],
  exitCodes: [],
};
