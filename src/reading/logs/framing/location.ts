// Where grep and similar tools found a line, which they put before it:
//
//   /var/log/mail.log.1:Jun  7 …    mail.log:12:Jun  7 …    12:Jun  7 …    (standard input):Jun  7 …
//   mail.log-Jun  7 …    mail.log-12-Jun  7 …    (lines around the one that was found)
//   mx1: Jun  7 …    (pdsh and clush: the host on which the command ran)
//
// Nothing stands between the location and the line, or a tab. A label with a blank after its colon may be anything
// (`Error: Jun  7 …`), unless the line itself names the same host.

import { isLevel } from "./columns.ts";

/** No longer path is expected where people search for lines. */
const MAX_LOCATION = 300;
/** A path, a line's number and a column's or an offset. */
const MAX_COLONS = 3;

const STANDARD_INPUT = "(standard input)";
/** Quotation marks, brackets and the like: somebody quotes. */
const neverInPath = /["'`(){}<>=|,;]/;
const label = /^([\w.-]{1,255}): (?=\S)/;

/** A place at which a line may begin: after the colon, or after the hyphen that grep writes instead. */
export interface LineStart {
  at: number;
  mark: ":" | "-";
}

/** From left to right. */
export function* afterLocation(text: string): Generator<LineStart> {
  const mayHoldBlanks = /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(text);
  let colons = 0;
  let lastColon = -1;
  let at = text.startsWith(STANDARD_INPUT) ? STANDARD_INPUT.length : 0;
  for (; at < Math.min(text.length, MAX_LOCATION); at++) {
    const character = text[at]!;
    const isDrive = at === 1 && /^[A-Za-z]:[\\/]/.test(text);
    if (character === ":" && !isDrive) {
      if (text[at + 1] === " " || at === lastColon + 1 || isLevel(text.slice(0, at))) return;
      colons++;
      lastColon = at;
      yield { at: at + (text[at + 1] === "\t" ? 2 : 1), mark: ":" };
      if (colons === MAX_COLONS) return;
    } else if (colons > 0) {
      if (character < "0" || character > "9") return;
    } else if (character === "-") {
      yield { at: at + 1, mark: "-" };
    } else if (neverInPath.test(character) || (character <= " " && !mayHoldBlanks)) return;
  }
}

/** The label before a line, with a colon and a blank between them. */
export function labelOf(text: string): string | null {
  return label.exec(text)?.[1] ?? null;
}
