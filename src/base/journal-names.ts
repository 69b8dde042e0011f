// How journals are named among paths.

/** All mailers of this machine's journal; others are `journal:UNIT` and `journal:/path/to/dir`. */
export const SYSTEM_JOURNAL = "journal:";

/** A file of such a name is named with a slash: `./journal:x`. */
export function isJournal(path: string): boolean {
  return path.startsWith(SYSTEM_JOURNAL);
}

/** The system's journal, all of it or a unit's; one in a named place may be a copy. */
export function isOwnJournal(path: string): boolean {
  return isJournal(path) && !path.includes("/");
}
