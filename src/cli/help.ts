// What the help says of each command; the manual page and the completions are made from it too.

import { wrap } from "../base/words/wrap.ts";
import type { CommandName } from "./options/definition.ts";

interface Operand {
  name: string;
  isList?: true;
  /** Completed by names of files. */
  isFile?: true;
  /** It is one of these; what follows it is another operand. */
  choices?: readonly string[];
  help: string;
}

export interface CommandHelp {
  description: string;
  usage: string;
  /** What follows the options. */
  operands: readonly Operand[];
  examples: readonly string[];
  exitCodes: readonly { code: number; meaning: string }[];
}

export const programName = "whybounce";
/** Those that there are completions for. */
export const shells = ["bash", "zsh", "fish"] as const;
export const versionHelp = { short: "-V", long: "--version", help: "print the version" };
export const helpHelp = { short: "-h", long: "--help", help: "print this help" };
export const HELP_WIDTH = 80;

export const commandHelp: Readonly<Record<CommandName, CommandHelp>> = {
  analyze: {
    description: "Why does Gmail refuse my mail, and what exactly do I change?",
    usage: "[options] [path...]",
    operands: [
      {
        name: "path",
        isList: true,
        isFile: true,
        help:
          "files, directories (logs, Maildir, MH, .eml), globs, or - for standard input; " +
          "without any: what is piped in, else this machine's mail logs",
      },
    ],
    examples: [
      "whybounce /var/log/mail.log*          why Gmail refuses, and what to change",
      "whybounce --since 7d ~/Maildir        bounce mail of the last seven days",
      "zcat bounces.mbox.gz | whybounce      a mailbox from standard input",
      "whybounce --week last -o week.csv     the weekly table, for cron",
      "whybounce --week last -o week.html -o week.json   two reports of one reading",
      "whybounce -f mail mail.log | sendmail -t     the report as a mail to root",
      "whybounce -f recipients mail.log      who still misses mail, one per line",
      "whybounce check 203.0.113.5           one address, without any log",
      "whybounce explain 550-5.7.25          what Gmail's reply means",
      "whybounce --week last --from clickhouse://db.example.com/whybounce",
    ],
    exitCodes: [
      { code: 0, meaning: "report made" },
      { code: 1, meaning: "with --exit-code, if a cause still stands" },
      {
        code: 2,
        meaning: "wrong usage, or some input (with --exit-code also the DNS) could not be read",
      },
    ],
  },
  check: {
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
          "files with one of these on each line, # begins a remark; - for such a list on standard input; " +
          "without any: what is piped in, else this machine's own addresses",
      },
    ],
    examples: [
      "whybounce check 203.0.113.5 2001:db8::25",
      "whybounce check mail.example.com example.com 203.0.113.0/28",
      "whybounce check --helo mail.example.com --from example.com 203.0.113.5",
      "whybounce check --wait=2h 203.0.113.5    until the repair is to be seen",
      "whybounce check --input addresses.txt --exit-code --quiet",
      "whybounce check --json - < addresses.txt",
      "whybounce check -o servers.csv -o servers.html servers.txt",
      "whybounce check -f mail --mail-to you@example.com 203.0.113.5 | sendmail -t",
    ],
    exitCodes: [
      { code: 0, meaning: "report made" },
      { code: 1, meaning: "with --exit-code or --wait, if a cause still stands" },
      { code: 2, meaning: "wrong usage, or something that was named could not be checked" },
    ],
  },
  audit: {
    description: "check SPF, DKIM, DMARC, MX and reverse DNS of domains and addresses",
    usage: "[options] <domain|ip|path...>",
    operands: [
      {
        name: "domain|ip|path",
        isList: true,
        isFile: true,
        help:
          "domains, the addresses that send their mail, and logs or mail, whose refused senders are audited; " +
          "a name that is a file is a path, example.com. never is",
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
      { code: 2, meaning: "wrong usage, or some input (with --exit-code also the DNS) could not be read" },
    ],
  },
  probe: {
    description:
      "which addresses this host sends from, what Gmail sees of them, and whether they are in order",
    usage: "[options] [ip|path...]",
    operands: [
      {
        name: "ip|path",
        isList: true,
        isFile: true,
        help:
          "addresses of this host in place of those that it sends from, and logs or bounces in which Gmail names " +
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
  },
  watch: {
    description: "tell when Gmail begins to refuse mail, when the reverse DNS breaks, and when it is mended",
    usage: "[options] [path...]",
    operands: [
      {
        name: "path",
        isList: true,
        isFile: true,
        help:
          "logs, mailboxes and directories, or journal:; rotated logs beside them are read by themselves; " +
          "without any: this machine's mail logs",
      },
    ],
    examples: [
      "whybounce watch --once --alert mail:root      from cron or a timer",
      "whybounce watch --addresses auto              on a terminal: one screen",
      "whybounce watch --once --addresses servers.txt --alert https://chat.example.com/hook",
      "whybounce watch --once --alert journal --alert textfile:/run/metrics/whybounce.prom",
      "whybounce --from /var/lib/whybounce --week last     the report of what it has read",
    ],
    exitCodes: [
      { code: 0, meaning: "looked, or ended by a signal" },
      {
        code: 2,
        meaning:
          "wrong usage, some input could not be read, or an alert not be sent: it is kept, and sent later",
      },
    ],
  },
  explain: {
    description: "what a reply code or a root cause means, and the way out",
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
  },
  store: {
    description: "keep what was read for long times: in a folder, or in ClickHouse for a fleet",
    usage: "init|push [options] [path...]",
    operands: [
      {
        name: "init|push",
        choices: ["init", "push"],
        help: "init creates the tables; push reads paths as a report does, and stores what is not there yet",
      },
      {
        name: "path",
        isList: true,
        isFile: true,
        help: "of push: files, directories, globs, or - for standard input",
      },
    ],
    examples: [
      "whybounce store push --to DIR --state DIR /var/log/mail.log*",
      "whybounce --from DIR --week last",
      "whybounce store init --to clickhouse://db.example.com:8123/whybounce --ttl 400",
      "whybounce store push --to clickhouse://db.example.com/whybounce mail.log*",
      "whybounce --from clickhouse://db.example.com/whybounce --week last",
    ],
    exitCodes: [
      { code: 0, meaning: "done" },
      {
        code: 2,
        meaning:
          "wrong usage, some input could not be read, or the store could not be reached: what was stored stays, and the same command may be run again",
      },
    ],
  },
  doctor: {
    description: "can it read logs, ask the DNS and know the mail server here, and if not, why",
    usage: "[options]",
    operands: [],
    examples: [
      "whybounce doctor",
      "sudo whybounce doctor",
      "whybounce doctor --resolver 192.0.2.53",
      "whybounce doctor --json                for a report of a bug: nothing private is in it",
    ],
    exitCodes: [
      { code: 0, meaning: "report made" },
      { code: 1, meaning: "with --exit-code, if there is a problem" },
      { code: 2, meaning: "wrong usage" },
    ],
  },
  completion: {
    description: "print the completions for a shell",
    usage: shells.join("|"),
    operands: [
      {
        name: shells.join("|"),
        choices: shells,
        help: "the shell; the packages for Debian install the completions by themselves",
      },
    ],
    examples: [
      'eval "$(whybounce completion bash)"       in ~/.bashrc',
      'eval "$(whybounce completion zsh)"        in ~/.zshrc, after compinit',
      "whybounce completion fish | source        in config.fish",
    ],
    exitCodes: [],
  },
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
