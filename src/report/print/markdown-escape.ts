// Text that GitHub-flavored Markdown shows unchanged: no markup, no HTML, no link, and nobody mentioned.

/** These characters begin or end markup inside a line. */
const special = /[\\`*_{}[\]<>#|~&]/g;
/** A word made of these alone draws a line or begins a list. */
const drawing = /^[-+=]+$|^\d{1,9}[.)]$/;
/**
 * Words that become a link, a mention, an emoji or a formula: mail addresses, URLs, `@name`, `#12`, `:100:`
 * (also inside IPv6 addresses), `$x$`. No backslash stops all of these; code does.
 */
const converted = /[@#$]|:\/\/|www\.|\bGH-|mailto:|xmpp:|:\S*:/i;

/** A line of prose. */
export function escapeMarkdown(text: string): string {
  return text
    .trim()
    .split(" ")
    .map((word) => (converted.test(word) ? wordAsCode(word) : escapeWord(word)))
    .join(" ");
}

/** The comma after an address is not part of the code, which readers copy. */
function wordAsCode(word: string): string {
  const end = /[,.;)]*$/.exec(word)?.[0] ?? "";
  return codeSpan(word.slice(0, word.length - end.length)) + end;
}

function escapeWord(word: string): string {
  if (drawing.test(word)) return word.replace(/[-+=.)]/, "\\$&");
  return word.replace(special, escapeCharacter);
}

/** Pipes and angle brackets become entities: in tables and in HTML a backslash does not escape them. */
function escapeCharacter(character: string): string {
  if (character === "<") return "&lt;";
  if (character === ">") return "&gt;";
  if (character === "&") return "&amp;";
  return character === "|" ? "&#124;" : `\\${character}`;
}

/** Text as code. Even in code a pipe ends the cell of a table, so it is written as its number. */
export function codeSpan(text: string): string {
  if (text.trim() === "") return text;
  const code = text.replaceAll("|", "\\x7c");
  const fence = "`".repeat(longestRun(code) + 1);
  const edge = /^[` ]|[` ]$/.test(code) ? " " : "";
  return `${fence}${edge}${code}${edge}${fence}`;
}

/** Lines to be copied; the fence is longer than any in them. */
export function codeBlock(text: string, indent = ""): string[] {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}text`, ...text.split("\n"), fence].map((line) => indent + line);
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0);
}
