// From what was named on the command line to files: globs expanded, directories walked, mailboxes that are
// directories (Maildir, MH) recognised by their layout.

import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorReason } from "../errors.ts";

/** Deeper trees are loops of mounts or mistakes. Symbolic links inside directories are not followed. */
const MAX_DEPTH = 32;

export type Found =
  | {
      file: string;
      /** True when the file itself was named: then it is a fault if it cannot be read. */
      named: boolean;
    }
  | { mailbox: string; kind: MailboxKind };

/** Mailboxes that are directories. */
export type MailboxKind = "maildir" | "mh";

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
): AsyncGenerator<Found> {
  for (const path of paths) {
    const status = await stat(path).catch((error: unknown) => error as Error);
    if (!(status instanceof Error)) {
      if (status.isDirectory()) yield* walk(path, onError, 0);
      else yield { file: path, named: true };
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

async function* expand(pattern: string, onError: (message: string) => void): AsyncGenerator<Found> {
  const { default: glob } = await import("fast-glob");
  const matches = await glob(pattern, {
    onlyFiles: false,
    dot: true,
    suppressErrors: true,
    // A link that leads back would give each file forty times.
    followSymbolicLinks: false,
  });
  if (matches.length === 0) onError(`${pattern}: no file has such a name`);
  for (const path of matches.toSorted()) {
    const status = await stat(path).catch((error: unknown) => error as Error);
    if (status instanceof Error) onError(`${path}: ${systemErrorReason(status)}`);
    else if (status.isDirectory()) yield* walk(path, onError, 0);
    else yield { file: path, named: true };
  }
}

async function* walk(
  directory: string,
  onError: (message: string) => void,
  depth: number,
): AsyncGenerator<Found> {
  if (depth > MAX_DEPTH) return onError(`${directory}: more than ${MAX_DEPTH} directories deep; not read`);
  const layout = { isMaildir: false, isMh: false };
  try {
    for await (const entry of await opendir(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (!maildirParts.has(entry.name)) yield* walk(path, onError, depth + 1);
        else layout.isMaildir = true;
      } else if (entry.isFile()) {
        // MH gives each message a number for a name.
        if (/^\d+$/.test(entry.name)) layout.isMh = true;
        else yield { file: path, named: false };
      }
    }
  } catch (error) {
    onError(`${directory}: ${systemErrorReason(error)}`);
  }
  if (layout.isMaildir) yield { mailbox: directory, kind: "maildir" };
  if (layout.isMh) yield { mailbox: directory, kind: "mh" };
}

/** Of a Maildir; `tmp` holds what is still being written. */
const maildirParts = new Set(["cur", "new", "tmp"]);

/** The files of a Maildir or an MH folder, not of the folders below it. */
export async function* mailboxFiles(path: string, kind: MailboxKind): AsyncGenerator<string> {
  const directories = kind === "maildir" ? [join(path, "new"), join(path, "cur")] : [path];
  for (const directory of directories) {
    const entries = await opendir(directory).catch(() => null);
    if (!entries) continue;
    for await (const entry of entries) {
      if (!entry.isFile() || entry.name.startsWith(".")) continue;
      if (kind === "maildir" || /^\d+$/.test(entry.name)) yield join(directory, entry.name);
    }
  }
}
