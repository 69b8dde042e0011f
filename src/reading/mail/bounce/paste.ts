// Reads text that somebody copied from a mail program, a terminal or a panel: a reply alone, the words of a bounce, the
// fields of a status part, a session with the remote host. No header says who wrote it. So only text that the user names
// is read like this, and only a whole reply counts: the receiver's rules check that.

import type { DeliveryAttempt } from "../../../model/delivery.ts";
import { parseReply } from "../../../base/standards/reply.ts";
import { namesRecipient, parseFieldGroups, parseHeader } from "./fields.ts";
import { findQuotedReply, type QuotedReply } from "./quoted-reply.ts";
import { describeMessage } from "./about-message.ts";
import { fromFirstField, ownText, readSections, withWholeAliases } from "./sections.ts";
import { readRecipients } from "./status.ts";
import { otherLayout, textLayouts } from "../layouts/index.ts";
import { ADDRESS, type TextLayout } from "../layouts/layout.ts";
import { findingsOf } from "./text-findings.ts";
import { withoutQuoting } from "./paste-text.ts";
import { readTranscript } from "./transcript.ts";

/** More refusals were not copied by hand. */
const MAX_REPLIES = 10_000;
/** A template's first words stand within this many lines; mail programs show a few fields before them. */
const MAX_LINES_BEFORE = 30;
const MAX_HEAD = 4_000;
/** A row of a panel, up to the reply. */
const MAX_BEFORE = 1_000;
/** Gmail's longest reply, with the codes of its lines and the marks of those who quoted it. */
const MAX_REPLY = 4_000;

/** The caller limits the length of `whole`. The attempts are in no order, and none comes twice. */
export function readPaste(whole: string): DeliveryAttempt[] {
  const text = withWholeAliases(withoutQuoting(whole).split("\n")).join("\n");
  const layout = layoutOf(text);
  const found = [fromFields, fromSections, fromDialogue, fromReplies].flatMap((read) => read(text, layout));
  return withoutRepeats(found);
}

// ---------------------------------------------------------------- the layout

/** Unless a known mailer wrote the text, only a line that begins with an address names a recipient. */
const pasted: TextLayout = {
  ...otherLayout,
  recipient: new RegExp(
    `^\\s{0,8}(?:(?:To|Recipient|Recipient Address|Final recipient|Failed address) ?: ?)?<?(${ADDRESS})>?(?: \\((?:expanded|(?:ultimately )?generated) from[^()]{0,400}\\))?(?::|\\s*$)`,
    "i",
  ),
};

function layoutOf(text: string): TextLayout {
  let start = 0;
  for (let line = 0; line < MAX_LINES_BEFORE; line++) {
    const head = text.slice(start, start + MAX_HEAD).trimStart();
    const layout = textLayouts.find((one) => one.head.test(head));
    if (layout) return layout;
    start = text.indexOf("\n", start) + 1;
    if (start === 0) break;
  }
  return pasted;
}

// ---------------------------------------------------------------- what it tells

type Reader = (text: string, layout: TextLayout) => DeliveryAttempt[];

const statusField =
  /^(?:Reporting-MTA|Final-Recipient|Original-Recipient|Action|Status|Diagnostic-Code)[ \t]*:/im;

const fromFields: Reader = (text, layout) => {
  const start = text.search(statusField);
  if (start < 0) return [];
  const groups = parseFieldGroups(text.slice(start));
  const isOnlyRecipient = groups.filter(namesRecipient).length === 1;
  const about = aboutMessage(text, layout, groups);
  return readRecipients(groups, about, findingsOf({ texts: [text] }, layout, isOnlyRecipient)).map(asText);
};

const fromSections: Reader = (text, layout) => {
  const { lines } = ownText(text, layout);
  const about = aboutMessage(text, layout, []);
  return [...new Set([layout, pasted])].flatMap((one) =>
    readSections(lines, one).map(({ recipient, ...reply }) => attemptOf(reply, { ...about, recipient })),
  );
};

const replyLine = /^(?=\s{0,4}[245]\d\d[- ])/gm;
const commandLine = /^(?=\s{0,4}RCPT TO:)/gim;
// curl -v: > RCPT TO:<user@gmail.com> and < 550-5.7.25 …, of which the first mark was taken for one of quoting
const received = /^< (?=[245]\d\d[- ])/gm;

