// What a report says of lines and messages that look like Gmail's refusal and could not be read.

import type { SourcePosition } from "../../model/delivery.ts";
import type { Report } from "../../model/report.ts";
import { count, grouped } from "../../base/words/quantities.ts";

/** Null when there is none. */
export function unreadSentence({ unread }: Report): string | null {
  if (unread === undefined || unread.count === 0) return null;
  const { examples } = unread;
  const looks = unread.count === 1 ? "looks" : "look";
  const more = unread.count > examples.length ? " and more" : "";
  const places = examples.length === 0 ? "" : `: ${examples.map(placeOf).join(", ")}${more}`;
  return `${amountOf(unread.count, examples)} ${looks} like Gmail's PTR refusal but could not be read${places}.`;
}

/** Only the examples say whether they are lines or messages. */
function amountOf(total: number, examples: readonly SourcePosition[]): string {
  const messages = examples.filter(({ message }) => message !== undefined).length;
  if (messages === 0) return count(total, "line");
  if (messages === examples.length) return count(total, "message");
  return `${grouped(total)} lines and messages`;
}

/** `mail.log:812`; a message of a mailbox is named by its number, a file with one message by its path. */
function placeOf({ path, line, message }: SourcePosition): string {
  const name = path === "-" ? "standard input" : path;
  if (message !== undefined) return message === 1 ? name : `${name}, message ${message}`;
  return line === undefined ? name : `${name}:${line}`;
}
