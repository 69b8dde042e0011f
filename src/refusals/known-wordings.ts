// Replies whose wording was judged before. Gmail refuses a million times in the same few words, with another address and
// another session token each time: the words are read and judged once, and then only compared.

import { detached } from "../base/memory/strings.ts";
import type { Reply } from "../model/delivery.ts";
import type { Verdict } from "./receivers/receiver.ts";
import { copied, createMemory } from "../base/memory/remember.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import { MARK, MAX_REPLY_LENGTH } from "../base/standards/reply.ts";

export interface Judged {
  reply: Reply;
  verdict: Verdict;
}

/** A quoted reply, split at the parts that differ from one reply to the next. */
export interface Parts {
  words: readonly [start: string, middle: string, end: string];
  /** Null when no address follows the code. */
  sendingIp: string | null;
  token: string;
}

interface Wording {
  words: Parts["words"];
  reply: Reply;
  /** The reply's text before and after the token. */
  text: readonly [start: string, end: string];
  /** Keyed by the name of the remote host: Gmail's rules ask for nothing else besides the words. */
  verdicts: Map<string | null, Verdict>;
}

// d75a77b69052e-3b2a1c4si93755ad.12: neither a code nor a word that a rule looks for fits in, or into its
// beginning, but the number of RFC 5322.
const usualToken = /^(?!5322)[0-9a-fsi]{4,40}-[0-9a-fsi]{4,40}\.\d{1,8}$/;
// 550-5.7.25 [203.0.113.5]    421-4.7.23 [2001:db8::1      23]
const usualAddress = /^[245][\d\-. ]{2,14}\[((?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:]{2,45})[\] ]/;

/** Keyed by length: comparing the one text that may be equal costs less than hashing each. */
const wordings = createMemory<number, Wording>();
const MAX_HOSTS = 100;
/** Bytes that a wording takes for each character of its reply (its words, the reply and its text), then for hosts' names. */
const WORDING_BYTES = 6;
const HOSTS_BYTES = 100 * MAX_HOSTS;

/** Null when the reply does not look like Gmail's: then it must be read as a whole. */
export function takeApart(quoted: string): Parts | null {
  const mark = quoted.lastIndexOf(MARK);
  if (mark < 0 || quoted.length > MAX_REPLY_LENGTH) return null;
  const tokenStart = quoted.lastIndexOf(" ", mark - 1) + 1;
  const token = quoted.slice(tokenStart, mark);
  if (!usualToken.test(token)) return null;
  const [front = "", address] = usualAddress.exec(quoted.slice(0, tokenStart)) ?? [];
  const sendingIp = address === undefined ? null : spellingOf(address);
  if (address !== undefined && sendingIp === null) return null;
  const addressEnd = Math.max(0, front.length - 1);
  const addressStart = addressEnd - (address?.length ?? 0);
  const words = [
    quoted.slice(0, addressStart),
    quoted.slice(addressEnd, tokenStart),
    quoted.slice(mark),
  ] as const;
  return { words, sendingIp, token };
}

/** To read an address takes as long as to read a line, and a log names the same few. */
const spellings = createMemory<string, string>();

function spellingOf(address: string): string | null {
  const known = spellings.get(address);
  if (known !== undefined) return known;
  const canonical = canonicalIp(address);
  if (canonical === null) return null;
  spellings.set(address, copied(canonical));
  return canonical;
}

/** The known verdict on the wording; null when it was not met before, or not from this host. */
export function recall({ words, sendingIp, token }: Parts, remoteMta: string | null): Judged | null {
  const known = wordings.get(lengthOf(words));
  const verdict = known?.verdicts.get(remoteMta);
  if (!known || !verdict || !isSame(known.words, words)) return null;
  const { replyCode, enhancedStatusCode, code, bracketedIp } = known.reply;
  const [start, end] = known.text;
  const reply = {
    replyCode,
    enhancedStatusCode,
    code,
    bracketedIp: sendingIp ?? bracketedIp,
    replyId: token,
    text: `${start}${token}${end}`,
  };
  return { reply, verdict };
}

/** Only Gmail's verdicts hold for the wording: other receivers' verdicts name an address in the text. */
export function learn(parts: Parts, remoteMta: string | null, { reply, verdict }: Judged): void {
  const { words, sendingIp, token } = parts;
  const { text, replyId, enhancedStatusCode, bracketedIp } = reply;
  const tokenEnd = text.lastIndexOf(MARK);
  const isAsUsual = replyId === token && text.slice(0, tokenEnd).endsWith(token);
  // Without an enhanced code the reply code is taken out wherever it stands, in the token too.
  if (verdict.kind === "other-ptr" || enhancedStatusCode === null || !isAsUsual) return;
  if (sendingIp !== null && bracketedIp !== sendingIp) return;
  const known = wordings.get(lengthOf(words));
  const isKnown = known !== undefined && isSame(known.words, words) && known.verdicts.size < MAX_HOSTS;
  const wording = isKnown ? known : newWording(parts, reply, tokenEnd);
  wording.verdicts.set(remoteMta === null ? null : detached(remoteMta), verdict);
  if (!isKnown) wordings.set(lengthOf(words), wording, WORDING_BYTES * lengthOf(words) + HOSTS_BYTES);
}

function newWording({ words, token }: Parts, reply: Reply, tokenEnd: number): Wording {
  const text = [reply.text.slice(0, tokenEnd - token.length), reply.text.slice(tokenEnd)];
  return { ...detached({ words, reply, text: text as [string, string] }), verdicts: new Map() };
}

function lengthOf([start, middle, end]: Parts["words"]): number {
  return start.length + middle.length + end.length;
}

function isSame(a: Parts["words"], b: Parts["words"]): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}
