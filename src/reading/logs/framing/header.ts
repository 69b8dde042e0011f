// Host and program, which stand between the time stamp and the message, as RFC 3164, RFC 5424 and the syslog
// daemons write them.

export interface Header {
  host: string | null;
  program: string | null;
  pid?: string | null;
  message: string;
}

const severity = "(?:emerg|panic|alert|crit|err|error|warn|warning|notice|info|debug)";
// FreeBSD's syslogd -v "<mail.info>", AIX "mail:info", Postfix's container images "INFO"
const marks = `(?:<[a-z0-9]{1,10}\\.${severity}> {1,8}|[a-z0-9]{1,10}[.:]${severity} {1,8}|(?:INFO|WARN|WARNING|NOTICE|ERR|ERROR) {1,8})?`;
// dma[1c2a0.55d0c8a3f2a0]: the DragonFly Mail Agent has the message's id there.
const tag = "([^\\s[\\]:|]{1,128})(?:\\[(\\d{1,10}|[0-9a-f]{1,20}\\.[0-9a-f]{1,20})\\])?: ?";
// Solaris "[ID 197553 mail.info] "
const messageNumber = "(?:\\[ID \\d{1,10} [a-z0-9.]{1,20}\\] )?";
// People put words into the host's place before they show a line: " [my domain] postfix/smtp[297]: …"
const hostName = "(\\S{1,255}|\\[[^[\\]]{1,60}\\]|<[^<>]{1,60}>)";
// " mx1 postfix/outB/smtp[297]: 064E5298980: to=<…>"     " mx1 exim[4711]: 2026-…"
const hostAndTag = new RegExp(`^ {1,8}${marks}${hostName} {1,8}${marks}${tag}${messageNumber}`);
// " postfix/smtp[297]: 064E5298980: …": journalctl --no-hostname; "INFO    postfix/smtp[297]: …"
const tagOnly = new RegExp(`^ {0,8}${marks}${tag}${messageNumber}`);

// Nearly every line: " mx1 postfix/smtp[297]: 064E5298980: …". What may be a mark, or the stamp of a line
// within this one, is left to the others.
const usual = /^ ([A-Za-z][^\s[\]:|]{0,63}) ([^\s[\]:|]{1,64})\[(\d{1,10})\]: (?!\[ID )/;
const mark = new RegExp(`^(?:[a-z0-9]{1,10}\\.${severity}|INFO|WARN|WARNING|NOTICE|ERR|ERROR)$`);

/** The same as `parseHeader` of it, in a fraction of the time; null for what is not as usual. */
export function parseUsualHeader(rest: string): Header | null {
  const [text, host = null, program = null, pid = null] = usual.exec(rest) ?? [];
  if (text === undefined || host === null || mark.test(host)) return null;
  return { host, program, pid, message: rest.slice(text.length) };
}

/** RFC 3164: what follows the stamp. */
export function parseHeader(rest: string): Header {
  // Without a host, the pid must show that it is a tag: the message of a bare log may begin with anything.
  const bare = tagOnly.exec(rest);
  if (bare?.[2])
    return { host: null, program: bare[1] ?? null, pid: bare[2], message: rest.slice(bare[0].length) };
  const [text, named = "", program = null, pid = null] = hostAndTag.exec(rest) ?? [];
  if (text === undefined) return { host: null, program: null, message: rest.trimStart() };
  return { host: named.includes(" ") ? null : named, program, pid, message: rest.slice(text.length) };
}

/** A line that begins with its tag, without a stamp: only the message part of a syslog daemon's line. */
export function parseTag(line: string): Header | null {
  const bare = /^[A-Za-z]/.test(line) ? tagOnly.exec(line) : null;
  return bare?.[2] ? { host: null, program: bare[1] ?? null, message: line.slice(bare[0].length) } : null;
}

// Programs that pass the output of containers to syslog: docker/mail[812]    3f2a1b4c5d6e[812]    podman[812]; and splogger,
// which passes that of any mailer
const runtime = /^(?:docker|podman|conmon|containerd)(?:\/|$)|^[0-9a-f]{12}$|^splogger$/;

/** True when the program says nothing itself: its messages are another program's lines. */
export function handsOn(program: string | null): boolean {
  // Nearly every line is a mailer's own.
  return program !== null && !program.startsWith("postfix/") && runtime.test(program);
}

// HOSTNAME APP-NAME PROCID MSGID: " mx1 postfix/smtp 266 - "
const newHeader = /^ (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64}) /;

/** RFC 5424: what follows the stamp; null when it is none. */
export function parseNewHeader(rest: string): Header | null {
  const [text, host = "-", program = "-"] = newHeader.exec(rest) ?? [];
  if (text === undefined) return null;
  const message = rest.slice(structuredDataEnd(rest, text.length));
  const known = (value: string) => (value === "-" ? null : value);
  return { host: known(host), program: known(program), message: message.replace(/^[ \uFEFF]{1,4}/, "") };
}

/** Just after `-` or `[meta sequenceId="3"][…]`; a quoted value may hold brackets. */
function structuredDataEnd(text: string, start: number): number {
  if (text[start] !== "[") return start + 1;
  let isQuoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === "]" && !isQuoted && text[at + 1] !== "[") return at + 1;
  }
  return text.length;
}