// Server: 550-5.7.25 …    S: 550-5.7.25 …    Only the first line of a reply may have it.
const replyLabel =
  /^[ \t]{0,8}(?:SERVER -> CLIENT|Server|Remote|Response|Received|Recv|S|R) ?: {0,3}(?=[245]\d\d[- ])/gim;
const commandLabel = /^[ \t]{0,8}(?:CLIENT -> SERVER|Client|Local|Sent|Send|C) ?: {0,3}(?=RCPT TO:)/gim;

/** A session that was typed has no marks before its lines. */
const fromDialogue: Reader = (text, layout) => {
  if (!/\bRCPT TO:/i.test(text)) return [];
  const bare = text.replace(received, "").replace(replyLabel, "").replace(commandLabel, "");
  const marked = bare.replace(replyLine, "<<< ").replace(commandLine, ">>> ");
  const about = aboutMessage(text, layout, []);
  return readTranscript(marked)
    .filter(({ reply }) => /^[45]/.test(reply))
    .map(({ recipient, remark: _remark, ...reply }) =>
      attemptOf({ suspended: false, localIp: null, ...reply }, { ...about, recipient }),
    );
};

// 550-5.7.25 [203.0.113.5      23]; the code may stand at the end of a line. 550-5.7.26 Your email has been blocked …: what
// names no address counts with the receiver's token at its end; so does [MY_IPV6], where somebody blanked the address out.
const wholeCode =
  /[45]\d\d[- ]\s{0,8}#?[45]\.\d{1,3}\.\d{1,3}\s{1,12}(?:\[(?:IPv6:)?[0-9A-Fa-f:.]{2,45}|\[[^[\]\n]{1,60}\]|(?=[A-Z]))/gi;
