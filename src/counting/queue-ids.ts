// Which queue ids tell when they were given: those name one message. Others come again, as Postfix's short ones do.

/** Seconds, microseconds, a `z`, and the inode without one (postconf(5), enable_long_queue_ids). */
const POSTFIX_LONG = /^[0-9A-Za-z]{10,14}z[0-9A-Ya-y]{1,16}$/;
/** Seconds, the process, and a part of the second; longer since Exim 4.97. */
const EXIM = /^[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}$/;
/** A letter for each part of the date and the time, a number, and the process (Sendmail's `queuename`). */
const SENDMAIL = /^(?=.{0,7}[G-Xg-x])[0-9A-Xa-x]{8}\d{5,10}$/;

export function tellsTime(queueId: string): boolean {
  return [POSTFIX_LONG, EXIM, SENDMAIL].some((form) => form.test(queueId));
}
