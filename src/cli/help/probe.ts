import type { CommandHelp } from "./command-help.ts";

export const probe: CommandHelp = {
  description: "which addresses this host sends from, what Gmail sees of them, and whether they are in order",
  usage: "[options] [ip|path...]",
  operands: [
    {
      name: "ip|path",
      isList: true,
      isFile: true,
      help:
        "addresses of this host, instead of the ones it sends from; and logs or bounces in which Gmail names " +
        "addresses; without logs: this machine's own",
    },
  ],
  examples: [
    "whybounce probe                           sends nothing but DNS questions",
    "whybounce probe --connect                 EHLO and QUIT, from each address once",
    "whybounce probe --send you@gmail.com      a test message from each address",
    "whybounce probe --send you@gmail.com --via-mta    one, by the local mail server",
    "whybounce probe --connect --to-domain outlook.com",
    "whybounce probe --received copy.eml       what the headers of a delivered copy say",
    "whybounce probe --connect 203.0.113.5 2001:db8::25",
  ],
  exitCodes: [
    { code: 0, meaning: "report made" },
    { code: 1, meaning: "with --exit-code, if an address fails" },
    {
      code: 2,
      meaning: "wrong usage, some input could not be read, or, with --exit-code, not all is known",
    },
  ],
};
