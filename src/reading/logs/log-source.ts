// A log as its reader gets it, the reader, and what the reading found out about the log.

import type { ByteReader } from "../files/reader.ts";
import type { AnalysisEvent } from "../../model/events.ts";
import type { Observation } from "../../model/observations.ts";
import type { LogMemory } from "../../model/reader-state.ts";
import type { ScannerOptions, ScanResult } from "../search/index.ts";
import type { AcceptedMailReading } from "./accepted-mail.ts";
import type { LogContext } from "./frame.ts";
import type { LogSpan } from "./rereading.ts";

export interface LogSource extends LogContext {
  path: string;
  reader: ByteReader;
  /** Bytes to be read; 0 where that is not known. */
  size: number;
  /** True when its lines are JSON objects. */
  isJson?: boolean;
  /** How it begins: that shows whose lines are in it. */
  head?: string;
  /** Lines that an earlier run read. */
  linesBefore?: number;
}

export interface LogResult extends ScanResult {
  /** Entries that a mailer wrote about a delivery. */
  understood: number;
  /** Its place in the order of reading, from 0. */
  order: number;
  /** The first and the last time of its lines, in milliseconds since the epoch. */
  firstTime: number | null;
  lastTime: number | null;
  /** False when parts of it stand before earlier ones. */
  isInOrder: boolean;
  /** How often its lines go back by most of a year. */
  yearTurns: number;
  /** True when it holds refusals by a mailer whose other lines were not looked for. */
  isPartial: boolean;
  /** True when lines of JSON were met with escapes that were not looked for. */
  hasEscapes: boolean;
  /** Lines of JSON that were not read, and of which not all values were looked at. */
  linesTooWide: number;
  /** Refusals whose line has lost the recipient: `to=, relay=…` */
  withoutRecipient: number;
  /** What it may leave out, as its mailers are configured. */
  omissions: readonly string[];
}

export interface LogReader {
  /** A refusal that is known from elsewhere: what became of its message is looked for. */
  follow: (event: AnalysisEvent) => void;
  /** The same of a message that was refused in no log that is read now, as its queue id alone. */
  followId: (queueId: string) => void;
  /** To be given the logs in order of time: what it learns of a message from one holds for the next. */
  read(source: LogSource): LogReading;
  /**
   * True when a log that was read may tell more, now that all are known: a sender that stood far before
   * the refusal or in an earlier file, or what became of a message whose refusal was read later.
   */
  isWorthRereading(log: LogSpan): boolean;
  reread(source: LogSource): AsyncGenerator<Observation[]>;
  /** What a later run must know; null where nothing is remembered. */
  memory(): LogMemory | null;
  /** Messages in the queue that were forgotten because there were too many. */
  forgotten(): number;
  close(): Promise<void>;
}

/** A log that is being read. */
export interface LogReading {
  /** What the log says, stretch by stretch. */
  parts: AsyncGenerator<Observation[]>;
  /** What the stretches held that were taken. */
  result: LogResult;
}

export interface LogReaderOptions extends ScannerOptions {
  /** What an earlier run remembered; left out where nothing is to be remembered. */
  memory?: LogMemory | undefined;
  /** Takes note of all mail that Gmail took; left out where nobody asks whose it was. */
  accepted?: AcceptedMailReading | undefined;
}
