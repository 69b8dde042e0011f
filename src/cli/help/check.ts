import type { CommandHelp } from "./command-help.ts";

export const check: CommandHelp = {
  description: "diagnose the reverse DNS of addresses, hosts and domains without any log",
  usage: "[options] [target...]",
  operands: [
    {
      name: "target",
      isList: true,
      isFile: true,
      help:
        "addresses, also as Gmail writes them: [203.0.113.5]; ranges of up to 1,024: 203.0.113.0/28; " +
        "hosts (their A and AAAA); domains (the hosts of their MX, and ip4 and ip6 of their SPF record); " +
        "files with one of these per line, # begins a comment; - for such a list on standard input; " +
        "without any: what is piped in, else this machine's own addresses",
    },
  ],
  examples: [
    "whybounce check 203.0.113.5 2001:db8::25",
    "whybounce check mail.example.com example.com 203.0.113.0/28",
    "whybounce check --helo mail.example.com --from example.com 203.0.113.5",
    "whybounce check --wait=2h 203.0.113.5    until the DNS shows the repair",
    "whybounce check --input addresses.txt --exit-code --quiet",
    "whybounce check --json - < addresses.txt",
    "whybounce check -o servers.csv -o servers.html servers.txt",
    "whybounce check -f mail --mail-to you@example.com 203.0.113.5 | sendmail -t",
  ],
  exitCodes: [
    { code: 0, meaning: "report made" },
    { code: 1, meaning: "with --exit-code or --wait, if a cause still stands" },
    {
      code: 2,
      meaning:
        "wrong usage, or something that was named could not be checked; with --exit-code also if it is not known whether a cause stands",
    },
  ],
};
