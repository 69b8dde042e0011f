// A remote host's SMTP reply, as mailers quote it: one text from several reply lines, with the code of
// each line left in the middle of the sentences. It is normalised here before anyone judges it.

import type { Reply } from "../model.ts";
import { canonicalIp } from "./ip.ts";

/** Longer replies are cut: RFC 5321 allows 512 octets a line, and Gmail's longest has nine lines. */
const MAX_REPLY_LENGTH = 8_192;

// 550-5.7.25 [203.0.113.5] The IP address …      421 4.7.23 …      554-Bad DNS PTR …
const leadingCode = /^([245]\d\d)(?:[- ]\s?|$)(?:#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])\s?)?/;
// [203.0.113.7      23] in Gmail's replies: the address padded to a column, then a number.
const bracketedAddress = /^\[([0-9A-Fa-f:.]{2,45})(?:[\s_]+\d{0,5})?\]\s?/;
// … d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp
const sessionToken = /(?:^|\s)([\w.-]{8,80}) - gsmtp\b/g;

/**
 * Reads a reply such as `550-5.7.25 [203.0.113.5] The IP address … have a 550-5.7.25 PTR record …`.
 * Lines may be joined by blanks (Postfix), line ends (DSNs) or a literal `\n` (Exim).
 * Null when the text does not begin with a reply code.
 */
export function parseReply(quoted: string): Reply | null {
  const joined = joinLines(quoted.slice(0, MAX_REPLY_LENGTH));
  const start = leadingCode.exec(joined);
  if (!start) return null;
  const [codeText, replyCode = "", enhancedStatusCode = null] = start;
  const rest = withoutRepeatedCodes(joined.slice(codeText.length), replyCode, enhancedStatusCode);
  const bracket = bracketedAddress.exec(rest);
  const bracketedIp = bracket?.[1] ? canonicalIp(bracket[1]) : null;
  const text = (bracketedIp && bracket ? rest.slice(bracket[0].length) : rest).trim();
  return {
    replyCode: Number(replyCode),
    enhancedStatusCode,
    code: enhancedStatusCode === null ? replyCode : `${replyCode}-${enhancedStatusCode}`,
    bracketedIp,
    replyId: lastSessionToken(text),
    text,
  };
}

function joinLines(text: string): string {
  return text
    .replaceAll("\\n", " ")
    .replace(/[\s\0]+/g, " ")
    .trim();
}

/** Takes out the code that began each further line of the reply, also where a fold split it in two. */
function withoutRepeatedCodes(text: string, replyCode: string, enhancedStatusCode: string | null): string {
  if (enhancedStatusCode === null) return text.replaceAll(`${replyCode}-`, "").replace(/ {2,}/g, " ");
  const escaped = enhancedStatusCode.replaceAll(".", "\\.");
  const repeated = new RegExp(`(?<![\\w.])${replyCode}[- ] ?${escaped}(?![\\w.])`, "g");
  return text.replace(repeated, "").replace(/ {2,}/g, " ").trim();
}

function lastSessionToken(text: string): string | null {
  let token: string | null = null;
  for (const match of text.matchAll(sessionToken)) token = match[1] ?? null;
  return token;
}
