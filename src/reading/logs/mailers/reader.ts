// What every reader of a mailer's log provides. A reader judges nothing: it says what the mailer wrote.

import type {
  DeliveryAttempt,
  DeliveryOutcome,
  LogLine,
  Needle,
  QueueFact,
  QueueLine,
} from "../../../model/delivery.ts";

/** `furtherRecipients`: Sendmail names all recipients of a transaction in one line. */
export type LogRecord =
  | { kind: "attempt"; attempt: DeliveryAttempt; furtherRecipients?: readonly string[] }
  | { kind: "outcome"; outcome: DeliveryOutcome; furtherRecipients?: readonly string[] }
  | QueueFact;

export interface MtaReader {
  name: string;
  /** Every line that tells how a delivery ended has one of these right after the queue id. */
  outcomeNeedles: readonly Needle[];
  /** The same for rare lines, where the queue id may stand elsewhere. */
  rareOutcomeNeedles: readonly Needle[];
  /** Every line that names a message's sender or Message-ID has one right after the queue id. */
  envelopeNeedles: readonly Needle[];
  /** Every line about a message that the administrator took out of the queue has one right after its id. */
  removalNeedles: readonly Needle[];
  /**
   * The same for messages that left the queue by themselves. A log has one for each: they are looked for only where an
   * id may have been two messages'.
   */
  completionNeedles: readonly Needle[];
  /** Every line that gives a message another queue id has one. */
  requeueNeedles: readonly Needle[];
  /**
   * The envelope sender in the text right after the queue id of an entry, in JSON still with its escapes; null when
   * none is named. Must be fast: it runs for each message that was refused for another reason.
   */
  sender(text: string): string | null;
  /** The queue id in the first characters of a line, framing included; fast, and may be wrong. */
  queueId(head: string): string | null;
  /** Null when the line is another program's, or tells nothing about a delivery. */
  read(line: LogLine): LogRecord | null;
  /** Real lines, made anonymous, with the kind that each must be read as: one shared test runs them. */
  samples: readonly { shows: string; line: string; kind: LogRecord["kind"] }[];
}

/** What every line about a message in the queue tells. */
export function queueLineOf({ time, host }: LogLine, queueId: string): QueueLine {
  return { queueId, time, reportingMta: host };
}
