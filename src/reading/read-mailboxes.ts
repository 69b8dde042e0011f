// Reads bounces: mbox files, single messages, and mailboxes that are directories.

import { failureReason, shownPath } from "../base/errors.ts";
import { OutputIsRead, refuserOf } from "../base/replaced-output.ts";
import type { ObservationBatch } from "../model/observations.ts";
import type { InputSummary } from "../model/report.ts";
import { handOverAll, type ReadingContext } from "./context.ts";
import { findMoved, mailboxFiles, type MailboxKind } from "./files/discover.ts";
import { openPath, type OpenInput } from "./files/open.ts";
import { readWhole, type ByteReader } from "./files/reader.ts";
import type { PendingFile } from "./find-inputs.ts";
import { unmarkedReader } from "./mail/marked-mail.ts";
import { holdsOtherMail } from "./mail/joined.ts";
import { MAX_MESSAGE_LENGTH, splitMbox } from "./mail/mbox.ts";
import type { MailReading, ReadMessage } from "./mail/threads.ts";
import {
  cutMessage,
  describeError,
  joinedMessage,
  messageName,
  nameOf,
  notParsedMessage,
} from "./problem-words.ts";
import type { FileReader } from "./read-inputs.ts";

export interface MailStage {
  readMbox: FileReader;
  readMessage: FileReader;
  readMailbox: (path: string, kind: MailboxKind) => AsyncGenerator<ObservationBatch[]>;
  /** Gives what the threads have not told yet. */
  finish: () => AsyncGenerator<ObservationBatch[]>;
  close: () => Promise<void>;
}

export function createMailStage(context: ReadingContext): MailStage {
  const { record, progress, threads, state } = context;
  let mail: MailReading | null = null;

  /** Loaded with the first message: logs do not need it. */
  async function reading(): Promise<MailReading> {
    return (mail ??= (await import("./mail/threads.ts")).createMailReading({ threads }));
  }

  async function* readMbox(
    input: InputSummary,
    opened: OpenInput,
    file: PendingFile,
  ): AsyncGenerator<ObservationBatch[]> {
    const { read } = await reading();
    const { before = 0 } = opened;
    for await (const { raw, number: own, cut } of splitMbox(mailReader(opened, file))) {
      input.records = own;
      const number = own + before;
      if (cut) record.note(cutMessage(messageName({ path: input.path, message: number })), input);
      const messages = await read(raw, { path: input.path, message: number }, input);
      // Most messages say nothing.
      if (messages.length > 0) yield* handOverMessages(context, messages);
    }
  }

  async function* readMessage(
    input: InputSummary,
    opened: OpenInput,
    file: PendingFile,
  ): AsyncGenerator<ObservationBatch[]> {
    const { raw, cut } = await readWhole(mailReader(opened, file), MAX_MESSAGE_LENGTH);
    input.records = 1;
    if (cut) record.note(cutMessage(nameOf(input.path)), input);
    if (holdsOtherMail(raw)) record.fail(joinedMessage(input.path), input);
    const { read } = await reading();
    yield* handOverMessages(context, await read(raw, { path: input.path, message: 1 }, input));
  }

  async function* readMailbox(path: string, kind: MailboxKind): AsyncGenerator<ObservationBatch[]> {
    const refuse = await refuserOf(context.output);
    const input = record.addInput(path, kind);
    const { read } = await reading();
    for await (const file of filesOf(input, path, kind)) {
      if (progress.wasInterrupted()) break;
      const isSeen = state?.mail.isSeen(path, file) === true;
      if (isSeen) state?.mail.see(path, file);
      if (isSeen) continue;
      try {
        const opened = await openMessage(file);
        if (!opened) continue;
        refuse(file, opened.identity);
        const raw = await readMessageFile(input, opened, file);
        yield* handOverMessages(context, await read(raw, { path: shownPath(file), message: 1 }, input));
        state?.mail.see(path, file);
      } catch (error) {
        if (error instanceof OutputIsRead) throw error;
        record.fail(describeError(file, error), input);
      }
    }
  }

  async function readMessageFile(input: InputSummary, opened: OpenInput, file: string): Promise<Buffer> {
    const reader = progress.watch(opened.reader, input.path);
    const { raw, cut } = await readWhole(reader, MAX_MESSAGE_LENGTH);
    await reader.close();
    progress.finished(reader);
    input.records++;
    input.bytes += reader.bytesRead();
    if (cut) record.note(cutMessage(nameOf(file)), input);
    return raw;
  }

  /** A part of a mailbox that cannot be read is reported. */
  async function* filesOf(input: InputSummary, path: string, kind: MailboxKind): AsyncGenerator<string> {
    try {
      yield* mailboxFiles(path, kind);
    } catch (error) {
      record.fail(describeError(path, error), input);
    }
  }

  async function* finish(): AsyncGenerator<ObservationBatch[]> {
    if (mail) yield* handOverMessages(context, await mail.finish());
  }

  return { readMbox, readMessage, readMailbox, finish, close: async () => mail?.close() };
}

function mailReader({ reader, head }: OpenInput, { isMarked }: PendingFile): ByteReader {
  return isMarked ? unmarkedReader(head, reader) : reader;
}

/** A problem with the events of a message belongs to that message, not to the one that is being read. */
function* handOverMessages(
  context: ReadingContext,
  messages: readonly ReadMessage[],
): Generator<ObservationBatch[]> {
  if (messages.length === 0) return;
  const { record } = context;
  const findings = messages.map(({ input, events }) => ({ input, observations: events }));
  const failures = yield* handOverAll(context, findings);
  for (const [index, { input, source, cuts, failure }] of messages.entries()) {
    if (cuts.length > 0) record.note(`${messageName(source)} has ${cuts.join("; ")}`, input);
    if (failures[index] !== null)
      record.fail(notParsedMessage(source, failureReason(failures[index])), input);
    if (failure !== null) record.fail(notParsedMessage(source, failure), input);
  }
}

/** Mail is moved from new to cur, or deleted, while it is read: that is no fault. Null when it is gone. */
async function openMessage(file: string): Promise<OpenInput | null> {
  try {
    return await openPath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const moved = await findMoved(file);
    return moved === null ? null : openPath(moved);
  }
}
