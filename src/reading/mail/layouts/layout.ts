// What the file of each text layout provides. A layout is the template of a family of mailers. It matters if the
// mailer writes no machine-readable fields, or leaves the reply out of them.

export interface TextLayout {
  /** The mailer's id: `exim`, `qmail`; `unknown` for a mailer that has no id in the events. */
  id: string;
  /** The first words of the template. An ordinary mail that pastes a bounce begins otherwise. */
  head: RegExp;
  /** A header field that only this mailer writes; the template may then begin with anything. */
  headerField?: string;
  /** The prefix of status fields that only this mailer writes, in lower case: `x-maddy-`. */
  fieldPrefix?: string;
  /** A line that names a recipient in one of its groups; the rest of the line belongs to the reason. */
  recipient: RegExp;
  /** Such a line is the mailer's own, although it begins as a quotation does. */
  marksRecipients?: RegExp;
  /** The host beside the reply is the one that wrote the bounce. */
  namesItself?: true;
  /** How many lines a reason may have; a whole session has more than the usual few. */
  reasonLines?: number;
  /** The last line before the returned message. */
  returned: RegExp | null;
  /** Words of the template for mail that is still in the queue. */
  delayed: RegExp | null;
}

const LOCAL_PART = '[^\\s<>()\\[\\],;:"]{1,64}';
const LETTER = "[^\\s<>()\\[\\],;:\"'.]";
/** The name is whole; a full stop after it, or the reply that was glued to that, is none of it: user@gmail.com.550-5.7.25 … */
const DOMAIN = `${LETTER}{1,63}(?:\\.(?![245]\\d\\d[- ])${LETTER}{1,63}){0,20}(?!${LETTER}|\\.(?![245]\\d\\d[- ])${LETTER})`;

/** An address, for the recipient lines: no longer than RFC 5321 allows. */
export const ADDRESS = `${LOCAL_PART}@${DOMAIN}`;
