// Postal: its logs tell nothing of a delivery, but its webhooks do: a JSON object for each event, kept by whoever gets them
// (app/models/webhook_event.rb). The reply is cut at 250 characters.

import type { Fields, LogLine } from "../../../model/delivery.ts";
import {
  addressIn,
  attemptFrom,
  fieldsIn,
  outcomeFrom,
  textIn,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

const anyToken = /"token\\?": ?\\?"([0-9A-Za-z]{8,64})\\?"/;
// Permanent SMTP delivery error when sending to 192.0.2.26:25 (gmail-smtp-in.l.google.com)
const byAddress = /\bsending to (\[?[0-9A-Fa-f.:]{2,45}\]?(?::\d{1,5})?) \(([^\s()]{1,255})\)/;
// … when sending to gmail-smtp-in.l.google.com (192.0.2.26)      … when sending to gmail-smtp-in.l.google.com:25
const byName =
  /\bsending to ((?=[\w.-]{0,254}[A-Za-z])[A-Za-z0-9][\w.-]{1,254})(?::\d{1,5})?(?: \(([0-9A-Fa-f.:]{2,45})(?::\d{1,5})?\)|[.,;]?(?:\s|$))/;
const events = new Set(["MessageDelayed", "MessageDeliveryFailed", "MessageSent"]);

const message =
  '"message":{"id":812,"token":"k7Qw2mZr9LpXc4Vb","direction":"outgoing","message_id":"1@app.example.com","to":"user@gmail.com","from":"news@example.com","subject":"Your order","timestamp":1795406530.1,"spam_status":"NotChecked","tag":null}';

export const postal: MtaReader = {
  name: "postal",
  sign: /"event\\?": ?\\?"Message/,
  rareOutcomeNeedles: [
    { text: '"MessageSent', searchFrom: 8 },
    { text: '"MessageDeliveryFailed', searchFrom: 16 },
  ],
  sender: () => null,
  queueId: (head) => anyToken.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal",
      line: `{"event":"MessageDeliveryFailed","timestamp":1795406535.2,"uuid":"0d1f7c1a-0000-4000-8000-000000000001","payload":{${message},"status":"HardFail","details":"Permanent SMTP delivery error when sending to 192.0.2.26:25 (gmail-smtp-in.l.google.com)","output":"550 5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. As a policy, Gmail does not accept messages from IPs with missing PTR records.","sent_with_ssl":true,"timestamp":1795406535.1,"time":0.42}}`,
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: `{"event":"MessageSent","timestamp":1795406540.2,"uuid":"0d1f7c1a-0000-4000-8000-000000000002","payload":{${message},"status":"Sent","details":"Message for user@gmail.com accepted by 192.0.2.26:25 (gmail-smtp-in.l.google.com)","output":"250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp","sent_with_ssl":true,"timestamp":1795406540.1,"time":0.42}}`,
      kind: "outcome",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  const event = textIn(line.fields?.["event"]);
  if (event === null || !events.has(event)) return null;
  const payload = fieldsIn(line.fields?.["payload"]);
  const about = fieldsIn(payload["message"]);
  const queueId = textIn(about["token"]);
  const recipient = textIn(about["to"]);
  if (queueId === null || recipient === null) return null;
  if (event === "MessageSent")
    return outcomeFrom(line, queueId, "delivered", [recipient], textIn(about["from"]));
  const isFinal = event === "MessageDeliveryFailed";
  const reply = replyIn(payload);
  if (reply === null) return isFinal ? outcomeFrom(line, queueId, "failed", [recipient]) : null;
  const messageId = textIn(about["message_id"]);
  return attemptFrom(line, {
    mta: "postal",
    action: isFinal ? "failed" : "delayed",
    sender: textIn(about["from"]),
    recipient,
    queueId,
    messageId: messageId && `<${messageId.replace(/^<|>$/g, "")}>`,
    ...remoteIn(textIn(payload["details"]) ?? ""),
    reply,
  });
}

/** Null where no host replied. */
function replyIn(payload: Fields): string | null {
  const output = textIn(payload["output"]);
  return output !== null && /^[45]\d\d(?:[- ]|$)/.test(output) ? output : null;
}

function remoteIn(details: string): { remoteMta: string | null; remoteIp: string | null } {
  const [, address, host] = byAddress.exec(details) ?? [];
  if (host !== undefined) return { remoteMta: host, remoteIp: addressIn(address) };
  const [, name = null, ip] = byName.exec(details) ?? [];
  return { remoteMta: name, remoteIp: addressIn(ip) };
}
