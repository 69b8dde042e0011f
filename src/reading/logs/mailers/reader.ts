// What every reader of a mailer's log provides. A reader judges nothing: it says what the mailer wrote.

import type {
  DeliveryAttempt,
  DeliveryOutcome,
  Fields,
  LogLine,
  Needle,
  QueueFact,
  QueueLine,
} from "../../../model/delivery.ts";
import { canonicalIp } from "../../../base/standards/ip.ts";

/**
 * `furtherRecipients`: Sendmail names all recipients of a transaction in one line. `furtherAttempts`: an event of Amazon SES has
 * a reply for each recipient. `sender`: if the same line tells it.
 */
export type LogRecord =
  | {
      kind: "attempt";
      attempt: DeliveryAttempt;
      furtherRecipients?: readonly string[];
      furtherAttempts?: readonly DeliveryAttempt[];
    }
  | {
      kind: "outcome";
      outcome: DeliveryOutcome;
      furtherRecipients?: readonly string[];
      sender?: string | null;
    }
  | { kind: "part"; part: Part }
  | QueueFact;

/** A line that says too little alone: what it says was kept, and another line completes it. */
export interface Part {
  /** Null when it tells of no message yet. */
  queueId: string | null;
  /** If the message is followed, lines with this word right before an outcome's needle are read, too. */
  word: string | null;
}

/** What lines said that others complete. */
export interface KeptParts {
  keep: (key: string, text: string) => void;
  /** What is kept stays kept. */
  look: (key: string) => string | null;
  /** Null when nothing was kept, or so much after it that it was given up. */
  take: (key: string) => string | null;
}

/** Where a line of a mailer stands, and what its framing says. */
export interface LineBytes {
  time: number;
  host: string;
  program: string;
  bytes: Buffer;
  /** The message begins with its queue id, which ends here; the line ends at `end`. */
  start: number;
  idEnd: number;
  end: number;
}

/** The lines that nearly all of a mailer's are, told by their bytes. */
export interface UsualLines {
  /** Tags that no other mailer has. */
  program: RegExp;
  /** Where the queue id ends that the message at `start` begins with; -1 for another message. */
  idEnd(bytes: Buffer, start: number, end: number): number;
  /** True for a line about a delivery, which `read` reads as a text; it must not be longer than usual. */
  isDelivery(bytes: Buffer, idEnd: number): boolean;
  /** The same record as `read` gives for the line's text; null for a line that is not as usual. */
  readQueueLine(line: LineBytes): LogRecord | null;
}

export interface MtaReader {
  name: string;
  /** Every line that tells how a delivery ended has one of these right after the queue id. */
  outcomeNeedles?: readonly Needle[];
  /** The same for rare lines, where the queue id may stand elsewhere. */
  rareOutcomeNeedles?: readonly Needle[];
  /** Every line that names a message's sender or Message-ID has one right after the queue id. */
  envelopeNeedles?: readonly Needle[];
  /** Every line about a message that the administrator took out of the queue has one right after its id. */
  removalNeedles?: readonly Needle[];
  /**
   * The same for messages that left the queue by themselves. A log has one for each: they are looked for only where an
   * id may have been two messages'.
   */
  completionNeedles?: readonly Needle[];
  /** The same, of mailers that write the queue id right after such words. */
  completionWords?: readonly Needle[];
  /**
   * Which deliveries of a message ended, or did not yet, by a line with an outcome's needle, from its beginning on: for mailers
   * that do not write that a message left the queue. Null when the line does not say. Must be fast: it runs for each line.
   */
  deliveries?: (text: string) => { recipients: readonly string[]; ended: boolean } | null;
  /** Every line that gives a message another queue id has one. */
  requeueNeedles?: readonly Needle[];
  /**
   * The envelope sender in the text right after the queue id of an entry, in JSON still with its escapes; null when
   * none is named. Must be fast: it runs for each message that was refused for another reason.
   */
  sender(text: string): string | null;
  /** Every line that another line of the same log completes has one. They are read where they stand, so they should be few. */
  partNeedles?: readonly Needle[];
  /**
   * For mailers that write each line of a reply as a line of their log: what stands in all of them, where the line is the last one;
   * null else. Those before it are read first.
   */
  wordOfReply?(line: LogLine): string | null;
  /** Names of columns: a table's first row that has one of them names the columns of the mailer's rows. */
  columns?: readonly Needle[];
  /** The same where a log has that row among its first lines only: no log is searched for them. */
  headColumns?: readonly string[];
  /** Said of a log with final refusals only, if the mailer leaves out the temporary ones unless it is told otherwise. */
  delayedOnlyIf?: string;
  /**
   * How its lines begin, after a time stamp of their own or without any; sticky. Left out by mailers whose lines always have a
   * syslog header.
   */
  beginning?: RegExp;
  /** Finds the time stamp of lines that begin with something else; its last group is the stamp. */
  stampWithin?: RegExp;
  /** The time stamp of its JSON objects that have it under a name of their own, or within another object; null for other objects. */
  stampIn?: (fields: Fields) => string | null;
  /**
   * What stands in the first lines of its log: only then, its other needles than those of parts are searched for. Left out by
   * the mailers that most logs are of.
   */
  sign?: RegExp;
  /** The queue id in the first characters of a line, framing included; fast, and may be wrong. */
  queueId(head: string): string | null;
  /** Null when the line is another program's, or tells nothing about a delivery. */
  read(line: LogLine, parts: KeptParts): LogRecord | null;
  /** A faster way to what `read` says. Left out by mailers of which nobody has a million refusals. */
  usual?: UsualLines;
  /**
   * Real lines, made anonymous, with the kind that each must be read as: one shared test runs them. `after`: lines that it
   * completes, or the head of its table.
   */
  samples: readonly { shows: string; line: string; kind: LogRecord["kind"]; after?: readonly string[] }[];
}

