// Characters of a log line that encoders of JSON escape, though they need not: Go's, as in Docker's json-file and in Loki,
// `<`, `>` and `&` (`\u003c`), Gson in Java also `=` and `'`. What is sought in a line has these forms then. In a text of JSON
// that is itself kept as a text of JSON, the backslash is two.

import type { Needle } from "../../model/delivery.ts";

export interface Escaping {
  characters: string;
  backslash: string;
}

const html = "<>&";
const gson = "<>&='";
const candidates: readonly Escaping[] = [
  { characters: html, backslash: "\\" },
  { characters: html, backslash: "\\\\" },
  { characters: gson, backslash: "\\" },
];
/** How many bytes of a needle the search looks for. */
const FINGERPRINT = 3;
const CODE_DIGITS = 4;

/** What a log of JSON objects must be searched for, too, as its beginning shows; without one, all that there is. */
export function escapingsIn(head: string | undefined): readonly Escaping[] {
  if (head === undefined) return candidates;
  const single = /(?<!\\)\\u003[ce]/.test(head);
  return candidates.filter(({ characters, backslash }) => {
    if (characters === gson) return head.includes("\\u003d");
    return backslash.length === 1 ? single : head.includes("\\\\u003");
  });
}

/** True when a text has an escape that a log is searched for only if its beginning has one. */
export function hasEscapes(text: string): boolean {
  return text.includes("\\u003") && /\\u003[c-e]/.test(text);
}

/** The text without these escapes. */
export function unescaped(text: string): string {
  if (!text.includes("\\u00")) return text;
  return text.replace(/\\{1,2}u00(2[67]|3[c-e])/gi, (_escape, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

/** The needles, and their forms with escapes. */
export function withEscaped(needles: readonly Needle[], escapings: readonly Escaping[]): Needle[] {
  const forms = needles.flatMap((needle) => [
    needle,
    ...escapings.map((escaping) => escapedForm(needle, escaping)),
  ]);
  return [...new Map(forms.map((needle) => [needle.text, needle])).values()];
}

function escapedForm(needle: Needle, { characters, backslash }: Escaping): Needle {
  const escape = (character: string) => `${backslash}u00${character.charCodeAt(0).toString(16)}`;
  const text = needle.text.replace(/[<>&=']/g, (character) =>
    characters.includes(character) ? escape(character) : character,
  );
  return text === needle.text ? needle : { ...needle, text, searchFrom: leadOf(text, needle) };
}

/** The bytes before the first escape if they are sought anyway; else the last digits of one, and what follows them. */
function leadOf(text: string, { searchFrom = 0 }: Needle): number {
  if (text.indexOf("\\") >= searchFrom + FINGERPRINT) return searchFrom;
  const digits = text.lastIndexOf("\\") + 2;
  return Math.min(digits + CODE_DIGITS - 2, text.length - FINGERPRINT);
}
