// Exchange on one's own servers: message tracking logs, tables of comma-separated values whose columns a `#Fields:` line names
// (learn.microsoft.com, "Message tracking"). What a remote host answered stands in recipient-status, in fields whose names are
// those of the tracking: {[{LED=550-5.7.25 …};{MSG=};{FQDN=gmail-smtp-in.l.google.com};{IP=192.0.2.26};{LRT=…}]}

import type { Fields, LogLine } from "../../../model/delivery.ts";
import {
  addressIn,
  attemptFrom,
  hostIn,
  outcomeFrom,
  textIn,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

const head =
  "#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version";
const rest = "2048,1,,,hello,news@example.com,news@example.com,,Originating,,10.1.1.1,10.0.0.1,S:x,Email";
const reply =
  "[203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp";
// Its last error for a recipient, and the host that it was about.
const lastError = /\{LED=([45]\d\d[^{}]{0,16384})\}/;
const named = { host: /\{FQDN=([^{}]{0,255})\}/, address: /\{IP=([^{}]{0,45})\}/ };

export const exchange: MtaReader = {
  name: "exchange",
  sign: /recipient-status/,
  rareOutcomeNeedles: [
    { text: ",SEND,", searchFrom: 2 },
    { text: ",FAIL,", searchFrom: 2 },
  ],
  headColumns: ["recipient-status"],
  sender: () => null,
  // A row does not say which column it is in.
  queueId: () => null,
  read,
  samples: [
    {
      shows: "a refusal",
      after: [head],
      line: `2026-11-23T04:02:15.339Z,,,,EX1,,Internet,SMTP,FAIL,3002,<1@app.example.com>,b0a1,user@gmail.com,"[{LED=550 5.7.25 ${reply}};{MSG=};{FQDN=gmail-smtp-in.l.google.com};{IP=192.0.2.26};{LRT=11/23/2026 4:02:15 AM}]",${rest},2,15.01`,
      kind: "attempt",
    },
    {
      shows: "a delivery",
      after: [head],
      line: `2026-11-23T04:02:20.339Z,10.0.0.1,EX1,192.0.2.26,gmail-smtp-in.l.google.com,;250 2.0.0 OK,Internet,SMTP,SEND,3003,<2@app.example.com>,b0a2,user@gmail.com,250 2.1.5 OK,${rest},3,15.01`,
      kind: "outcome",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  const { fields } = line;
  if (!fields || !("recipient-status" in fields)) return null;
  const [event, queueId] = [textIn(fields["event-id"]), textIn(fields["internal-message-id"])];
  const recipients = (textIn(fields["recipient-address"]) ?? "").split(";").filter((one) => one !== "");
  // Other sources are its own parts: mailboxes, agents, the queue.
  if (event === "SEND" && fields["source"] === "SMTP" && queueId !== null)
    return outcomeFrom(line, queueId, "delivered", recipients, senderOf(fields));
  if (event !== "FAIL" && event !== "DEFER") return null;
  const status = textIn(fields["recipient-status"]) ?? "";
  const [, said] = lastError.exec(status) ?? [];
  if (said !== undefined) return readAttempt(line, fields, recipients, status, said);
  return event === "FAIL" && queueId !== null
    ? outcomeFrom(line, queueId, "failed", recipients, senderOf(fields))
    : null;
}

/** A report of its own goes out without one. */
function senderOf(fields: Fields): string {
  return textIn(fields["return-path"]) ?? textIn(fields["sender-address"]) ?? "<>";
}

function readAttempt(
  line: LogLine,
  fields: Fields,
  recipients: readonly string[],
  status: string,
  said: string,
): LogRecord {
  const [recipient = null, ...further] = recipients;
  const messageId = textIn(fields["message-id"]);
  const known = {
    mta: "exchange",
    action: fields["event-id"] === "FAIL" ? ("failed" as const) : ("delayed" as const),
    sender: senderOf(fields),
    recipient,
    queueId: textIn(fields["internal-message-id"]),
    messageId: messageId?.startsWith("<") ? messageId : null,
    remoteMta: hostIn(named.host.exec(status)?.[1]),
    remoteIp: addressIn(named.address.exec(status)?.[1]),
    reply: said.replace(/<br ?\/?>/g, " "),
  };
  return attemptFrom(line, known, further);
}
