/** Logs and mailboxes of two mail servers in this folder; the paths that a command line names. */
export function writeTwoMailers(folder: string): string[];
