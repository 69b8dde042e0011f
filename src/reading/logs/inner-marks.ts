// Marks within a line of a log: bold words, tags, links around addresses and hosts, blanks and dashes of a typesetter, and what
// stands in the place of an address that a web page hides. A line of a log may hold some of them by itself; so what is
// taken away is decided by what a mailer's reader makes of the line with them, and without them.

/** A longer line was not marked by hand. */
const MAX_LINE = 8_192;

const anyMark =
  /[\u00A0\u00AD\u2000-\u2015\u2018-\u201E\u202F\u2060\u2212\u3000\uFEFF*`\\]|__|\[\/?[a-z]|<\/[a-z]|<(?:a|span|font|w?br)[\s/>]|\]\(|<(?:mailto|https?):/i;

export function mayHoldMarks(line: string): boolean {
  return line.length <= MAX_LINE && anyMark.test(line);
}

type Replacement = [pattern: RegExp, by: string | ((...match: [string, string, number, string]) => string)];

const HIDDEN = "protected]";
const dash = "[\u2010-\u2015\u2212]";
const bbCodes = "b|i|u|s|color|colour|size|font|highlight|email|url|code|mono|quote|noparse";
const tagNames = "a|abbr|b|big|br|code|em|font|i|ins|kbd|mark|s|samp|small|span|strong|tt|u|wbr";

const blanks: readonly Replacement[] = [
  [/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, ""],
  [/[\u00A0\u2000-\u200A\u202F\u3000]|&#160;/g, " "],
];

export function withPlainBlanks(line: string): string {
  return replaced(line, blanks);
}

/** These stand in no line that a mailer wrote, or in few. */
const surely: readonly Replacement[] = [
  ...blanks,
  // 550–5.7.25    a640c23a62f3a–93e4dbb2288si424.62 – gsmtp
  [new RegExp(`(?<=\\b[245]\\d\\d)${dash}(?=[245]\\.\\d)|(?<= )${dash}(?= gsmtp)`, "g"), "-"],
  // to=<<a href="mailto:user@gmail.com">user@gmail.com</a>>, without attributes only where one is closed, too: to=<b> is an address.
  [new RegExp(`</(?:${tagNames})>|<(?:${tagNames})\\s[^<>]{0,400}>|<w?br ?/?>`, "gi"), ""],
  [new RegExp(`\\[/?(?:${bbCodes})(?:=[^[\\]]{0,200})?\\]`, "gi"), ""],
  // [user@gmail.com](mailto:user@gmail.com)
  [/\[([^\s[\]]{1,320})\]\((?:https?|mailto):[^\s()]{1,400}\)/g, "$1"],
  // to=<user@gmail.com <mailto:user@gmail.com>>    host gmail-smtp-in.l.google.com <http://gmail-smtp-in.l.google.com>[192.0.2.26]
  [/ ?<(?:mailto:|https?:\/\/)([^<>\s]{1,320}?)\/?>/g, withoutRepeated],
  // **status=bounced**
  [/\*\*([^\s*](?:[^*]{0,300}[^\s*])?)\*\*/g, "$1"],
  // Cloudflare hides addresses so: `HIDDEN`.
  [/(?<==)<?\[email protected\]>?/g, ""],
];
const pairedTags = new RegExp(`<(?:${tagNames})>`, "gi");
const closingTag = new RegExp(`</(?:${tagNames})>`, "i");

/** These a reply or an address may have. */
const perhaps: readonly Replacement[] = [
  [new RegExp(dash, "g"), "-"],
  [/[\u201C-\u201E]/g, '"'],
  [/[\u2018-\u201A]/g, "'"],
  // Exim's ** stands between blanks.
  [/(?<!\*)\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}/g, ""],
  [/(?<!\w)__(?=\S)|(?<=\S)__(?!\w)/g, ""],
  [/`/g, ""],
];
// What Markdown has to escape
const escape = /\\(?=[[\]_*<>()#.!`~|-])/g;

/** A link that stands behind the same words. */
function withoutRepeated(link: string, target: string, at: number, text: string): string {
  return text.slice(Math.max(0, at - target.length), at) === target ? "" : link;
}

/**
 * What the line is without marks: the first that holds if it holds more than the line, `line` itself if none does. `toldBy`:
 * what a reader makes of it.
 */
export function withoutInnerMarks(line: string, toldBy: (line: string) => string | null): string {
  if (!mayHoldMarks(line)) return line;
  const told = toldBy(line);
  const sure = replaced(closingTag.test(line) ? line.replace(pairedTags, "") : line, surely);
  if (sure !== line) {
    const toldBare = toldBy(sure);
    // A line that named the sender only says nothing without that.
    if (toldBare !== null || told?.includes(HIDDEN)) return toldBare === told ? line : sure;
  }
  if (told !== null) return line;
  const unescaped = sure.replace(escape, "");
  const candidates = [unescaped, replaced(unescaped, perhaps)];
  return candidates.find((bare) => bare !== line && toldBy(bare) !== null) ?? line;
}

function replaced(line: string, replacements: readonly Replacement[]): string {
  return replacements.reduce(
    (text, [pattern, by]) => (typeof by === "string" ? text.replace(pattern, by) : text.replace(pattern, by)),
    line,
  );
}
