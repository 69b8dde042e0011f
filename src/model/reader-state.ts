// What a reader remembers from one run to the next. To lose it costs time, never truth: what is read twice is counted once.

import type { Envelope, Removal, Requeue } from "./delivery.ts";
import type { Observation } from "./observations.ts";

/** A hash of some bytes, and how many they are. */
export interface Fingerprint {
  bytes: number;
  sha256: string;
}

/** How far a file was read. Its content identifies it: names and inodes are given to other files. */
export interface FilePosition {
  path: string;
  /** Device and inode. */
  identity: string;
  /** Its first decompressed bytes. */
  head: Fingerprint;
  /** Decompressed bytes that were read, to the end of a line. */
  offset: number;
  /** The bytes right before the offset. */
  tail: Fingerprint;
  /** Lines or messages before the offset. */
  records: number;
  /** Size and last change of the file as it lay on the disk: if both are the same, there is nothing new in it. */
  size: number;
  modified: number;
}

/** A mailbox that is a directory: the messages that were read. */
export interface MailboxPosition {
  path: string;
  /** Short hashes of their names without flags. */
  seen: string[];
}

/** A message that was refused, as the reader of logs knows it. */
export interface SavedMessage {
  queueId: string;
  envelopes: readonly Envelope[];
  removals: readonly Removal[];
  firstTime: number | null;
  lastTime: number | null;
  firstEnd: number | null;
  isMessageIdKnown: boolean;
  isTold: boolean;
  /** The numbers of its deliveries that may be under way; left out if there are none. */
  words?: readonly string[];
}

/** What the reader of logs must know of earlier lines to understand later ones. */
export interface LogMemory {
  /** The newest time in the logs, in milliseconds since the epoch; no clock but theirs counts. */
  newest: number | null;
  /** Envelopes of messages that are still in the queue. */
  queue: readonly Envelope[];
  /** Of those that seem to have left it last, where the mailer does not say so; left out if there are none. */
  recent?: readonly Envelope[];
  /** Recipients of messages in the queue to whom no delivery has ended, as far as they are known; left out if there are none. */
  waiting?: readonly (readonly [queueId: string, recipients: readonly string[] | null])[];
  refused: readonly SavedMessage[];
  requeues: readonly Requeue[];
  /** Messages that were put in the queue again, and whose new ids are not known yet, by their Message-IDs. */
  expected: readonly { messageId: string; removal: Removal }[];
  /** What lines said that later ones complete, oldest first; left out if nothing. */
  parts?: readonly (readonly [key: string, text: string])[];
}

export const emptyMemory: LogMemory = { newest: null, queue: [], refused: [], requeues: [], expected: [] };

export interface ReaderState {
  schema: "whybounce.state/1";
  version: string;
  savedAt: string;
  files: FilePosition[];
  mailboxes: MailboxPosition[];
  journals: { path: string; cursor: string }[];
  logs: LogMemory;
  /** What was told of deliveries that had not ended, and of queue ids that may come again. */
  open: Observation[];
  /** Of a push: what the store had when this was kept. */
  stored?: StoredMark;
}

export interface StoredMark {
  /** The name that the history gave itself. */
  history: string;
  /** Bytes of its files. */
  files: Record<string, number>;
}
