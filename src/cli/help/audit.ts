import type { CommandHelp } from "./command-help.ts";

export const audit: CommandHelp = {
  description: "check SPF, DKIM, DMARC, MX and reverse DNS of domains and addresses",
  usage: "[options] <domain|ip|path...>",
  operands: [
    {
      name: "domain|ip|path",
      isList: true,
      isFile: true,
      help:
        "domains, the addresses that send their mail, and logs or mail: the senders to Gmail in them are audited; " +
        "a name of a file means the file, unless it ends in a dot (example.com.)",
    },
  ],
  examples: [
    "whybounce audit example.com 203.0.113.5",
    "whybounce audit --sender bounce.example.com --selector s1 example.com",
    "whybounce audit --only spf,dmarc example.com example.net",
    "whybounce audit --blocklists 203.0.113.5",
    "whybounce audit -f csv -o senders.csv /var/log/mail.log",
  ],
  exitCodes: [
    { code: 0, meaning: "report made" },
    { code: 1, meaning: "with --exit-code, if something fails" },
    {
      code: 2,
      meaning:
        "wrong usage, or some input could not be read; with --exit-code also if the DNS could not be asked",
    },
  ],
};
