// KumoMTA: a JSON object for each event (docs/reference/log_record.md), in segments of its own log, from its tailer and in
// its hooks. The default shape; templates may give any other.

import type { Fields, LogLine } from "../../../model/delivery.ts";
import {
  addressIn,
  attemptFrom,
  fieldsIn,
  hostIn,
  outcomeFrom,
  replyFrom,
  textIn,
  textsIn,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

// {"type":"Bounce","id":"1d98076abbbc11ed940250ebf67f93bd","sender":…
const anyId = /"id\\?": ?\\?"([0-9A-Za-z-]{8,64})\\?"/;
/** Both may be refusals, and a Bounce is final. */
const refusing = new Set(["Bounce", "TransientFailure"]);
const failing = new Set(["Bounce", "Expiration", "AdminBounce"]);

const reply =
  "[203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. https://support.google.com/a?p=sender-guidelines. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp";
const peer = '"peer_address":{"name":"gmail-smtp-in.l.google.com.","addr":"192.0.2.26"}';
const moment =
  '"timestamp":1795406535,"event_time":"2026-11-23T04:02:15.440526026Z","created":1795406534,"num_attempts":0';
const source =
  '"egress_pool":"pool0","egress_source":"source2","source_address":{"address":"10.20.0.5:53210"},"nodeid":"557f3ad4-0000-4000-8000-000000000001"';

export const kumomta: MtaReader = {
  name: "kumomta",
  sign: /"(?:recipient|nodeid)\\?":/,
  // Found in JSON within JSON, too, where a backslash stands before each quotation mark.
  rareOutcomeNeedles: [
    { text: '"Delivery' },
    { text: '"Bounce' },
    { text: '"Expiration' },
    { text: '"AdminBounce' },
  ],
  // Each of its lines names the sender.
  sender: () => null,
  queueId: (head) => anyId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal",
      line: `{"type":"Bounce","id":"1d98076abbbc11ed940250ebf67f93bd","sender":"news@example.com","recipient":"user@gmail.com","queue":"campaign:tenant@gmail.com","site":"source2->(alt1|alt2|alt3|alt4)?.gmail-smtp-in.l.google.com.","size":1047,"response":{"code":550,"enhanced_code":{"class":5,"subject":7,"detail":25},"content":"${reply}","command":"."},${peer},${moment},"bounce_classification":"Uncategorized",${source},"session_id":"9bcd689e-0000-4000-8000-000000000002"}`,
      kind: "attempt",
    },
    {
      shows: "a temporary refusal of several recipients",
      line: `{"type":"TransientFailure","id":"1d98076abbbc11ed940250ebf67f93be","sender":"news@example.com","recipient":["anna@gmail.com","liam@gmail.com"],"queue":"gmail.com","site":"source2->gmail-smtp-in.l.google.com.","size":1047,"response":{"code":421,"enhanced_code":{"class":4,"subject":7,"detail":23},"content":"${reply}","command":"."},${peer},${moment},${source}}`,
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: `{"type":"Delivery","id":"1d98076abbbc11ed940250ebf67f93be","sender":"news@example.com","recipient":"anna@gmail.com","queue":"gmail.com","site":"source2->gmail-smtp-in.l.google.com.","size":1047,"response":{"code":250,"enhanced_code":{"class":2,"subject":0,"detail":0},"content":"OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp","command":"."},${peer},${moment},${source}}`,
      kind: "outcome",
    },
    {
      shows: "a message that was too old",
      line: `{"type":"Expiration","id":"1d98076abbbc11ed940250ebf67f93be","sender":"news@example.com","recipient":"liam@gmail.com","queue":"gmail.com","site":"","size":1047,"response":{"code":551,"enhanced_code":{"class":5,"subject":4,"detail":7},"content":"Next delivery time would be at SendBefore: … which is too late","command":null},"peer_address":null,${moment},"nodeid":"557f3ad4-0000-4000-8000-000000000001"}`,
      kind: "outcome",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  const { fields } = line;
  const type = textIn(fields?.["type"]);
  const queueId = textIn(fields?.["id"]);
  if (!fields || type === null || queueId === null || !("recipient" in fields && "sender" in fields))
    return null;
  const node = { ...line, host: textIn(fields["nodeid"]) ?? line.host };
  const recipients = textsIn(fields["recipient"]);
  const quoted = refusing.has(type) ? replyIn(fieldsIn(fields["response"])) : null;
  if (quoted !== null) return readAttempt(node, type, queueId, recipients, quoted);
  if (type === "Delivery")
    return outcomeFrom(node, queueId, "delivered", recipients, textIn(fields["sender"]) ?? "<>");
  return failing.has(type) ? outcomeFrom(node, queueId, "failed", recipients) : null;
}

function readAttempt(
  line: LogLine,
  type: string,
  queueId: string,
  recipients: readonly string[],
  quoted: string,
): LogRecord {
  const fields = line.fields!;
  const [recipient = null, ...further] = recipients;
  const remote = fieldsIn(fields["peer_address"]);
  const known = {
    mta: "kumomta",
    action: type === "Bounce" ? ("failed" as const) : ("delayed" as const),
    sender: textIn(fields["sender"]) ?? "<>",
    recipient,
    queueId,
    messageId: textIn(fieldsIn(fields["headers"])["Message-ID"]),
    remoteMta: hostIn(remote["name"]),
    remoteIp: addressIn(remote["addr"]),
    localIp: addressIn(fieldsIn(fields["source_address"])["address"]),
    reply: quoted,
  };
  return attemptFrom(line, known, further);
}

/** The reply as it was sent; null where the remote host sent none. */
function replyIn(response: Fields): string | null {
  const code = Number(response["code"]);
  const content = textIn(response["content"]) ?? "";
  if (!(code >= 400 && code <= 599)) return null;
  const { class: first, subject, detail } = fieldsIn(response["enhanced_code"]);
  const status = [first, subject, detail].every((part) => typeof part === "number")
    ? `${String(first)}.${String(subject)}.${String(detail)}`
    : null;
  return replyFrom(code, status, content);
}
