import type { CommandHelp } from "./command-help.ts";

export const watch: CommandHelp = {
  description: "alert when Gmail begins to refuse mail, when reverse DNS breaks, and when it is repaired",
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
        "wrong usage, some input could not be read, or an alert could not be sent: it is kept, and sent later",
    },
  ],
};
