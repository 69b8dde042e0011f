// Text broken into lines of a given width, as a terminal counts it.

/** East Asian wide characters and emoji take two columns, combining marks none. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const combining = /\p{M}/u;
const ascii = /^[\0-\x7f]*$/;

export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

export interface WrapOptions {
  width: number;
  /** Text before the first line, for instance `Why    `. */
  first?: string;
  /** Text before the other lines; by default, blanks as wide as `first`. */
  rest?: string;
  /** Leave words with a slash whole: the reader copies a path or the address of a page. */
  keepPaths?: boolean;
}

/** A line has room for at least this much text, however deep the indentation on a narrow terminal. */
const MINIMUM_TEXT_WIDTH = 16;

/** The lines of a paragraph. A word longer than a line is broken, at a dot or a hyphen when it has one. */
export function wrap(text: string, options: WrapOptions): string[] {
  const first = options.first ?? "";
  const rest = options.rest ?? " ".repeat(displayWidth(first));
  const prefix = Math.max(displayWidth(first), displayWidth(rest));
  const width = Math.max(options.width - prefix, Math.min(options.width, MINIMUM_TEXT_WIDTH));
  const lines = [""];
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const whole = options.keepPaths === true && word.includes("/");
    for (const piece of whole ? [word] : breakWord(word, width)) addPiece(lines, piece, width);
  }
  return lines.map((line, index) => (index === 0 ? first : rest) + line);
}

function addPiece(lines: string[], piece: string, width: number): void {
  const line = lines.at(-1) ?? "";
  if (line === "") lines[lines.length - 1] = piece;
  else if (displayWidth(line) + 1 + displayWidth(piece) <= width)
    lines[lines.length - 1] = `${line} ${piece}`;
  else lines.push(piece);
}

function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (displayWidth(rest) > width) {
    const piece = breakable(takeColumns(rest, width));
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}

/** The start of a word up to and with its last joint, when there is one in its second half. */
function breakable(start: string): string {
  const joint = Math.max(start.lastIndexOf("."), start.lastIndexOf("-"), start.lastIndexOf(":"));
  return joint >= start.length / 2 ? start.slice(0, joint + 1) : start;
}

/** As much of the start as fits. */
export function takeColumns(text: string, width: number): string {
  let taken = "";
  let columns = 0;
  for (const character of text) {
    columns += characterWidth(character);
    if (columns > width) break;
    taken += character;
  }
  return taken;
}
