// msmtp, which gives mail to a server at once and keeps none: one line for each message, to a file of its own or to syslog. A line of
// the reply ends as \n, and a quotation mark within it is a question mark. Source: msmtp.c (msmtp_get_log_info).

import type { LogLine } from "../../../model/delivery.ts";
import { addressIn, attemptFrom, hostIn, type LogRecord, type MtaReader } from "./reader.ts";

const beginning = /host=\S{1,255} tls=o(?:n|ff) auth=o(?:n|ff) /y;
const start =
  /^host=(\S{1,255}) tls=o(?:n|ff) auth=o(?:n|ff) (?:user=\S{0,320} )?from=(\S{0,320}) recipients=(\S{1,32000}) /;
const refused = /(?:^| )smtpstatus=[45]\d\d smtpmsg='([45]\d\d[- ][^']{0,8000})(?:'|$)/;
const lineEnd = /\\n/g;

const said =
  "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\\n550 5.7.25 match the sending IP. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp";
const told =
  "host=gmail-smtp-in.l.google.com tls=on auth=off from=news@example.com recipients=user@gmail.com";

export const msmtp: MtaReader = {
  name: "msmtp",
  beginning,
  // Each of its lines names the sender, and none an id.
  sender: () => null,
  queueId: () => null,
  read,
  samples: [
    {
      shows: "a refusal in its own log",
      line: `Nov 23 04:02:15 ${told} smtpstatus=550 smtpmsg='${said}' errormsg='the server did not accept the mail' exitcode=EX_UNAVAILABLE`,
      kind: "attempt",
    },
    {
      shows: "a refusal through syslog",
      line: `Nov 23 04:02:15 mx1 msmtp: ${told},anna@gmail.com smtpstatus=550 smtpmsg='${said}' errormsg='the server did not accept the mail' exitcode=EX_UNAVAILABLE`,
      kind: "attempt",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  const [, host, sender, recipients = ""] = start.exec(line.message) ?? [];
  const quoted = host === undefined ? undefined : refused.exec(line.message)?.[1];
  if (quoted === undefined) return null;
  const reply = quoted.replace(lineEnd, " ").trim();
  const [recipient = null, ...further] = recipients.split(",");
  const remoteIp = addressIn(host);
  const known = {
    mta: "msmtp",
    // Whoever called it is told to try again, or that it failed.
    action: reply.startsWith("5") ? ("failed" as const) : ("delayed" as const),
    sender: sender === undefined || sender === "" ? "<>" : sender,
    recipient,
    remoteMta: remoteIp === null ? hostIn(host) : null,
    remoteIp,
    reply,
  };
  return attemptFrom(line, known, further);
}
