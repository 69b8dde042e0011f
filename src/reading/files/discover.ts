// Finds the files that the command line names: globs expanded, directories walked, mailboxes that are
// directories (Maildir, MH) recognized by their layout.

import type { Stats } from "node:fs";
import { stat as statOf } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { adviceOnDenied } from "../../base/denied.ts";
import { shownName, shownPath, systemErrorReason, UserError } from "../../base/errors.ts";
import { entriesOf, meantPaths, systemPath } from "./file-names.ts";
import { isPattern, matchesOf } from "./patterns.ts";

/** Deeper trees are loops of mounts or mistakes. Symbolic links inside directories are not followed. */
const MAX_DEPTH = 32;

/** Each file is opened to see what it holds; a directory with more files is a whole disk, not a place for logs. */
const MAX_ENTRIES = 1_000_000;

export type Found =
  | {
      file: string;
      /** True when the file itself was named: then it is a fault if it cannot be read. */
      named: boolean;
    }
  | { mailbox: string; kind: MailboxKind }
  /** Named, and without any file. */
  | { emptyDirectory: string };

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

/** The standard logs that this machine has. */
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

/** Problems are reported to `onError` and passed over. */
export async function* discover(
  paths: readonly string[],
  onError: OnError,
  maxEntries = MAX_ENTRIES,
): AsyncGenerator<Found> {
  const limits: Limits = { onError, maxEntries };
  const given = new Set<string>();
  for (const path of paths) {
    if (path === "") {
      onError(`"": is an empty path; name a log, a mailbox or a directory`);
      continue;
    }
    const status = await stat(path).catch((error: unknown) => error as Error);
    if (!(status instanceof Error)) yield* foundAt(path, status, limits);
    else if (await isPattern(path)) yield* expand(path, limits);
    else yield* meant(path, status, given, limits);
  }
}

async function* foundAt(path: string, status: Stats, limits: Limits): AsyncGenerator<Found> {
  if (!status.isDirectory()) {
    yield { file: path, named: true };
    return;
  }
  let isEmpty = true;
  const onError: OnError = (...problem) => {
    isEmpty = false;
    limits.onError(...problem);
  };
  for await (const found of walkAll(path, { ...limits, onError })) {
    isEmpty = false;
    yield found;
  }
  if (isEmpty) yield { emptyDirectory: path };
}

/** Two names may look the same on the command line: each file is given only once. */
async function* meant(
  path: string,
  missing: Error,
  given: Set<string>,
  limits: Limits,
): AsyncGenerator<Found> {
  const paths = await meantPaths(path);
  if (paths.length === 0)
    limits.onError(
      `${shownName(path)}: ${systemErrorReason(missing)}${await adviceOnDenied(path, missing)}`,
      path,
    );
  for (const one of paths.filter((name) => !given.has(name))) {
    given.add(one);
    const status = await stat(one).catch((error: unknown) => error as Error);
    if (status instanceof Error) limits.onError(`${shownName(one)}: ${systemErrorReason(status)}`);
    else yield* foundAt(one, status, limits);
  }
}

function stat(path: string): Promise<Stats> {
  return statOf(systemPath(path));
}

/** `missing` is a path that leads nowhere: the user may have meant something else. */
type OnError = (message: string, missing?: string) => void;

interface Limits {
  onError: OnError;
  maxEntries: number;
}

async function* expand(pattern: string, limits: Limits): AsyncGenerator<Found> {
  const { onError } = limits;
  const matches = await matchesOf(pattern);
  if (matches.length === 0) onError(`${shownName(pattern)}: no file has such a name`);
  for (const path of matches) {
    const status = await stat(path).catch((error: unknown) => error as Error);
    if (status instanceof Error) onError(`${shownPath(path)}: ${systemErrorReason(status)}`);
    else yield* foundAt(path, status, limits);
  }
}

/** Everything below a directory that was named. */
async function* walkAll(directory: string, { onError, maxEntries }: Limits): AsyncGenerator<Found> {
  const counter = { left: maxEntries };
  yield* walk(directory, onError, 0, counter);
  if (counter.left < 0)
    onError(
      `${shownPath(directory)}: more than ${maxEntries.toLocaleString("en")} files; the rest was not read`,
    );
}

