// What the file of each text layout provides. A layout is the template that a family of mailers fills in
// where it writes no machine-readable fields, or leaves the reply out of them.

export interface TextLayout {
  /** Of the mailer: `exim`, `qmail`; `unknown` for one that has no id in the events. */
  id: string;
  /** The first words of the template. An ordinary mail that pastes a bounce begins otherwise. */
  head: RegExp;
  /** A header field that only this mailer writes; the template may then begin with anything. */
  headerField?: string;
  /** How the names of status fields begin that only this mailer writes, in lower case: `x-maddy-`. */
  fieldPrefix?: string;
  /** A line that names a recipient in its first group; what follows on the line belongs to the reason. */
  recipient: RegExp;
  /** How far a reason may go; a whole session is longer than the few lines of others. */
  reasonLines?: number;
  /** The line behind which the returned message begins. */
  returned: RegExp | null;
  /** Words of the template for mail that is still in the queue. */
  delayed: RegExp | null;
}

/** An address, for the recipient lines: no longer than RFC 5321 allows. */
export const ADDRESS = '[^\\s<>()\\[\\],;:"]{1,64}@[^\\s<>()\\[\\],;:"]{1,255}';
