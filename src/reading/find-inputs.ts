// Finds what to read: the files that the paths lead to, each with what its first bytes say it holds.

import { adviceOnDenied } from "../base/denied.ts";
import { failureReason, shownPath, UserError } from "../base/errors.ts";
import { push } from "../base/memory/lists.ts";
import { discover, type MailboxKind } from "./files/discover.ts";
import { isJournal } from "../base/journal-names.ts";
import type { JournalRange } from "./files/journal.ts";
import { openPath, openStream, type OpenInput } from "./files/open.ts";
import { sniff, type Sniffed } from "./sniff.ts";
import { unsupportedStore } from "./unsupported.ts";
import { describeDamage, describeError, nameOf, notMailMessage, STANDARD_INPUT } from "./problem-words.ts";
import type { InputProblems } from "./record.ts";
import { OutputIsRead, refuserOf, type WatchedOutputs } from "../base/replaced-output.ts";

export interface PendingFile {
  path: string;
  kind: "log" | "mbox" | "message" | "events";
  /** The time of a log's first line, null when the first lines have no time stamp. */
  firstTime: number | null;
  /** Bytes of the file; 0 where that is not known. */
  size: number;
  /** Identifies the file that was found: a log may be rotated before it is read. */
  identity: string | null;
  /** True for text that the user named himself, and that nothing makes a log for certain. */
  mayBePaste: boolean;
  /** True for lines of a log in another arrangement, in text that the user named himself. */
  isRearranged: boolean;
  /** True for a mail with a mark before each line, in text that the user named himself. */
  isMarked: boolean;
  /** Already open, for what can be read only once. */
  opened: OpenInput | null;
}

interface NamedFile {
  path: string;
  named: boolean;
}

export interface FoundInputs {
  files: PendingFile[];
  /** Directories that are mailboxes. */
  mailboxes: Map<string, MailboxKind>;
  /** Named, and empty. */
  empty: string[];
}

export interface InputSearch {
  paths: readonly string[];
  stdin: AsyncIterable<Uint8Array> | null;
  timezone: string;
  /** Where the report goes: nothing is replaced that is read. */
  output: WatchedOutputs | null;
  signal: AbortSignal | undefined;
  /** Which entries of a journal are read. */
  rangeOf?: (journal: string) => JournalRange;
  /** Added to the warning of a path that leads nowhere: what the user may have meant instead. */
  adviceOnMissing: (path: string) => string;
}

/** Throws a UserError when one of them is the file that the report would replace. */
export async function findInputs(
  { paths, stdin, timezone, output, signal, rangeOf, adviceOnMissing }: InputSearch,
  problems: InputProblems,
): Promise<FoundInputs> {
  const refuse = await refuserOf(output);
  const found: FoundInputs = { files: [], mailboxes: new Map(), empty: [] };
  const skipped: string[] = [];
  const emptyDirectories: string[] = [];
  /** Files in directories that hold nothing known, by the reason. */
  const unopened = new Map<string, string[]>();

  if (stdin) await add({ path: STANDARD_INPUT, named: true }, () => openStream(stdin, signal));
  const journals = new Set(paths.filter(isJournal));
  for (const path of journals) {
    const { openJournal } = await import("./files/journal.ts");
    const range = rangeOf?.(path) ?? { cursor: null, since: null };
    await add({ path, named: true }, () => openJournal(path, range, signal));
  }
  const named = paths.filter((path) => path !== STANDARD_INPUT && !isJournal(path));
  for await (const entry of discover(named, (message, missing) =>
    problems.fail(message + (missing === undefined ? "" : adviceOnMissing(missing))),
  )) {
    if ("mailbox" in entry) found.mailboxes.set(entry.mailbox, entry.kind);
    else if ("emptyDirectory" in entry) emptyDirectories.push(entry.emptyDirectory);
    else await add({ path: entry.file, named: entry.named }, () => openPath(entry.file, signal));
  }
  // If it is the only one, it is the reason why there is nothing to report.
  if (found.files.length + found.mailboxes.size > 0)
    for (const path of emptyDirectories) problems.note(`${shownPath(path)}: the directory is empty`);
  if (skipped.length > 0) problems.note(skippedMessage(skipped));
  for (const [reason, files] of unopened) problems.fail(unopenedMessage(reason, files));
  return found;

  async function add(file: NamedFile, open: () => Promise<OpenInput>): Promise<void> {
    try {
      const opened = await open();
      const sniffed = sniff(opened.head, { timezone, notAfter: opened.modified });
      const kept = keep(file, sniffed, opened);
      if (!kept || !opened.once) await opened.reader.close();
      if (kept || file.named) refuse(file.path, opened.identity);
    } catch (error) {
      if (error instanceof OutputIsRead) throw error;
      const advice = await adviceOnDenied(file.path, error);
      if (file.named || error instanceof UserError) problems.fail(describeError(file.path, error) + advice);
      else push(unopened, failureReason(error) + advice, file.path);
    }
  }

  function keep(file: NamedFile, sniffed: Sniffed, opened: OpenInput): boolean {
    const { kind, firstTime, isMarked = false } = sniffed;
    const isPasted = kind === "text" || isMarked;
    const failure = opened.reader.failure();
    const broken = failure === null ? null : describeDamage(failure);
    if (kind === "empty" && broken === null) {
      if (file.named) found.empty.push(file.path);
      return false;
    }
    if (kind === "empty" || kind === "unknown" || (isPasted && !file.named)) {
      if (file.named)
        problems.fail(
          `${nameOf(file.path)}: ${broken ?? unsupportedStore(opened.head) ?? notMailMessage(opened.head)}`,
        );
      else skipped.push(file.path);
      return false;
    }
    const { size, identity } = opened;
    found.files.push({
      path: file.path,
      kind: kind === "text" ? "log" : kind,
      firstTime,
      size,
      identity,
      mayBePaste: file.named && sniffed.mayBePaste === true,
      isRearranged: file.named && sniffed.isRearranged === true,
      isMarked,
      opened: opened.once ? opened : null,
    });
    return true;
  }
}

function unopenedMessage(reason: string, files: readonly string[]): string {
  const [first = ""] = files;
  if (files.length === 1) return `${shownPath(first)}: ${reason}`;
  return `${files.length.toLocaleString("en")} files could not be opened, ${shownPath(first)} among them: ${reason}`;
}

function skippedMessage(skipped: readonly string[]): string {
  const [first = ""] = skipped;
  if (skipped.length === 1) return `${shownPath(first)}: neither a mail log nor mail; not read`;
  return `${skipped.length.toLocaleString("en")} files are neither mail logs nor mail and were not read, ${shownPath(first)} among them`;
}
