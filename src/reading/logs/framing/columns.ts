// Columns that tools put before a log line: the container's name, the number of the line, a stamp of their own, host,
// level, program.
//
// The rule that tells a tool from a program that quotes a line: a column SAYS nothing. It is a stamp, a number, a name,
// or a word of its own between tabs, bars or wide gaps. A program that quotes speaks first: `rspamd[812]: `, `production.ERROR: `,
// `- INFO - `, `"msg": "`, `for example `. So columns end at the first word of prose, at a colon, quotation mark, equals
// sign or dash that stands by itself. What follows these is never the mailer's line.

import { parseStamp, type StampContext } from "../../../base/standards/timestamp.ts";
import { isMailersTag } from "./words.ts";

/** Columns of the widest viewers; for each, the line may begin after it. */
const MAX_COLUMNS = 12;
/** No line begins after more characters than this. */
const MAX_PREFIX = 512;

export interface Columns {
  /** How many columns stand before it. */
  count: number;
  /** Where the next column, or the line, begins. */
  at: number;
  /** Both from the last stamp that can be read; the host stands right after it. */
  time: number | null;
  host: string | null;
  /** A mailer's program and pid. */
  program: string | null;
  pid: string | null;
}

// Blanks, tabs, and the bars of docker compose and of tables
const gapPattern = /[ \t]*(?:\|[ \t]*)?/y;
const wideGap = /^(?:.*[\t|].*| {2,})$/;
// [info]    [pod/mail-0/postfix]    [2026-06-07 09:01:09]    <mail.info>    [2214]: after the mailer's name
const bracketed = /(?:\[([^[\]"'`=]{1,255})\]|<([a-z0-9]{1,10}\.[a-z]{1,10})>)(:?)(?=[ \t|])/y;
// 09:01:09    2001:db8::5    postfix/smtp    mail-1    43f4ae8b6d75
const wordPattern =
  /(?:\d{1,2}(?::\d\d){1,2}(?:[.,]\d{1,9})?|(?:[\dA-Fa-f]{0,4}:){2,8}[\dA-Fa-f.]{0,15}|[\w/~][\w/.~@+,-]{0,254})(?=[ \t|])/y;
// postfix/smtp[902], without a colon: cells of a table
const tagWithPid = /([\w/.-]{1,80})\[(\d{1,10})\](?=[ \t|])/y;
// `pm2 logs` puts a process' number and the name that it was given before each line: 0|npm run start  |
const managersLabel = /\d{1,4}\|[^|"'`=:\n]{1,64}\|(?= )/y;
const indentedNumber = /^[ \t]{1,12}\d{1,10}[ \t]/;
const processId = /^\d{1,10}$/;
// Jun    Sunday    PM    UTC    @, as Kibana has it between day and time
const dateWord =
  /^(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?|[AP]M,?|UTC|GMT|CES?T|[ECMP][SD]T)$/;
const atSign = /@(?= )/y;
const proseEnd = /[:.-]$/;
const proseWords = /[A-Za-z]{2,} [A-Za-z]{2,}/;

/**
 * The places at which a line may begin after columns, from left to right; the first is the beginning of the text, or
 * after its indent.
 */
export function* columnsOf(text: string, context: StampContext): Generator<Columns> {
  const columns: Columns = { count: 0, at: 0, time: null, host: null, program: null, pid: null };
  let gap = gapAt(text, 0);
  columns.at = gap.length;
  // Only line numbers and Exim's own output are indented; anything else that indents a line quotes it.
  if (gap !== "" && !indentedNumber.test(text)) {
    yield columns;
    return;
  }
  for (; columns.count < MAX_COLUMNS && columns.at < MAX_PREFIX; columns.count++) {
    yield columns;
    const end = take(text, columns, gap, context);
    if (end === null) return;
    gap = gapAt(text, end);
    columns.at = end + gap.length;
  }
}

/** Where the column ends that begins at `columns.at`; null when there is no column. */
function take(text: string, columns: Columns, gap: string, context: StampContext): number | null {
  const stamp = parseStamp(text.slice(columns.at, columns.at + 40), context);
  if (stamp) {
    columns.time = stamp.time;
    columns.host = null;
    return columns.at + stamp.length;
  }
  return (
    takeLabel(text, columns) ??
    takeBracketed(text, columns, context) ??
    takeTag(text, columns) ??
    takeWord(text, columns, gap)
  );
}

function takeLabel(text: string, { at, count }: Columns): number | null {
  const [label] = count === 0 ? (execAt(managersLabel, text, at) ?? []) : [];
  return label === undefined ? null : at + label.length;
}

function takeTag(text: string, columns: Columns): number | null {
  const [whole, program = "", pid = null] = execAt(tagWithPid, text, columns.at) ?? [];
  if (whole === undefined || !isMailersTag(program)) return null;
  Object.assign(columns, { program, pid });
  return columns.at + whole.length;
}

function takeBracketed(text: string, columns: Columns, context: StampContext): number | null {
  const [whole, inner, mark, colon] = execAt(bracketed, text, columns.at) ?? [];
  if (whole === undefined) return null;
  const value = inner ?? mark ?? "";
  if (colon !== "" && (columns.program === null || !processId.test(value))) return null;
  if (proseWords.test(value.replace(/^[A-Z][a-z]{2} /, ""))) return null;
  columns.time = parseStamp(value, context)?.time ?? columns.time;
  if (columns.program !== null && processId.test(value)) columns.pid = value;
  return columns.at + whole.length;
}

function takeWord(text: string, columns: Columns, gap: string): number | null {
  const [word] = execAt(wordPattern, text, columns.at) ?? execAt(atSign, text, columns.at) ?? [];
  if (word === undefined) return null;
  const end = columns.at + word.length;
  if (dateWord.test(word) || word === "@") return end;
  if (proseEnd.test(word)) return null;
  if (isMailersTag(word)) {
    columns.program = word;
    return end;
  }
  const isApart = (columns.at === 0 || wideGap.test(gap)) && wideGap.test(gapAt(text, end));
  if (!isName(word) && !isApart) return null;
  // As in syslog: the host after the stamp.
  if (columns.time !== null) columns.host ??= isHostName(word) ? word : null;
  return end;
}

/** Words of prose are letters only. */
function isName(word: string): boolean {
  return /\d/.test(word) || (/[_/.@-]/.test(word) && /[A-Za-z]/.test(word));
}

function isHostName(word: string): boolean {
  return /[a-z]/.test(word) && /^[\w.-]{1,255}$/.test(word) && !isLevel(word);
}

const levels =
  /^(?:emerg|panic|alert|crit|critical|fatal|err|error|warn|warning|notice|info|debug|trace|mail)$/i;

/** The levels of syslog and of programs' own logs. */
export function isLevel(word: string): boolean {
  return levels.test(word);
}

function gapAt(text: string, at: number): string {
  return execAt(gapPattern, text, at)?.[0] ?? "";
}

function execAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
