// A remote host's SMTP reply, as mailers quote it: one text from several reply lines, with the code of
// each line left in the middle of the sentences. It is normalized here before anyone judges it.

import type { Reply } from "../../model/delivery.ts";
import { createMemory } from "../memory/remember.ts";
import { canonicalIp } from "./ip.ts";

/** Longer replies are cut: RFC 5321 allows 512 octets a line, and Gmail's longest has nine lines. */
export const MAX_REPLY_LENGTH = 8_192;

// 550-5.7.25 [203.0.113.5] The IP address …      421 4.7.23 …      554-Bad DNS PTR …
const leadingCode = /^([245]\d\d)(?:[- ] ?|$)(?:#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])[ :]?)?/;
// [203.0.113.7      23] in Gmail's replies: the address padded to a column, then a number. A log may cut
// the number off: a blank after the address shows that the address is whole.
const bracketedAddress = /^ ?\[ ?((?:IPv6:)?[0-9A-Fa-f:.]{2,45})(?:\]|[ _]+\d{0,5}(?:\]|$)) ?/i;
// … d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp
export const MARK = " - gsmtp";
const MAX_TOKEN_LENGTH = 80;
const sessionToken = new RegExp(`(?:^|\\s)([\\w.-]{8,${MAX_TOKEN_LENGTH}})$`);
const wordCharacter = /\w/;
// qmail-send's log has no blanks: 550-5.7.25_[203.0.113.7______23]_The_IP_address_…/550_5.7.25_…
const underscored = /^[245]\d\d[- _](?:[245]\.\d{1,3}\.\d{1,3})?_/;

/**
 * Reads a reply such as `550-5.7.25 [203.0.113.5] The IP address … have a 550-5.7.25 PTR record …`.
 * Lines may be joined by blanks (Postfix), line ends (DSNs), a literal `\n` (Exim) or nothing (OpenSMTPD).
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

// 421    421-4.7.2    550 5.
const codesOnly = /^[245]\d\d(?:[- ][245]?(?:\.\d{0,3}){0,2})?$/;

/** True when a log broke the reply off within the codes that it begins with. */
export function endsWithinCodes(quoted: string): boolean {
  return codesOnly.test(quoted);
}

// Runs of blanks; single ones stand between all words and stay as they are.
const blankRuns = / [\s\0]+|(?:[^\S ]|\0)[\s\0]*/g;

function joinLines(text: string): string {
  const blanks = underscored.test(text) ? text.replace(/_/g, " ").replace(/\/(?=[245]\d\d[- ])/g, " ") : text;
  const lines = blanks.includes("\\") ? blanks.replace(/\\[rn]/g, " ") : blanks;
  return lines.replace(blankRuns, " ").trim();
}

/**
 * Takes out the code that began each further line of the reply: also where a fold split it in two, where
 * only its second half is left (`5.7.25 PTR`, Go's net/smtp), and where it is glued to the line before
 * (`does not have a5.7.25 PTR`, OpenSMTPD).
 */
function withoutRepeatedCodes(text: string, replyCode: string, enhancedStatusCode: string | null): string {
  if (enhancedStatusCode === null) return text.replaceAll(`${replyCode}-`, "").replace(/ {2,}/g, " ");
  const repeated = repeatedCodes(replyCode, enhancedStatusCode);
  return text.replace(repeated, " ").replace(/ {2,}/g, " ").trim();
}

// A log holds the same few codes a million times.
const patterns = createMemory<string, RegExp>();
/** A compiled pattern. */
const PATTERN_BYTES = 2_000;

function repeatedCodes(replyCode: string, enhancedStatusCode: string): RegExp {
  const key = `${replyCode} ${enhancedStatusCode}`;
  let pattern = patterns.get(key);
  if (!pattern) {
    const escaped = enhancedStatusCode.replaceAll(".", "\\.");
    pattern = new RegExp(`(?:(?<![\\w.])${replyCode}[- ] ?|(?<!\\d|\\d\\.|-))${escaped}(?![\\w.])`, "g");
    patterns.set(key, pattern, PATTERN_BYTES);
  }
  return pattern;
}

/** Searches from the last mark: a reply is long, and its token stands at the end. */
function lastSessionToken(text: string): string | null {
  for (let mark = text.lastIndexOf(MARK); mark > 0; mark = text.lastIndexOf(MARK, mark - 1)) {
    const before = text.slice(Math.max(0, mark - MAX_TOKEN_LENGTH - 1), mark);
    const token = sessionToken.exec(before)?.[1];
    if (token !== undefined && !wordCharacter.test(text.charAt(mark + MARK.length))) return token;
  }
  return null;
}