async function* walk(
  directory: string,
  onError: (message: string) => void,
  depth: number,
  counter: { left: number },
): AsyncGenerator<Found> {
  if (depth > MAX_DEPTH)
    return onError(`${shownPath(directory)}: more than ${MAX_DEPTH} directories deep; not read`);
  const isMaildir = await hasMaildirLayout(directory);
  let isMh = false;
  try {
    for await (const entry of entriesOf(directory)) {
      const path = join(directory, entry.name);
      if (entry.isFile() && mhMessage.test(entry.name)) {
        isMh = true;
      } else if (--counter.left < 0) {
        break;
      } else if (entry.isDirectory()) {
        if (!isMaildir || !maildirParts.has(entry.name)) yield* walk(path, onError, depth + 1, counter);
      } else if (entry.isFile() && !bookkeeping.test(entry.name)) {
        yield { file: path, named: false };
      }
    }
  } catch (error) {
    onError(`${shownPath(directory)}: ${systemErrorReason(error)}${await adviceOnDenied(directory, error)}`);
  }
  if (isMaildir) yield { mailbox: directory, kind: "maildir" };
  if (isMh) yield { mailbox: directory, kind: "mh" };
}

// ---------------------------------------------------------------- mailboxes that are directories

/** The directories of a Maildir; `tmp` holds unfinished messages. Its folders (Maildir++) are beside it, as `.Name`. */
const maildirParts = new Set(["cur", "new", "tmp"]);
/** MH gives each message a number for a name, and puts a comma or a hash before it to delete it. */
const mhMessage = /^\d{1,10}$/;
/** Other files of mail programs: indexes and lists of Dovecot, Courier, Thunderbird, MH. */
const bookkeeping =
  /^[,#]\d{1,10}$|^\.(?:mh_|xmhcache|overview|imap|nfs)|^\.?dovecot|^courier(?:imap|pop3)|^maildir(?:size|folder)$|^\.?subscriptions$|\.(?:msf|lock)$/;

/** Either part alone may be anybody's directory, but `cur` hardly is. */
async function hasMaildirLayout(directory: string): Promise<boolean> {
  const has = (name: string) =>
    stat(join(directory, name)).then(
      (status) => status.isDirectory(),
      () => false,
    );
  return (await has("cur")) || ((await has("new")) && (await has("tmp")));
}

/**
 * The files of a Maildir or an MH folder, not of the folders below it. A message that moves from new to cur
 * meanwhile is given once: for this, only the few names in new are remembered.
 */
export async function* mailboxFiles(path: string, kind: MailboxKind): AsyncGenerator<string> {
  if (kind === "mh") {
    for await (const name of fileNames(path)) if (mhMessage.test(name)) yield join(path, name);
    return;
  }
  const given = new Set<string>();
  for (const part of ["new", "cur"]) {
    for await (const name of fileNames(join(path, part))) {
      if (name.startsWith(".") || bookkeeping.test(name) || given.has(baseName(name))) continue;
      if (part === "new") given.add(baseName(name));
      yield join(path, part, name);
    }
  }
}

/**
 * Where a message of a Maildir is now, when it is no longer where it was listed: reading or flagging it gives
 * it another name with the same base. Null when it is gone for good.
 */
export async function findMoved(path: string): Promise<string | null> {
  const wanted = baseName(basename(path));
  const maildir = dirname(dirname(path));
  for (const part of ["cur", "new"]) {
    for await (const name of fileNames(join(maildir, part)))
      if (baseName(name) === wanted) return join(maildir, part, name);
  }
  return null;
}

// 1771841473.M20046P2137.mx1,S=4542,W=4642:2,S      Windows has no colons in names, so others stand there
function baseName(name: string): string {
  return name.replace(/[:;!]2,[^]*$/, "");
}

/** Names of files, not links; none where there is no such directory. Throws a UserError for one that cannot be read. */
async function* fileNames(directory: string): AsyncGenerator<string> {
  try {
    for await (const entry of entriesOf(directory)) if (entry.isFile()) yield entry.name;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR")
      throw new UserError(`${shownName(directory)}: ${systemErrorReason(error)}`);
  }
}
