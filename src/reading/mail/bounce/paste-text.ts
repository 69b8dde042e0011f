// The text of a paste without what was put around it: marks of quoting, colors, entities. Lines of a log are left out.

import { leavesAddressOpen } from "../../broken-address.ts";
import { withoutEntities } from "../../entities.ts";
import { linesOf } from "../lines.ts";
import { withoutLinks } from "./links.ts";
import { withCodesInFront } from "./library-errors.ts";

/** What makes a line one of a log stands within this much of it. */
const MAX_BEGIN = 1_000;

// > > 550-5.7.25 [203.0.113.5] The IP address …
const quoteMarks = /^\s{0,8}(?:> ?){1,20}(?!>)/;
// Colors of a terminal.
// oxlint-disable-next-line no-control-regex
const escapes = /\u001B\[[\d;]{0,20}m/g;

// postfix/smtp[901]: C0000000014: to=<user@gmail.com>, relay=…, dsn=5.7.25, status=bounced (…
// 2026-02-23 10:11:12 1vuK5c-0000Nt-1x ** user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com …
// The log reader reads a log's lines: if it passed one over, somebody merely quotes it.
const logLine =
  /\bto=<[^<>]{0,330}>, |, (?:dsn|delays?)=[\d./]{1,40}, |\b[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} (?:\*\*|==|H=)|\b(?:postfix|sendmail|exim|smtpd)[\w/-]{0,40}\[\d{1,10}\]: /;

// A line without the text before the queue id, or a cell with it: to=<user@gmail.com>, relay=…, status=bounced (host …
const cutLine =
  /^\s{0,8}(?:[\w.,:/ -]{1,60}[\t|] ?)?(?:[0-9A-Za-z]{5,20}: )?to=<([^<>\s]{3,320})>, [^(]{1,600}\((?=host \S)/;

/** True when lines of a log were left out. */
export function holdsLogLine(whole: string): boolean {
  return [...linesOf(whole, "any")].some((line) => logLine.test(line.slice(0, MAX_BEGIN)));
}

export function withoutQuoting(whole: string): string {
  const lines: string[] = [];
  for (const line of linesOf(withoutLinks(withoutEntities(whole)), "any")) {
    const isCut = cutLine.test(line);
    if (isCut) lines.push(line.replace(cutLine, "<$1>: "));
    else if (!logLine.test(line.slice(0, MAX_BEGIN))) lines.push(line.replace(quoteMarks, ""));
  }
  const text = lines.map((line, index) =>
    leavesAddressOpen(line, lines[index + 1] ?? "") ? `${line}…` : line,
  );
  return withCodesInFront(
    text
      .join("\n")
      .replace(/\u00A0/g, " ")
      .replace(escapes, ""),
  );
}
