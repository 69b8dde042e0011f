// Objects of JSON within the text of an application's log line: `INFO webhook: {"event-data":{…}}`, `body=[{"email":…},{…}]`, and
// those that stand there as a text of JSON, `payload="{\"event\":…}"`.

const begins = /\{ ?"/g;
const beginsEscaped = /"\[?\{ ?\\"/;
// Whoever answers a ticket shows an event.
const quoting =
  /\b(?:subject|title|comment(?:s|ed)?|ticket|issue|thread|post(?:ed)?|quot(?:e|es|ed|ing)|example)\b/i;

/** The texts of the objects, in their order; the length of a line limits how many there are. */
export function objectsWithin(text: string): string[] {
  const at = text.search(begins);
  const escapedAt = at < 0 && text.includes('{\\"') ? text.search(beginsEscaped) : -1;
  const start = Math.max(at, escapedAt);
  if (start < 0 || quoting.test(text.slice(0, start))) return [];
  const decoded = escapedAt < 0 ? text : stringAt(text, escapedAt);
  return decoded === null ? [] : [...objectsIn(decoded)];
}

function* objectsIn(text: string): Generator<string> {
  let end = 0;
  for (const { index } of text.matchAll(begins)) {
    if (index < end) continue;
    end = objectEnd(text, index);
    // What is cut off ends the line.
    if (end < 0) return;
    yield text.slice(index, end);
  }
}

/** Just after the brace that closes the one at `start`; -1 where there is none. */
function objectEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      at = quoteEnd(text, at);
      if (at < 0) return -1;
    } else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return -1;
}

/** Where the quotation mark stands that ends the string which begins at `start`; -1 where there is none. */
function quoteEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function stringAt(text: string, start: number): string | null {
  const end = quoteEnd(text, start);
  if (end < 0) return null;
  try {
    return JSON.parse(text.slice(start, end + 1)) as string;
  } catch {
    return null;
  }
}
