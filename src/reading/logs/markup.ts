// What web pages, forums and issue trackers put around a line of a log: tags, BBCode, the marks of Markdown and of Jira.

const tags =
  "pre|code|samp|kbd|tt|p|b|i|strong|em|blockquote|li|td|div|span|!doctype|html|head|body|main|section|article|table|tbody|tr|ul|ol|textarea";
const codes = "code|quote|pre|b|i|mono|noparse";
const markdown = "\\*\\*|__|`{1,3}";
const opener = new RegExp(
  `^\\s{0,8}(?:<(?:${tags})(?:\\s[^<>]{0,200})?>|\\[(?:${codes})(?:=[^[\\]]{0,60})?\\]|\\{(?:code|noformat|quote)(?::[^{}]{0,60})?\\}|\\{\\{|${markdown})`,
  "i",
);
const closer = new RegExp(
  `(?:</(?:${tags})>|<br ?/?>|\\[/(?:${codes})\\]|\\{(?:code|noformat|quote)\\}|\\}\\}|${markdown})$`,
  "i",
);
/** Nobody puts more around one line: <!doctype html><html><body><table><tr><td><pre><code class="…"><b> */
const MAX_MARKS = 10;
const LONGEST_OPENER = 260;

export function beginsWithMarkup(line: string): boolean {
  return opener.test(line.slice(0, LONGEST_OPENER));
}

export function withoutMarkup(line: string): string {
  let text = line.trimEnd();
  for (let mark = 0; mark < MAX_MARKS; mark++) {
    const begun = opener.exec(text.slice(0, LONGEST_OPENER))?.[0].length ?? 0;
    const rest = text.slice(begun);
    const ended = closer.exec(rest.slice(-LONGEST_OPENER))?.[0].length ?? 0;
    if (begun + ended === 0) return text;
    text = rest.slice(0, rest.length - ended).trimEnd();
  }
  return text;
}
