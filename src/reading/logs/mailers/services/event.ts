// What the events of all services tell, each under names of its own.

import type { Fields } from "../../../../model/delivery.ts";

export interface ServiceEvent {
  service: string;
  action: "failed" | "delayed";
  /** Names the message in all of its events. */
  id: string | null;
  sender: string | null;
  messageId?: string | null;
  /** `reply`: as the receiver sent it; null where the event quotes none. */
  refused: readonly { recipient: string | null; reply: string | null }[];
  remoteMta?: string | null;
  remoteIp?: string | null;
  /** The service's address that the mail was sent from. */
  localIp?: string | null;
}

/** How the objects of one service are read. */
export interface Service {
  /** The text of its time stamp, or seconds or milliseconds since the epoch; undefined when it is no event of the service. */
  time: (fields: Fields) => unknown;
  /** Null for what tells of no refusal. */
  read: (fields: Fields) => ServiceEvent | null;
}

// smtp; 550-5.7.25 …    550 RecipientError: 550 5.7.25 …
const introduction = /^\s{0,4}(?:smtp ?; ?|(?:[45]\d\d )?[A-Za-z]{1,30}: ?)?(?=[45]\d\d[- ])/;

/** The reply in a text that only introduces it; null for any other text. */
export function quotedIn(text: string | null): string | null {
  const begun = introduction.exec(text ?? "");
  if (text === null || begun === null) return null;
  return oneLine(text.slice(begun[0].length));
}

/** A text without the reply code, which stands beside it. */
export function withCode(code: unknown, text: string | null): string | null {
  const number = Number(code);
  if (text === null || !(number >= 400 && number <= 599)) return null;
  if (/^[45]\d\d[- ]/.test(text)) return oneLine(text);
  const lines = text.trim().split(/\r?\n/);
  return lines
    .map((line, index) => `${number}${index < lines.length - 1 ? "-" : " "}${line.trim()}`)
    .join(" ");
}

function oneLine(text: string): string {
  return text.replace(/\s{0,20}\r?\n\s{0,20}/g, " ").trim();
}

/** `news@example.com` in `News <news@example.com>`. */
export function mailboxIn(value: string | null): string | null {
  return value === null ? null : (/<([^<>]{1,320})>\s{0,4}$/.exec(value)?.[1] ?? value);
}