// What may introduce a reply: the beginning of a line, a cell of a table, somebody who "said:". A sentence that
// mentions a reply has words there; an address is none. Chinese and Japanese have no blank before it: 邮件投递失败550 5.7.25 [203.0.113.5] …
const introduction =
  /(?:^[^\w\n]{0,20}|[:;,|\t：；，、。] {0,3}['"(<]{0,2}|\b(?:said|returned|replied|received|response|reply|error|reason) {0,2}['"(<]{0,2}|[-~>*<] {0,3}|@[\w.-]{1,255}[>)"'\]]{0,2}\.? {1,3}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])$/iu;
// <<"550-5.7.25 [203.0.113.5] …    (550-5.7.25 [203.0.113.5] …: a sentence has no token of Gmail's at its end.
const quotation = /['"(<]$/;
const address = new RegExp(ADDRESS, "g");

const fromReplies: Reader = (text, layout) => {
  const about = aboutMessage(text, layout, []);
  const addressee = addresseeIn(text);
  const attempts: DeliveryAttempt[] = [];
  let end = 0;
  for (const { index } of text.matchAll(wholeCode)) {
    if (attempts.length >= MAX_REPLIES) break;
    // The code of a further line of the same reply.
    if (index < end) continue;
    const quoted = replyAt(text, index);
    const isWhole = endOfReply.test(quoted) && codesIn(quoted).size === 1;
    if (!isWhole && !addressFirst.test(quoted)) continue;
    if (isWhole) end = index + quoted.length;
    const front = text.slice(Math.max(0, index - MAX_BEFORE), index);
    const before = front.slice(front.lastIndexOf("\n") + 1);
    const isIntroduced = introduction.test(before) || (isWhole && quotation.test(before));
    const reply = isIntroduced ? findQuotedReply(before + quoted) : null;
    // A row of a panel names the sender first.
    const recipient = before.replace(alias, "").match(address)?.at(-1) ?? addressee;
    if (reply) attempts.push(attemptOf(reply, { ...about, recipient }));
  }
  return attempts;
};

// <user@gmail.com> (expanded from <alias@example.com>): host …
const alias = / \((?:expanded|(?:ultimately )?generated) from[^()]{0,400}\)/;
const enhancedCode = /(?<![\w.-])[45]\d\d[- ]\s{0,8}#?([45]\.\d{1,3}\.\d{1,3})/g;

/** One reply has the same code in each of its lines; with another one, another reply begins. */
function codesIn(quoted: string): Set<string | undefined> {
  return new Set([...quoted.matchAll(enhancedCode)].map(([, code]) => code));
}

// Gmail, Outlook: Your message to user@gmail.com has been blocked.        couldn't be delivered.
const messageTo = new RegExp(
  `\\b(?:message|email|mail) to <?(${ADDRESS})>? (?:has|have|could|was|were|cannot)\\b`,
  "gi",
);

/** The recipient that its message did not reach, as a text for people names it; null for several. */
function addresseeIn(text: string): string | null {
  const named = new Set([...text.matchAll(messageTo)].map(([, recipient = ""]) => recipient.toLowerCase()));
  return named.size === 1 ? [...named][0]! : null;
}

// Mail programs break lines at each blank of it.
const endOfReply = /\s-\s{1,4}gsmtp\b/;
const addressFirst = /^[45]\d\d[- ]\s{0,8}#?[45]\.\d{1,3}\.\d{1,3}\s{1,12}\[/;
// A blank line, unless the reply goes on after it: web pages put one between all lines.
const endOfParagraph = /\n[ \t]*\n(?!\s{0,20}[45]\d\d[- ])/;

function replyAt(text: string, start: number): string {
  const rest = text.slice(start, start + MAX_REPLY);
  const mark = endOfReply.exec(rest);
  const whole = mark ? rest.slice(0, mark.index + mark[0].length) : rest;
  const paragraph = endOfParagraph.exec(whole);
  return paragraph ? whole.slice(0, paragraph.index) : whole;
}

// ---------------------------------------------------------------- attempts

type About = ReturnType<typeof describeMessage>;

function aboutMessage(text: string, layout: TextLayout, groups: ReturnType<typeof parseFieldGroups>): About {
  const { returned } = ownText(text, layout);
  const known = layout === pasted ? null : layout.id;
  return describeMessage({
    mail: { header: [], texts: [text] },
    groups,
    returned: parseHeader(fromFirstField(returned)),
    layout: known,
    envelopeTime: null,
  });
}

function attemptOf(
  { greetedIp, ...reply }: QuotedReply,
  about: About & { recipient: string | null },
): DeliveryAttempt {
  const action = reply.reply.startsWith("4") ? "delayed" : "failed";
  // A delivery is what a mailer suspends: where none is named, the refusal counts that it repeats.
  const suspended = reply.suspended && about.recipient !== null;
  return { ...about, via: "text", action, ...reply, suspended, sendingIp: greetedIp ?? null };
}

function asText(attempt: DeliveryAttempt): DeliveryAttempt {
  return { ...attempt, via: "text" };
}

/**
 * The first attempt with the same reply and recipient counts; one without a recipient only if no other names one. Where one
 * reader missed the first line of a reply, the other one's has the address.
 */
function withoutRepeats(found: readonly DeliveryAttempt[]): DeliveryAttempt[] {
  const told = new Map<string, Set<string>>();
  const addressed = found.toSorted((a, b) => Number(namesNoAddress(a)) - Number(namesNoAddress(b)));
  return addressed.filter((attempt) => {
    const keys = keysOf(attempt);
    const name = attempt.recipient?.toLowerCase() ?? "";
    const names = keys.known.map((key) => told.get(key)).filter((set) => set !== undefined);
    const isTold = names.some((set) => name === "" || set.has(name) || set.has(""));
    if (keys.own.length === 0 || isTold) return false;
    for (const key of keys.own) told.set(key, (told.get(key) ?? new Set<string>()).add(name));
    return true;
  });
}

function namesNoAddress({ sendingIp, reply }: DeliveryAttempt): boolean {
  return !sendingIp && (parseReply(reply)?.bracketedIp ?? null) === null;
}

/** If the words were cut, Gmail's token is missing: then code and address show that the reply is the same. */
function keysOf({ reply: quoted, status }: DeliveryAttempt): { own: string[]; known: string[] } {
  const reply = parseReply(quoted);
  if (!reply) return { own: [], known: [] };
  const { replyId, replyCode, bracketedIp } = reply;
  const words = `${replyCode} ${reply.enhancedStatusCode ?? status ?? ""} ${bracketedIp}`;
  if (replyId === null) return { own: [words, `cut ${words}`], known: [words] };
  return { own: [replyId, words], known: [replyId, `cut ${words}`] };
}
