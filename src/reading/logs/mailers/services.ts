// Services that send mail for others, whose webhooks and interfaces tell of refusals as JSON objects: what each names the reply, the
// recipient and the time is in a file of its own. What they tell of deliveries is not looked for.

import type { DeliveryAttempt, LogLine } from "../../../model/delivery.ts";
import { attemptOf, type LogRecord, type MtaReader } from "./reader.ts";
import { amazonSes } from "./services/amazon-ses.ts";
import { brevo } from "./services/brevo.ts";
import type { Service, ServiceEvent } from "./services/event.ts";
import { mailgun } from "./services/mailgun.ts";
import { mailjet } from "./services/mailjet.ts";
import { mandrill } from "./services/mandrill.ts";
import { postmark } from "./services/postmark.ts";
import { sendgrid } from "./services/sendgrid.ts";
import { sparkpost } from "./services/sparkpost.ts";

const all: readonly Service[] = [amazonSes, sendgrid, mailgun, postmark, sparkpost, mandrill, brevo, mailjet];

const reply =
  "[203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp";
const bounce = `{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","reportingMTA":"dns; a8-70.smtp-out.example.net","bouncedRecipients":[{"emailAddress":"user@gmail.com","status":"5.7.25","action":"failed","diagnosticCode":"smtp; 550-5.7.25 ${reply}"}],"timestamp":"2026-11-23T04:02:15.237Z","remoteMtaIp":"192.0.2.26"},"mail":{"timestamp":"2026-11-23T04:02:14.000Z","source":"news@example.com","messageId":"0000013800000000-33322211-000000","destination":["user@gmail.com"]}}`;

export const services: MtaReader = {
  name: "services",
  // An event's object has its id anywhere.
  sender: () => null,
  queueId: () => null,
  stampIn: (fields) => stampOf(all.map((one) => one.time(fields)).find((time) => time !== undefined)),
  read,
  samples: [
    { shows: "Amazon SES, a bounce", line: bounce, kind: "attempt" },
    {
      shows: "Amazon SES, the same through SNS",
      line: JSON.stringify({
        Type: "Notification",
        Subject: "Amazon SES Email Event Notification",
        Message: bounce,
      }),
      kind: "attempt",
    },
    {
      shows: "SendGrid, a bounce",
      line: `{"email":"user@gmail.com","timestamp":1795406535,"smtp-id":"<1@app.example.com>","event":"bounce","sg_event_id":"bG9yZW0","sg_message_id":"14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0","reason":"550 5.7.25 ${reply}","status":"5.7.25","ip":"203.0.113.5","type":"blocked"}`,
      kind: "attempt",
    },
    {
      shows: "Mailgun, a failure",
      line: `{"signature":{"timestamp":"1795406535","token":"0"},"event-data":{"event":"failed","severity":"permanent","reason":"bounce","timestamp":1795406535.389832,"recipient":"user@gmail.com","envelope":{"sending-ip":"203.0.113.5","sender":"news@example.com","transport":"smtp","targets":"user@gmail.com"},"message":{"headers":{"to":"user@gmail.com","message-id":"1@app.example.com","from":"News <news@example.com>"}},"delivery-status":{"mx-host":"gmail-smtp-in.l.google.com","code":550,"message":"5.7.25 ${reply}"}}}`,
      kind: "attempt",
    },
    {
      shows: "Postmark, a bounce",
      line: `{"RecordType":"Bounce","ID":901542550,"Type":"Blocked","MessageID":"2706ee8a-0000-4000-8000-000000000001","Details":"smtp;550-5.7.25 ${reply}","Email":"user@gmail.com","From":"news@example.com","BouncedAt":"2026-11-23T04:02:15.3963933Z"}`,
      kind: "attempt",
    },
    {
      shows: "SparkPost, a delay",
      line: `{"msys":{"message_event":{"type":"delay","message_id":"0004e3724f57753a3861","msg_from":"news@example.com","raw_rcpt_to":"user@gmail.com","rcpt_to":"user@gmail.com","raw_reason":"421 4.7.23 ${reply}","sending_ip":"203.0.113.5","timestamp":"1795406535","transmission_id":"84345317650824116"}}}`,
      kind: "attempt",
    },
    {
      shows: "Mandrill, a bounce",
      line: `{"event":"soft_bounce","msg":{"ts":1795406530,"email":"user@gmail.com","sender":"news@example.com","diag":"smtp;550-5.7.25 ${reply}","_id":"abcdef012345789abcdef012345789"},"_id":"abcdef012345789abcdef012345789","ts":1795406535}`,
      kind: "attempt",
    },
    {
      shows: "Brevo, a bounce",
      line: `{"event":"soft_bounce","email":"user@gmail.com","ts_epoch":1795406535000,"message-id":"<1@app.example.com>","reason":"550 RecipientError: 550-5.7.25 ${reply}","sending_ip":"203.0.113.5"}`,
      kind: "attempt",
    },
    {
      shows: "Mailjet, a bounce",
      line: `{"event":"bounce","time":1795406535,"MessageID":13792286917004336,"Message_GUID":"1ab23cd4-0000-4000-8000-000000000001","email":"user@gmail.com","mj_campaign_id":0,"mj_contact_id":0,"customcampaign":"","CustomID":"","Payload":"","blocked":false,"hard_bounce":true,"error_related_to":"system","error":"policy issue","comment":"550-5.7.25 ${reply}"}`,
      kind: "attempt",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  const { fields } = line;
  if (!fields) return null;
  for (const service of all) {
    const event = service.read(fields);
    const [attempt, ...furtherAttempts] = event ? attemptsIn(line, event) : [];
    if (attempt) return { kind: "attempt", attempt, furtherAttempts };
  }
  return null;
}

function attemptsIn(line: LogLine, event: ServiceEvent): DeliveryAttempt[] {
  const { service: mta, action, id: queueId, sender, messageId = null, refused } = event;
  const { remoteMta = null, remoteIp = null, localIp = null } = event;
  const known = { mta, action, queueId, sender, messageId, remoteMta, remoteIp, localIp };
  return refused.flatMap(({ recipient, reply: quoted }) =>
    quoted === null ? [] : attemptOf(line, { ...known, recipient, reply: quoted }),
  );
}

/** Seconds, milliseconds or a time stamp, as it is written. */
function stampOf(time: unknown): string | null {
  const text = typeof time === "number" ? String(time) : typeof time === "string" ? time : null;
  // Milliseconds: 1520363423000
  return text?.replace(/^(\d{10})(\d{3})$/, "$1.$2") ?? null;
}
