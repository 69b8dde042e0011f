// Tells without parsing whether a message can hold a reverse-DNS refusal. Most bounces do not, and parsing
// costs fifty times as much. It never says no to a message that does: the codes hold no white space, so
// folding and wrapping cannot split them, and the encodings that can hide them are undone.

/** Attachments within attachments; deeper ones are left to the parser. */
const MAX_DEPTH = 5;

const codes = ["5.7.25", "4.7.23"];
const plainNeedles = codes.map((code) => Buffer.from(code));
const utf16Needles = codes.flatMap((code) => {
  const littleEndian = Buffer.from(code, "utf16le");
  return [littleEndian, Buffer.from(littleEndian).swap16()];
});
const pointer = Buffer.from("PTR");
// "… does not have a PTR record", the two words parted by a line end, a quote mark or a repeated code.
const pointerRecord = /^PTR[\s\d.=>|-]{1,60}record/i;

export function mayHoldRefusal(raw: Buffer, depth = 0): boolean {
  if (holdsNeedle(raw) || depth >= MAX_DEPTH) return true;
  if (depth > 0 && utf16Needles.some((needle) => raw.includes(needle))) return true;
  const text = raw.toString("latin1");
  if (/quoted-printable/i.test(text) && holdsNeedle(decodeQuotedPrintable(text))) return true;
  return base64Parts(text).some((part) => mayHoldRefusal(part, depth + 1));
}

function holdsNeedle(raw: Buffer): boolean {
  if (plainNeedles.some((needle) => raw.includes(needle))) return true;
  for (let at = raw.indexOf(pointer); at >= 0; at = raw.indexOf(pointer, at + 1)) {
    if (pointerRecord.test(raw.toString("latin1", at, at + 80))) return true;
  }
  return false;
}

/** The whole message, headers and other parts included: the encoding has no state across lines. */
function decodeQuotedPrintable(text: string): Buffer {
  const joined = text.replace(/=[ \t]*\r?\n/g, "");
  return Buffer.from(
    joined.replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16))),
    "latin1",
  );
}

/** What follows each mention of the encoding: from the next blank line to the next MIME boundary. */
function base64Parts(text: string): Buffer[] {
  const parts: Buffer[] = [];
  const mention = /base64/gi;
  for (let match = mention.exec(text); match; match = mention.exec(text)) {
    const blank = /\r?\n[ \t]*\r?\n/g;
    blank.lastIndex = match.index;
    if (!blank.exec(text)) break;
    const boundary = text.indexOf("\n--", blank.lastIndex);
    const end = boundary < 0 ? text.length : boundary;
    parts.push(Buffer.from(text.slice(blank.lastIndex, end), "base64"));
    mention.lastIndex = Math.max(mention.lastIndex, end);
  }
  return parts;
}
