// Words that only a mailer says, right at the beginning of its message. They show where a mailer's line begins if
// neither a syslog header nor a tag does.

import type { Fields, LogLine } from "../../../model/delivery.ts";
import { mtaReaders } from "../mailers/index.ts";

// 63D5E2988B8: to=<user@gmail.com>, relay=…
// An id has a digit, or is hexadecimal in capital letters: `Reason: host …` has none.
const postfixWords =
  /(?=[A-Za-z]{0,19}\d|[A-F]{5,20}:)[0-9A-Za-z]{5,20}: (?:(?:to|from)=<|message-id=<|(?:removed|requeued)$|uid=\d{1,10} from=<|host \S{1,255}\[[0-9A-Fa-f.:]{2,45}\])/y;
// 1xVLFN-0000Nt-1x ** user@gmail.com …, with a process id before it if that is logged
const eximWords =
  /(?:\[\d{1,10}\] )?[0-9A-Za-z]{6}-[0-9A-Za-z]{6}(?:[0-9A-Za-z]{5})?-[0-9A-Za-z]{2}(?:[0-9A-Za-z]{2})? /y;
// postfix/smtp    postfix-out/smtp    mta1/qmgr    exim4    sm-mta    smtpd
const mailersTag =
  /^(?:postfix|exim|sendmail|sm-mta|smtpd|qmail|courier(?:d|esmtp)|haraka|maddy|chasquid|nullmailer|zone-mta|zonemta|stalwart)|\/(?:smtpd?|lmtp|error|relay|retry|n?qmgr|cleanup|pickup|bounce)$/;

const beginnings = mtaReaders.flatMap(({ beginning }) => beginning ?? []);

const stampsWithin = mtaReaders.flatMap((reader) => reader.stampWithin ?? []);

/** The time stamp in a message that does not begin with one; null for other mailers'. */
export function stampWithin(message: string): string | null {
  for (const pattern of stampsWithin) {
    const stamp = pattern.exec(message)?.at(-1);
    if (stamp !== undefined) return stamp;
  }
  return null;
}

const fieldStamps = mtaReaders.flatMap(({ stampIn }) => (stampIn ? [stampIn] : []));

/** The time stamp of a mailer's object that has it under a name of its own; null for others. */
export function stampInFields(fields: Fields): string | null {
  for (const stampIn of fieldStamps) {
    const stamp = stampIn(fields);
    if (stamp !== null) return stamp;
  }
  return null;
}

/** True when a mailer's message begins at `at`. */
export function beginsMessage(text: string, at: number): boolean {
  return matchesAt(postfixWords, text, at) || beginsStampedMessage(text, at);
}

/** The same for mailers that write logs of their own, with a time stamp and no header: Exim, and those whose readers say so. */
export function beginsStampedMessage(text: string, at: number): boolean {
  return matchesAt(eximWords, text, at) || beginsAsReadersSay(text, at);
}

export function beginsAsReadersSay(text: string, at: number): boolean {
  return beginnings.some((pattern) => matchesAt(pattern, text, at));
}

export function isMailersTag(name: string): boolean {
  return mailersTag.test(name);
}

/** A tag says whose line it is, and that all words in it are that program's. */
export function isMailers({ program, message }: LogLine): boolean {
  return program !== null || beginsMessage(message, 0);
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

// Exim in the foreground with -v or -d writes each entry of its log to its standard error, as `LOG: MAIN` and, in the
// next line and two blanks farther in, the entry without stamp and id (log.c, log_write). The process id may stand
// before both.
const spokenHeading = /LOG: (?:\w{1,40} )?MAIN(?: PANIC)?$/y;
const spokenDelivery = /(?:\*\*|==) \S/y;
const spokenHost = /H=\S{1,255} \[[0-9A-Fa-f.:]{2,45}\]/y;
const INDENT = "  ";
const FOREIGN_REPLY = "SMTP error from remote mail";

/** True when an entry of Exim's begins at `at` that tells of a remote host's reply, without stamp and id. */
export function beginsSpokenEntry(text: string, at: number): boolean {
  if (matchesAt(spokenHeading, text, at)) return true;
  if (!text.startsWith(INDENT, at - INDENT.length)) return false;
  if (matchesAt(spokenHost, text, at)) return text.includes(FOREIGN_REPLY, at);
  if (!matchesAt(spokenDelivery, text, at)) return false;
  const router = text.indexOf(" R=", at);
  return router > 0 && text.indexOf(FOREIGN_REPLY, router) > 0;
}
