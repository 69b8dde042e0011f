// What web pages and mail programs made of addresses, names and links in a text that somebody copied from there: only the words
// that stood in it before are kept.

// [user@gmail.com](mailto:user@gmail.com)    [203.0.113.5](http://203.0.113.5)    [https://…](https://…)
const markdown = /\[([^\s[\]()<>]{1,500})\]\((?:mailto:|https?:\/\/)[^\s()<>]{1,2000}\)/gi;
// [user@gmail.com|mailto:user@gmail.com]: Jira
const jira = /\[([^\s[\]|<>]{1,500})\|(?:mailto:|https?:\/\/)[^\s[\]|<>]{1,2000}\]/gi;
// <mailto:user@gmail.com|user@gmail.com>: Slack. Addresses are in brackets in nearly all that mailers write.
const slackAddress = /<mailto:[^\s<>|]{1,400}\|([^\s<>|]{1,400})>/gi;
const slackLink = /<https?:\/\/[^\s<>|]{1,2000}\|([^\s<>|]{1,500})>/gi;
// [url=https://…]https://…[/url]    [email]user@gmail.com[/email]    [code]    [quote="somebody"]
const bulletinBoard =
  /\[\/?(?:url|email|code|quote|pre|font|color|size|icode|plain|noparse|mail|[bisu])(?:=[^[\]\n]{0,2000})?\]/gi;
// <a href="mailto:user@gmail.com">user@gmail.com</a>    <b>    <span class="x">
const element =
  /<\/?(?:a|b|i|u|em|strong|span|code|tt|kbd|font|pre|p|div|blockquote|q|wbr)(?:\s[^<>\n]{0,2000})?\/?>/gi;
const lineBreak = /<br ?\/?>(\r?\n)?/gi;
// \[203.0.113.5\]: Markdown's escapes; Exim's line end is \n
const escaped = /\\([[\]<>()_*#|])/g;
// https://…<https://…>    user@gmail.com<mailto:user@gmail.com>    user@gmail.com [mailto:user@gmail.com]: Outlook
const behind = / ?[<[](mailto:|https?:\/\/)([^\s<>[\]|]{1,2000})[>\]]/gi;

export function withoutLinks(text: string): string {
  return text
    .replace(markdown, "$1")
    .replace(jira, "$1")
    .replace(slackAddress, "<$1>")
    .replace(slackLink, "$1")
    .replace(bulletinBoard, "")
    .replace(lineBreak, "\n")
    .replace(element, "")
    .replace(escaped, "$1")
    .replace(behind, withoutTarget);
}

const endOfWord = /[^\s<>[\](),;]/;

/** A link behind the word that it is about is left out; one alone is what was written. */
function withoutTarget(link: string, kind: string, target: string, start: number, whole: string): string {
  const hasBlank = link.startsWith(" ");
  if (!hasBlank && start > 0 && endOfWord.test(whole.charAt(start - 1))) return "";
  const name = withoutSlash(target);
  const before = whole.slice(Math.max(0, start - name.length), start).toLowerCase();
  if (before === name) return "";
  return kind.toLowerCase() === "mailto:" ? `${hasBlank ? " " : ""}<${target}>` : link;
}

function withoutSlash(target: string): string {
  return target.replace(/\/$/, "").toLowerCase();
}
