// Some mailers change a reply when they write it down: the code stands apart from the words, the host between both, or
// an address is broken where a line ended. The usual order is restored before the reply is looked for.

import { canonicalIp } from "../../../base/standards/ip.ts";

// Stalwart: … rejected command 'BDAT 2084 LAST' with code 550 (5.7.25) '[203.0.113.5] The IP address …')
const codeInWords = /\bwith code ([45]\d\d) \(([45]\.\d{1,3}\.\d{1,3})\) '/g;
// maddy: 550 5.0.0 gmail-smtp-in.l.google.com. said: [203.0.113.5] …      SMTP error 550: gmail-smtp-in.l.google.com. said: …
// Its own stand-in for the enhanced status code is nobody's; any other code would be that of a host which quotes another.
const hostBetween =
  /(?<![\w.-])([45]\d\d)(?::| [45]\.0\.0) ([A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,20})\.? said: (?![245]\d\d)/;
// [203.0.11 3.5], but not the address and the number of [203.0.113.5      23]
const brokenAddress = /\[([0-9A-Fa-f:.]{1,44}) {1,8}([0-9A-Fa-f:.]{1,44})\]/g;
// IronPort: 5.1.0 - Unknown address error 550-'5.7.25 [203.0.113.5] …'
const codeBeforeMark = /(?<![\w.-])([45]\d\d)[- ]'(?=([45])\.\d{1,3}\.\d)/g;
// Zoho: user@gmail.com, ERROR_CODE :550, ERROR_CODE :5.7.25 [203.0.113.5] …
const codeApart = /\bERROR_CODE ?: ?([45]\d\d), ?ERROR_CODE ?: ?(?=[45]\.\d{1,3}\.\d)/g;
// 550-5.7. 25 [203.0.113.5]
const brokenCode = /(?<![\w.-])([45]\d\d[- ] ?[45]\.) ?(\d{1,3}\.) ?(\d{1,3})(?= \[)/g;

/** `line` has single blanks. A host between code and words moves before both. */
export function withUsualSpelling(line: string): string {
  const inOrder = line.includes("with code ") ? line.replace(codeInWords, ": $1 $2 ") : line;
  const joined = withCodesTogether(inOrder);
  const front = joined.includes(" said: ") ? joined.replace(hostBetween, "host $2: $1 ") : joined;
  const bracket = front.indexOf("[");
  // Nearly every reply is whole, and needs no further search.
  const isWhole = bracket < 0 || !front.slice(Math.max(0, bracket - CODE_LENGTH), bracket).includes(". ");
  const code = isWhole ? front : front.replace(brokenCode, "$1$2$3");
  return bracket < 0 ? code : withWholeAddresses(code);
}

/** Between reply code and enhanced status code stands nothing but a blank. */
export function withCodesTogether(text: string): string {
  const marked = text.includes("-'") || text.includes(" '") ? text.replace(codeBeforeMark, "$1 ") : text;
  return marked.includes("ERROR_CODE") ? marked.replace(codeApart, ": $1 ") : marked;
}

/** `550-5.7. 25 ` and a blank more. */
const CODE_LENGTH = 14;

function withWholeAddresses(line: string): string {
  return line.replace(brokenAddress, (all, start: string, end: string) =>
    canonicalIp(start) === null && canonicalIp(start + end) !== null ? `[${start}${end}]` : all,
  );
}
