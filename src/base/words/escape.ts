// Log lines, bounce mail and PTR names are written by strangers. What they wrote is made visible here
// before a terminal, a spreadsheet or a JSON viewer can take it for a command.

/**
 * Characters that a terminal may act upon or hide: control bytes (C0, DEL, C1), formatting characters (bidi
 * overrides and isolates, zero-width characters, tags), line separators, and halves of characters.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const invisibleOrForeign = /[\p{Cc}]|[^\0-\x7f]/gu;

const harmless = /^[\x20-\x7e]*$/;

/** One line of harmless text; with `unicode` false, of ASCII. */
export function escapeText(text: string, unicode: boolean): string {
  // Nearly all of a report, and found out in a tenth of the time.
  if (harmless.test(text)) return text;
  return text.replace(unicode ? invisible : invisibleOrForeign, visibleCode);
}

/** Harmless text whose lines are our own. */
export function escapeLines(text: string, unicode: boolean): string {
  return text
    .split("\n")
    .map((line) => escapeText(line, unicode))
    .join("\n");
}

function visibleCode(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\u{${code}}`;
}

/** The same value with every string in it, keys included, escaped: nothing can be forgotten that way. */
export function escapeStrings<T>(value: T, unicode: boolean): T {
  return escapeValue(value, unicode) as T;
}

function escapeValue(value: unknown, unicode: boolean): unknown {
  if (typeof value === "string") return escapeText(value, unicode);
  if (Array.isArray(value)) return value.map((item) => escapeValue(item, unicode));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [escapeText(key, unicode), escapeValue(item, unicode)]),
  );
}

/** Characters that JSON.stringify leaves as they are although a terminal acts upon them. */
const rawInJson = /[\0-\t\v-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;
const harmlessJson = /^[\n\x20-\x7e]*$/;

/** JSON that is the same to a parser and harmless to a terminal. */
export function escapeJson(json: string): string {
  if (harmlessJson.test(json)) return json;
  return json.replace(rawInJson, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/**
 * Where a spreadsheet takes what follows for a formula (OWASP, "CSV Injection"), in ASCII and full width:
 * at the start of a cell, blanks that some programs trim left aside, and after a semicolon, which separates
 * cells where the comma is the decimal sign.
 */
const formulaStart = /(?<before>^\s*|;\s*)(?=[=+\-@\t\r＝＋－＠])/g;

/** A cell that a spreadsheet shows and does not compute. */
export function escapeFormula(cell: string): string {
  return cell.replace(formulaStart, "$<before>'");
}
