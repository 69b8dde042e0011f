import type { CommandHelp } from "./command-help.ts";

export const analyze: CommandHelp = {
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
      meaning:
        "wrong usage, or some input could not be read; with --exit-code also if it is not known whether a cause stands",
    },
  ],
};
