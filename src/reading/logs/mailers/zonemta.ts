// ZoneMTA, which sends for WildDuck: one line for each attempt and recipient, with the reply on one line (lib/sender.js). Its
// remote log has the same as JSON, with the reply cut at 312 characters.

import type { Fields, LogLine } from "../../../model/delivery.ts";
import {
  addressIn,
  attemptFrom,
  outcomeFrom,
  textIn,
  withoutOwnHost,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

// A message's id has one more part for each recipient. Before 2020 no id= of the session stood before it, and
// neither source nor Message-ID after it; through syslog, its prefix was in parentheses then.
// info Sender/default/867[1] id=xugpvq7nvpfql6p4 19001ba5ad80001cde.001 REJECTED[policy] from=…
const start =
  /^(?:(?:[a-z]{3,8}|ERR!) )?(?:\(?Sender\/\S{1,120} )?(?:id=\S{0,64} )?([0-9a-f]{10,32})\.([0-9a-f]{3,8}) (ACCEPTED|(?:REJECTED|DEFERRED)\[[^\]\s]{0,64}\]) from=/;
const beginning =
  /(?:(?:[a-z]{3,8}|ERR!) )?(?:\(?Sender\/\S{1,120} )?(?:id=\S{0,64} )?[0-9a-f]{10,32}\.[0-9a-f]{3,8} (?:ACCEPTED|(?:REJECTED|DEFERRED)\[)/y;
// user[news@example.com] to=user@gmail.com src=203.0.113.76 mx=gmail-smtp-in.l.google.com[192.0.2.26] id=<…> (550-5.7.25 …)
const rest =
  /^(.{0,640}?) to=(.{0,320}?)(?: src=(\S{0,45}))? mx=([^\s[\]]{0,255})(?:\[([^\s[\]]{0,255})\])?(?: (?:message-)?id=(.{0,998}?))? \((.*)\)$/;
const envelopeFrom = /\[([^[\]]{0,320})\]$/;
const anyId = /(?:^|[ "])([0-9a-f]{10,32})(?:\.[0-9a-f]{3,8} |\\?",)/;

export const zonemta: MtaReader = {
  name: "zonemta",
  sign: /\b(?:Sender|Queue)\/?\S* (?:.{0,80}\bid=|[0-9a-f]{10,32}\.)|zone-?mta|"seq\\?":/i,
  rareOutcomeNeedles: [
    { text: " ACCEPTED from=", searchFrom: 1 },
    { text: '"ACCEPTED', searchFrom: 1 },
  ],
  beginning,
  // Each of its lines names the sender.
  sender: () => null,
  queueId: (head) => anyId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal, through syslog",
      line: "Nov 23 04:02:15 mx1 zone-mta[98371]: info Sender/default/867[1] id=xugpvq7nvpfql6p4 19001ba5ad80001cde.001 REJECTED[policy] from=news@example.com to=user@gmail.com src=10.20.0.5 mx=gmail-smtp-in.l.google.com[192.0.2.26] id=<1@app.example.com> (550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp)",
      kind: "attempt",
    },
    {
      shows: "a temporary refusal, as it writes it to a container's output",
      line: "info Sender/default/867 id=xugpvq7nvpfql6p5 19001ba5ad80001cdf.001 DEFERRED[policy] from=news[bounces@example.com] to=user@gmail.com src=10.20.0.5 mx=gmail-smtp-in.l.google.com[192.0.2.26] id=<2@app.example.com> (421-4.7.23 [203.0.113.5      23] The sending IP address for this message doesn't have a PTR record, or the PTR record's forward DNS entry doesn't match the sending IP address. a640c23a62f3a-93e4dbb2288si425.62 - gsmtp)",
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: "Nov 23 04:02:20 mx1 zone-mta[98371]: info Sender/default/867[1] id=xugpvq7nvpfql6p5 19001ba5ad80001cdf.001 ACCEPTED from=news@example.com to=user@gmail.com src=10.20.0.5 mx=gmail-smtp-in.l.google.com[192.0.2.26] id=<2@app.example.com> (250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp)",
      kind: "outcome",
    },
    {
      shows: "a refusal in the remote log",
      line: '{"time":1795406535123,"id":"19001ba5ad80001cde","seq":"001","action":"REJECTED","category":"policy","zone":"default","from":"news@example.com","returnPath":"news@example.com","to":"user@gmail.com","mx":"gmail-smtp-in.l.google.com","host":"192.0.2.26","ip":"10.20.0.5","response":"550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. As a policy, Gmail does not accept messages from IPs with missing PTR records.","messageId":"<1@app.example.com>"}',
      kind: "attempt",
    },
  ],
};

interface Delivery {
  queueId: string;
  action: string;
  sender: string;
  recipient: string;
  localIp: string | null;
  remoteMta: string | null;
  remoteIp: string | null;
  messageId: string | null;
  reply: string;
}

function read(framed: LogLine): LogRecord | null {
  const line = withoutOwnHost(framed);
  const found = readText(line.message) ?? (line.fields ? readFields(line.fields) : null);
  if (!found) return null;
  const { queueId, action, recipient, ...known } = found;
  if (action === "ACCEPTED") return outcomeFrom(line, queueId, "delivered", [recipient], known.sender);
  const isFinal = action.startsWith("REJECTED");
  if (!/^[45]\d\d(?:[- ]|$)/.test(known.reply))
    return isFinal ? outcomeFrom(line, queueId, "failed", [recipient]) : null;
  const ended = isFinal ? ("failed" as const) : ("delayed" as const);
  return attemptFrom(line, { ...known, mta: "zonemta", action: ended, queueId, recipient });
}

function readText(message: string): Delivery | null {
  const begun = start.exec(message);
  const [, queueId, , action] = begun ?? [];
  const said = begun ? message.slice(begun[0].length).trimEnd() : "";
  // A line that was cut has no end; without this, each of its words would be tried as the last before the reply.
  const found = said.endsWith(")") ? rest.exec(said) : null;
  if (!queueId || !action || !found) return null;
  const [, from = "", recipient = "", source, host, address, messageId = "", reply = ""] = found;
  return {
    queueId,
    action,
    sender: (envelopeFrom.exec(from)?.[1] ?? from) || "<>",
    recipient,
    localIp: addressIn(source),
    remoteMta: textIn(host),
    remoteIp: addressIn(address),
    messageId: messageId.startsWith("<") ? messageId : null,
    reply,
  };
}

/** GELF has an underscore before each name that is not its own. */
function readFields(fields: Fields): Delivery | null {
  const field = (name: string) => textIn(fields[name]) ?? textIn(fields[`_${name}`]);
  const [queueId, action, recipient, reply] = ["id", "action", "to", "response"].map(field);
  if (!queueId || !action || !recipient || !reply || !/^(?:ACCEPTED|REJECTED|DEFERRED)$/.test(action))
    return null;
  if (field("seq") === null) return null;
  return {
    queueId,
    action,
    sender: field("returnPath") ?? field("from") ?? "<>",
    recipient,
    localIp: addressIn(field("ip")),
    remoteMta: field("mx"),
    remoteIp: addressIn(field("host")),
    messageId: field("messageId")?.startsWith("<") ? field("messageId") : null,
    reply,
  };
}
