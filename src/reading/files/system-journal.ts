// systemd's journal: where mailers log on a machine that writes no log files.

import { stat } from "node:fs/promises";

/** Where systemd keeps its journal: for good, or until the machine starts again. */
export const JOURNALS = ["/var/log/journal", "/run/log/journal"];

/** Facility 2 is mail's (RFC 5424 section 6.2.1): the lines of every mailer, whatever its service is called. */
export const READ_JOURNAL = "sudo journalctl SYSLOG_FACILITY=2 --since=-7d -o short-iso | whybounce";

/** Whether this machine has one. */
export async function hasJournal(folders = JOURNALS): Promise<boolean> {
  const present = await Promise.all(folders.map((path) => stat(path).catch(() => null)));
  return present.some((status) => status?.isDirectory());
}