// ---------------------------------------------------------------- what readers make records of

/** What a reader knows of an attempt; the rest is what the line's framing tells, or not known. */
export type KnownAttempt = Pick<DeliveryAttempt, "mta" | "action" | "reply"> & Partial<DeliveryAttempt>;

export function attemptFrom(line: LogLine, known: KnownAttempt, further: readonly string[] = []): LogRecord {
  const attempt = attemptOf(line, known);
  return further.length > 0
    ? { kind: "attempt", attempt, furtherRecipients: further }
    : { kind: "attempt", attempt };
}

export function attemptOf(line: LogLine, known: KnownAttempt): DeliveryAttempt {
  return {
    via: "log",
    time: line.time,
    suspended: false,
    sender: null,
    recipient: null,
    queueId: null,
    messageId: null,
    reportingMta: line.host,
    remoteMta: null,
    remoteIp: null,
    localIp: null,
    ...known,
  };
}

export function outcomeFrom(
  line: LogLine,
  queueId: string,
  ended: DeliveryOutcome["outcome"],
  recipients: readonly string[],
  sender: string | null = null,
): LogRecord {
  const [recipient = null, ...furtherRecipients] = recipients;
  const outcome = { outcome: ended, time: line.time, queueId, reportingMta: line.host, recipient };
  return sender === null
    ? { kind: "outcome", outcome, furtherRecipients }
    : { kind: "outcome", outcome, furtherRecipients, sender };
}

/** The text of a value in JSON; null for none. */
export function textIn(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** The fields of an object in JSON; none for anything else. */
export function fieldsIn(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** One text or a list of them. */
export function textsIn(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value.slice(0, MAX_RECIPIENTS) : [value];
  return values.flatMap((one) => textIn(one) ?? []);
}

/** RFC 5321 section 4.5.3.1.8 asks for a hundred in a transaction; mailers send a thousand. */
const MAX_RECIPIENTS = 10_000;

const numbered = /^\[?([0-9A-Fa-f.:]{2,45}?)(?:\]|(?<=\.\d{1,3})(?=:))?(?::\d{1,5})?$/;

/** The address in `10.0.0.1:53210`, `[2001:db8::5]:53210` or `2001:db8::5`. */
export function addressIn(value: unknown): string | null {
  return canonicalIp(numbered.exec(textIn(value) ?? "")?.[1] ?? "");
}

/** The reply of which the code and the text were kept apart; a text that begins with the code is the whole reply. */
export function replyFrom(code: number, status: string | null, text: string): string {
  if (/^[45]\d\d[- ]/.test(text) && text.startsWith(String(code))) return text;
  return status === null || text.startsWith(status) ? `${code} ${text}` : `${code} ${status} ${text}`;
}

/** The line as it is without its object's `host`, for mailers that call the remote host so. */
export function withoutOwnHost(line: LogLine): LogLine {
  return line.host !== null && line.host === line.fields?.["host"]
    ? { ...line, host: line.givenHost ?? null }
    : line;
}

/** `gmail-smtp-in.l.google.com.`: without the dot that ends a name. */
export function hostIn(value: unknown): string | null {
  return textIn(value)?.replace(/\.$/, "") || null;
}

/** What every line about a message in the queue tells. */
export function queueLineOf({ time, host }: LogLine, queueId: string): QueueLine {
  return { queueId, time, reportingMta: host };
}
