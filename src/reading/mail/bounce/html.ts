// The text of an HTML part, for the bounces that have no other: Exchange's, above all. Only line ends and
// words matter here, so tags are dropped by a single pass and nothing is laid out.

/** The mailer's own words stand at the beginning; the returned message follows further down. */
const MAX_HTML_LENGTH = 1 << 20;

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  "#39": "'",
};

const hiddenElement = /<(style|script|head|title)\b/gi;
const lineEnding =
  /<(?:br|\/?p|\/?div|\/?tr|\/?li|\/?ul|\/?h[1-6]|\/?table|\/?pre|hr|\/?blockquote)\b[^<>]{0,4000}>/gi;
const tag = /<[!/?A-Za-z][^<>]{0,4000}>/g;
const entity = /&(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,6});/g;

export function textOfHtml(html: string): string {
  return withoutHidden(html.slice(0, MAX_HTML_LENGTH))
    .replace(/[\r\n\t ]{1,1000}/g, " ")
    .replace(lineEnding, "\n")
    .replace(tag, "")
    .replace(entity, (whole, name: string) => decodeEntity(name) ?? whole)
    .replace(/\u00a0/g, " ");
}

/** Searches by position, not by one regex: a page full of opening tags that are never closed must not cost a search each. */
function withoutHidden(html: string): string {
  const lowerCase = html.toLowerCase();
  const kept: string[] = [];
  let from = 0;
  for (const match of html.matchAll(hiddenElement)) {
    if (match.index < from) continue;
    const end = lowerCase.indexOf(`</${match[1]!.toLowerCase()}`, match.index);
    if (end < 0) break;
    kept.push(html.slice(from, match.index));
    from = end;
  }
  return kept.join("") + html.slice(from);
}

function decodeEntity(name: string): string | null {
  const known = entities[name.toLowerCase()];
  if (known !== undefined) return known;
  if (!name.startsWith("#")) return null;
  const digits = name.slice(1);
  const code = /^[xX]/.test(digits) ? parseInt(digits.slice(1), 16) : parseInt(digits, 10);
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : null;
}
