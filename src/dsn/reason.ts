// The text for people of a bounce: the lines under a recipient's address say what happened to it.
//
//   leila@school.example
//     Delay reason: H=aspmx.l.google.com [192.0.2.27]:
//     SMTP error from remote mail server after RCPT TO:<leila@school.example>:
//     421-4.7.23 [203.0.113.5      23] The IP address sending this message does not

/** The reason of one recipient is a few lines; what follows further down belongs to somebody else. */
const MAX_REASON_LINES = 40;

// H=aspmx.l.google.com [192.0.2.27]      host inbound.example [192.0.2.27]
const remoteHost = /(?:H=|\bhost )([^\s[\]]{1,255})\s{0,40}\[([0-9A-Fa-f.:]{2,45})\]/;
const replyStart = /(?:^|[\s:])([45]\d\d[- ])/;

export interface Reason {
  remoteMta: string | null;
  remoteIp: string | null;
  reply: string;
}

/** Null when the text does not name the recipient, or quotes no reply for it. */
export function reasonFor(recipient: string, text: string): Reason | null {
  const lines = text.split(/\r?\n/);
  const named = lines.findIndex((line) => isRecipientLine(line, recipient));
  if (named < 0) return null;
  const following = lines.slice(named + 1, named + 1 + MAX_REASON_LINES);
  const end = following.findIndex((line) => line.trim() === "");
  const reason = (end < 0 ? following : following.slice(0, end)).map((line) => line.trim()).join("\n");
  const start = replyStart.exec(reason);
  if (!start) return null;
  const host = remoteHost.exec(reason);
  return {
    remoteMta: host?.[1] ?? null,
    remoteIp: host?.[2] ?? null,
    reply: reason.slice(start.index + start[0].length - 4),
  };
}

function isRecipientLine(line: string, recipient: string): boolean {
  const text = line.trim().toLowerCase();
  return text === recipient.toLowerCase() || text.startsWith(`${recipient.toLowerCase()} (`);
}
