// What one run knows from earlier ones, and what it will leave to the next.

import { hash } from "node:crypto";
import { basename } from "node:path";
import { shownName } from "../../base/errors.ts";
import { count } from "../../base/words/quantities.ts";
import type { Observation } from "../../model/observations.ts";
import type { LogMemory, MailboxPosition, ReaderState, StoredMark } from "../../model/reader-state.ts";
import { createPositions, type Positions } from "./positions.ts";
import { emptyState, openState, type StateFile } from "./state-file.ts";
import { MAX_QUEUED } from "./queue-memory.ts";

export interface ReadingState {
  path: string;
  earlier: ReaderState;
  positions: Positions;
  mail: MailMemory;
  journals: Map<string, string>;
  /** What the logs told, when all are read. */
  remember: (logs: LogMemory | null, forgotten: number) => void;
  /**
   * To be called when what was read is where it shall be; `openAt` gives what a later run must be told again, when the newest
   * time in the logs is known.
   */
  save: (openAt: (newest: number | null) => Observation[], stored?: StoredMark) => Promise<void>;
  close: () => Promise<void>;
}

export async function openReadingState(
  named: string,
  onWarning: (message: string) => void,
  missingIn?: (stored: StoredMark | null) => Promise<string | null>,
): Promise<ReadingState> {
  const file = await openState(named, onWarning);
  const earlier = await heldByStore(file, onWarning, missingIn).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  const positions = createPositions(earlier.files);
  const mail = createMailMemory(earlier.mailboxes);
  const journals = new Map(earlier.journals.map(({ path, cursor }) => [path, cursor]));
  let logs = earlier.logs;

  function remember(memory: LogMemory | null, forgotten: number): void {
    if (memory) logs = memory;
    if (forgotten > 0)
      onWarning(
        `${shownName(file.path)}: more than ${MAX_QUEUED.toLocaleString("en")} messages may be in the queue; of ${count(forgotten, "message")} the sender may be missing later`,
      );
  }

  const save: ReadingState["save"] = (openAt, stored) =>
    file.save({
      ...(stored ? { stored } : {}),
      files: positions.saved(),
      mailboxes: mail.saved(),
      journals: [...journals].map(([path, cursor]) => ({ path, cursor })),
      logs,
      open: openAt(logs.newest),
    });
  return { path: file.path, earlier, positions, mail, journals, remember, save, close: file.close };
}

/** A state that is ahead of its store would pass over what that lacks. */
async function heldByStore(
  { path, state }: StateFile,
  onWarning: (message: string) => void,
  missingIn?: (stored: StoredMark | null) => Promise<string | null>,
): Promise<ReaderState> {
  if (!missingIn || state.savedAt === "") return state;
  const missing = await missingIn(state.stored ?? null);
  if (missing === null) return state;
  onWarning(
    `${shownName(path)}: ${missing}; all logs are read again; what is no longer in them is missing from the history`,
  );
  return emptyState();
}

// ---------------------------------------------------------------- mailboxes that are directories

/** A message that was read keeps its base name when it is moved or flagged; its number, in an MH folder. */
export interface MailMemory {
  isSeen: (mailbox: string, file: string) => boolean;
  see: (mailbox: string, file: string) => void;
  saved: () => MailboxPosition[];
}

function createMailMemory(earlier: readonly MailboxPosition[]): MailMemory {
  const before = new Map(earlier.map(({ path, seen }) => [path, new Set(seen)]));
  const now = new Map<string, Set<string>>();
  return {
    isSeen: (mailbox, file) => before.get(mailbox)?.has(nameHash(file)) ?? false,
    see(mailbox, file) {
      const seen = now.get(mailbox) ?? new Set();
      now.set(mailbox, seen.add(nameHash(file)));
    },
    // Messages that are gone need no memory: only names that were met in this run are kept.
    saved: () => [...new Map([...before, ...now])].map(([path, seen]) => ({ path, seen: [...seen] })),
  };
}

function nameHash(file: string): string {
  return hash("sha256", basename(file).replace(/[:;!]2,[^]*$/, ""), "hex").slice(0, 16);
}
