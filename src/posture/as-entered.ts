// TXT records that were meant as a sender's record and count as none, because of how they were entered: a DNS panel took
// the quotation marks of a guide as text, or a whole line of a zone file. What was meant is told only where nothing but
// such slips keeps the text from being the record.

import { parseTags } from "../base/standards/tag-list.ts";
import type { EntrySlip } from "../model/posture.ts";

export interface AsEntered {
  slips: EntrySlip[];
  /** What was meant: the text without the slips. */
  meant: string;
}

interface Kind {
  /** `v=` and the version, however it was spaced and in whatever letters. */
  version: RegExp;
  written: string;
  /** Whether the version may be in small letters. */
  isCaseFree: boolean;
  /** What the version ends with, before more may follow. */
  separator: string;
  /** What follows where only the separator is missing. */
  next: RegExp;
}

const spf: Kind = {
  version: /v {0,3}= {0,3}spf {0,3}1/i,
  written: "v=spf1",
  isCaseFree: true,
  separator: " ",
  next: /^[,;:. ]{0,3}(?:[+?~-]?(?:all|include|a|mx|ptr|ip4|ip6|exists)|redirect|exp)(?:[ :/=]|$)/i,
};
const dmarc: Kind = {
  version: /v {0,3}= {0,3}dmarc {0,3}1/i,
  written: "v=DMARC1",
  isCaseFree: false,
  separator: ";",
  next: /^[,:. ]{0,3}(?:p|sp|np|rua|ruf|adkim|aspf|fo|pct|rf|ri|t|psd) ?=/i,
};
const dkim: Kind = {
  version: /v {0,3}= {0,3}dkim {0,3}1/i,
  written: "v=DKIM1",
  isCaseFree: false,
  separator: ";",
  next: /^[,:. ]{0,3}[kphstn] ?=/i,
};
const kinds = { spf, dmarc, dkim };

/** Marks that stand around words, in UTF-8 and as the single bytes of Windows. */
const quotes = /["`´“”„‟‘‚«»‹›″＂\x91-\x94]|(?<!\w)['’]|['’](?!\w)/gu;
/** Format characters (a zero-width blank, a byte order mark) and blanks other than the one of ASCII. */
const invisible = /[\p{Cf}\p{Cc}\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu;
/** Longer texts were not typed into a panel. */
const MAX_TEXT = 8192;

/** Null where the text is not such a record. `text` has one character for each byte. */
export function readAsEntered(text: string, which: keyof typeof kinds): AsEntered | null {
  if (text.length > MAX_TEXT) return null;
  const slips = new Set<EntrySlip>();
  const plain = withoutMarks(text, slips);
  const kind = kinds[which];
  const found = kind.version.exec(plain);
  if (found === null) return null;
  const before = plain.slice(0, found.index);
  if (!isOfZoneFile(before)) return kind === dmarc ? outOfOrder(plain, slips) : null;
  if (before.trim() !== "") slips.add("text before it");
  else if (before !== "") slips.add("blanks before it");
  noteVersion(found[0], kind, slips);
  const rest = restOf(plain.slice(found.index + found[0].length), kind, slips);
  return rest === null || slips.size === 0
    ? null
    : { slips: [...slips], meant: `${kind.written}${rest}`.trimEnd() };
}

/** Those of a name's texts that are such records, each with its text. */
export function allAsEntered(
  texts: readonly string[],
  which: keyof typeof kinds,
): (AsEntered & { text: string })[] {
  return texts.flatMap((text) => {
    const read = readAsEntered(text, which);
    return read === null ? [] : [{ ...read, text }];
  });
}

/** A DMARC record whose version is a later tag. */
function outOfOrder(plain: string, slips: Set<EntrySlip>): AsEntered | null {
  const { names, tags } = parseTags(plain);
  if (names[0] === "v" || tags.get("v")?.toUpperCase() !== "DMARC1") return null;
  return { slips: [...slips, "version not first"], meant: `${dmarc.written}; ${plain.trim()}` };
}

/** A key may stand without its version: then only marks can be in its way. */
export function readKeyAsEntered(text: string): AsEntered | null {
  const slips = new Set<EntrySlip>();
  if (text.length > MAX_TEXT) return null;
  const meant = withoutMarks(text, slips).trim();
  return readAsEntered(text, "dkim") ?? (slips.size === 0 ? null : { slips: [...slips], meant });
}

function withoutMarks(text: string, slips: Set<EntrySlip>): string {
  const drop = (from: string, marks: RegExp, instead: string, slip: EntrySlip) => {
    const left = from.replaceAll(marks, instead);
    if (left !== from) slips.add(slip);
    return left;
  };
  const clear = drop(decoded(text), /\\/g, "", "backslashes");
  const visible = drop(clear, invisible, " ", "invisible characters").replaceAll(/ {2,}/g, " ");
  // The strings of one record follow each other without a blank (RFC 7208 section 3.3).
  return drop(visible.replaceAll(/" "/g, '""'), quotes, "", "quotation marks");
}

/** UTF-8, or the bytes as they are. */
function decoded(text: string): string {
  const read = Buffer.from(text, "latin1").toString("utf8");
  return read.includes("\ufffd") ? text : read;
}

/** What stands before the text in a zone file or in a guide: owner, TTL, class and type. */
const zoneWord =
  /^(?:@|in|ch|txt|spf|dkim|dmarc|record|value|text|data|\d{1,10}[smhdw]?|[\w-]{0,63}_[\w.-]{0,253}|[\w-]{1,63}\.[\w.-]{0,253})$/i;
const MAX_ZONE_WORDS = 8;

function isOfZoneFile(before: string): boolean {
  const words = before.split(/[ :=()]/).filter((word) => word !== "");
  return words.length <= MAX_ZONE_WORDS && words.every((word) => zoneWord.test(word));
}

function noteVersion(version: string, { written, isCaseFree }: Kind, slips: Set<EntrySlip>): void {
  if (version.includes(" ")) slips.add("blanks in the version");
  const letters = version.replaceAll(" ", "");
  if (!isCaseFree && letters !== written && letters.toLowerCase() === written.toLowerCase())
    slips.add("letters of the version");
}

/** What follows the version, with its separator; null where that is another version, such as `v=spf10`. */
function restOf(rest: string, { separator, next }: Kind, slips: Set<EntrySlip>): string | null {
  const trimmed = separator === ";" ? rest.trimStart() : rest;
  if (trimmed === "" || trimmed.startsWith(separator)) return trimmed;
  if (!next.test(rest)) return null;
  slips.add(separator === ";" ? "no semicolon" : "no blank");
  return `${separator} ${withSemicolons(rest.replace(/^[,;:. ]{1,3}/, ""), separator)}`.replace(/^ +/, " ");
}

/** Whoever wrote no semicolon behind the version wrote none behind the tags. */
function withSemicolons(tags: string, separator: string): string {
  if (separator !== ";" || tags.includes(";")) return tags;
  return tags.replaceAll(/[ ,|]{1,3}(?=[a-z]{1,5} ?=)/gi, "; ");
}
