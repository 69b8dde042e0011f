// From what was named on the command line to files: globs expanded, directories walked, mailboxes that are
// directories (Maildir, MH) recognised by their layout.

import { opendir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { systemErrorReason, UserError } from "../errors.ts";

/** Deeper trees are loops of mounts or mistakes. Symbolic links inside directories are not followed. */
const MAX_DEPTH = 32;

export interface FoundFile {
  path: string;
  /** The directory that is a mailbox with this file as a message. */
  mailbox: { path: string; kind: "maildir" | "mh" } | null;
  /** True when the file itself was named: then it is a fault if it cannot be read. */
  named: boolean;
}

/** Where mailers log unless they are told otherwise: Debian, Red Hat, SUSE, FreeBSD, cPanel. */
export const STANDARD_LOGS = [
  "/var/log/mail.log",
  "/var/log/maillog",
  "/var/log/mail",
  "/var/log/exim4/mainlog",
  "/var/log/exim/main.log",
  "/var/log/exim/mainlog",
  "/var/log/exim_mainlog",
];

/** Of the standard logs, those on this machine. */
export async function standardLogs(): Promise<string[]> {
  const present = await Promise.all(
    STANDARD_LOGS.map((path) =>
      stat(path).then(
        (status) => (status.isFile() ? [path] : []),
        () => [],
      ),
    ),
  );
  return present.flat();
}

/** Problems are told to `onError` and passed over. */
export async function* discover(
  paths: readonly string[],
  onError: (message: string) => void,
): AsyncGenerator<FoundFile> {
  for (const path of paths) {
    const status = await stat(path).catch((error: unknown) => error as Error);
    if (!(status instanceof Error)) {
      if (status.isDirectory()) yield* walk(path, onError, 0);
      else yield { path, mailbox: null, named: true };
    } else if (await isPattern(path)) {
      yield* expand(path, onError);
    } else {
      onError(`${path}: ${systemErrorReason(status)}`);
    }
  }
}

async function isPattern(path: string): Promise<boolean> {
  const { default: glob } = await import("fast-glob");
  return glob.isDynamicPattern(path);
}

async function* expand(pattern: string, onError: (message: string) => void): AsyncGenerator<FoundFile> {
  const { default: glob } = await import("fast-glob");
  const matches = await glob(pattern, { onlyFiles: false, dot: true, suppressErrors: true });
  if (matches.length === 0) onError(`${pattern}: no file has such a name`);
  for (const path of matches.toSorted()) {
    const status = await stat(path).catch((error: unknown) => error as Error);
    if (status instanceof Error) onError(`${path}: ${systemErrorReason(status)}`);
    else if (status.isDirectory()) yield* walk(path, onError, 0);
    else yield { path, mailbox: null, named: true };
  }
}

async function* walk(
  directory: string,
  onError: (message: string) => void,
  depth: number,
): AsyncGenerator<FoundFile> {
  if (depth > MAX_DEPTH) return onError(`${directory}: more than ${MAX_DEPTH} directories deep; not read`);
  try {
    for await (const entry of await opendir(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        // Maildir's tmp holds what is still being written.
        if (entry.name !== "tmp") yield* walk(path, onError, depth + 1);
      } else if (entry.isFile()) {
        yield { path, mailbox: mailboxOf(path), named: false };
      }
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    onError(`${directory}: ${systemErrorReason(error)}`);
  }
}

/** A message of a Maildir lies in `cur` or `new`; one of MH has a number for a name. */
function mailboxOf(path: string): FoundFile["mailbox"] {
  const directory = dirname(path);
  if (basename(directory) === "cur" || basename(directory) === "new")
    return { path: dirname(directory), kind: "maildir" };
  return /^\d+$/.test(basename(path)) ? { path: directory, kind: "mh" } : null;
}
