import type { CommandHelp } from "./command-help.ts";

export const storeActions = ["init", "push"] as const;

export const store: CommandHelp = {
  description: "keep what was read for months: in a folder, or in ClickHouse for a fleet",
  usage: "init|push [options] [path...]",
  operands: [
    {
      name: "init|push",
      choices: storeActions,
      help: "init creates the tables; push reads paths as a report does, and stores what is not there yet",
    },
    {
      name: "path",
      isList: true,
      isFile: true,
      help: "for push: files, directories, globs, or - for standard input",
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
};
