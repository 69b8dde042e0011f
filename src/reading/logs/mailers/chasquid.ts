// chasquid: one line for each recipient and try, in a file of its own or through syslog. The lines of a reply are as Go's library
// joins them: with line ends, and the reply code in front of the first one only. Of several hosts that were tried the last one's
// reply is told. Source: internal/maillog/maillog.go (SendAttempt), internal/courier/smtp.go (Deliver).

import type { LogLine } from "../../../model/delivery.ts";
import { attemptFrom, outcomeFrom, type LogRecord, type MtaReader } from "./reader.ts";

const id = "[\\w+/=-]{6,24}";
const beginning = new RegExp(
  `${id} from=\\S{0,320} (?:to=\\S{1,320} (?:sent$|failed \\()|queued ip=|all done$|completed loop)`,
  "y",
);
const tried = new RegExp(
  `^(${id}) from=(\\S{0,320}) to=(\\S{1,320}) (?:sent$|failed \\((temporary|permanent)\\): (.{1,16000})$)`,
  "s",
);
const idIn = new RegExp(`(?:^|\\s)(${id}) from=\\S{0,320} `);
// MAIL+RCPT 550 5.7.25 …    DATA closing 421 4.7.23 …    all MXs returned transient failures (last: DATA closing 421 4.7.23 …)
const refused = /^(?:all MXs returned transient failures \(last: )?[A-Z][\w+ :]{0,40}? ([45]\d\d) (.+)$/s;
const lineEnd = /\s{0,4}(?:#012|\\n|\r?\n)\s{0,120}/;

const reply = (address: string) =>
  `5.7.25 [${address}] The IP address sending this message does not have a#0125.7.25 PTR record setup, or the corresponding forward DNS entry does not#0125.7.25 match the sending IP. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp`;

export const chasquid: MtaReader = {
  name: "chasquid",
  beginning,
  sign: / from=\S{0,320} (?:to=\S{1,320} (?:sent|failed \()|queued ip=|all done|completed loop)/,
  rareOutcomeNeedles: [{ text: " sent" }, { text: " failed (permanent): ", searchFrom: 7 }],
  // Each line names the sender.
  sender: () => null,
  queueId: (head) => idIn.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal through syslog",
      line: `Nov 23 04:02:15 mx1 chasquid[711]: Yq3p0aTzR2k from=news@example.com to=user@gmail.com failed (permanent): DATA closing 550 ${reply("203.0.113.5")}`,
      kind: "attempt",
    },
    {
      shows: "a refusal in its own log, of all hosts",
      line: `2026-11-23 04:02:15.123456 _q3p0aTzR-k from=<> to=user@gmail.com failed (temporary): all MXs returned transient failures (last: MAIL+RCPT 421 ${reply("203.0.113.5").replaceAll("5.7.25", "4.7.23").replaceAll("#012", "\n")})`,
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: "Nov 23 04:02:20 mx1 chasquid[711]: Yq3p0aTzR2l from=news@example.com to=anna@gmail.com sent",
      kind: "outcome",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  if (line.program !== null && line.program !== "chasquid") return null;
  const [, queueId, sender = "", recipient = "", failure, error = ""] =
    tried.exec(line.message.trimEnd()) ?? [];
  if (queueId === undefined) return null;
  if (failure === undefined) return outcomeFrom(line, queueId, "delivered", [recipient], sender);
  const action = failure === "permanent" ? ("failed" as const) : ("delayed" as const);
  const quoted = replyIn(error);
  if (quoted !== null)
    return attemptFrom(line, { mta: "chasquid", action, queueId, sender, recipient, reply: quoted });
  return action === "failed" ? outcomeFrom(line, queueId, "failed", [recipient], sender) : null;
}

function replyIn(error: string): string | null {
  const [, code = "", said] = refused.exec(error) ?? [];
  if (said === undefined) return null;
  const text = error.startsWith("all MXs") ? said.replace(/\)$/, "") : said;
  const lines = text.split(lineEnd);
  return lines.map((one, index) => `${code}${index < lines.length - 1 ? "-" : " "}${one}`).join(" ");
}
