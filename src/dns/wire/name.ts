// Domain names as text. Labels come from strangers and may hold any byte, dots included, so a name
// is escaped label by label (RFC 1035 section 5.1, RFC 4343) and folded to lower case once, here.

/** RFC 1035 section 2.3.4; the text form lacks the length byte in front and the root's behind. */
const MAX_NAME_TEXT = 253;
const MAX_LABEL = 63;

/** A label of a name that may be asked for and printed into a record: LDH plus the underscore. */
const hostLabel = /^[a-z0-9_-]+$/i;
/** The same for all of a name's labels. */
const hostName = /^[a-z0-9_.-]+$/i;

/** What a byte becomes in a name: a host name's in lower case; zero for all that has to be escaped. */
const plainBytes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return hostLabel.test(character) ? character.toLowerCase().charCodeAt(0) : 0;
});
const DOT = 0x2e;
/** Where names are put together, one after the other. */
const composed = Buffer.alloc(MAX_NAME_TEXT + 1);

/**
 * The same as `presentName` of a name that needs no escapes; else null. Nearly all names are such, and 34 labels
 * of a reverse name are not worth a string each. `labels` tells where in the message they begin.
 */
export function plainName(raw: Buffer, labels: number[]): string | null {
  let length = 0;
  for (const start of labels) {
    const end = start + 1 + (raw[start] ?? 0);
    for (let position = start + 1; position < end; position += 1) {
      const byte = plainBytes[raw[position] ?? 0] ?? 0;
      if (byte === 0) return null;
      composed[length++] = byte;
    }
    composed[length++] = DOT;
  }
  return length === 0 ? "." : composed.toString("latin1", 0, length - 1);
}

/** The name in presentation form, without the final dot; the root is `.`. */
export function presentName(labels: Buffer[]): string {
  if (labels.length === 0) return ".";
  return labels.map(escapeLabel).join(".");
}

function escapeLabel(label: Buffer): string {
  const text = label.toString("latin1");
  if (hostLabel.test(text)) return text.toLowerCase();
  return escapeBytes(label, (character) => (character === "." ? "\\." : character.toLowerCase()));
}

/** Text of strangers for one line of output: everything but printable ASCII as `\ddd`. */
export function escapeText(bytes: Buffer): string {
  return escapeBytes(bytes, (character) => character, 0x20);
}

function escapeBytes(bytes: Buffer, present: (character: string) => string, lowest = 0x21): string {
  let text = "";
  for (const byte of bytes) {
    if (byte < lowest || byte > 0x7e) text += `\\${String(byte).padStart(3, "0")}`;
    else if (byte === 0x5c) text += "\\\\";
    else text += present(String.fromCharCode(byte));
  }
  return text;
}

/** True for names that survive the way through an encoder that splits at every dot. */
export function canBeAsked(name: string): boolean {
  if (name === ".") return true;
  return !name.includes("\\") && fitsLengths(name);
}

/** True for names that can belong to a host: no escapes, no odd bytes, no overlong labels. */
export function isHostName(name: string): boolean {
  return fitsLengths(name) && hostName.test(name);
}

/** A name without its first labels: the zone that the usual cut makes, and its block. Empty where it has no more of them. */
export function withoutLabels(name: string, count: number): string {
  let start = 0;
  for (let left = count; left > 0; left -= 1) {
    const dot = name.indexOf(".", start);
    if (dot === -1) return "";
    start = dot + 1;
  }
  return name.slice(start);
}

/** Whether no label is empty, or too long. Each name is looked at before it is asked for: no list is made of its labels. */
function fitsLengths(name: string): boolean {
  if (name.length > MAX_NAME_TEXT) return false;
  let start = 0;
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", start)) {
    if (!fitsLabel(dot - start)) return false;
    start = dot + 1;
  }
  return fitsLabel(name.length - start);
}

function fitsLabel(length: number): boolean {
  return length > 0 && length <= MAX_LABEL;
}
