// The DragonFly Mail Agent: a line that begins a delivery, one for each host that is tried, and the reply that ended it, with the
// message's id as the process of its tag. Whatever a host says but 500 and 502 is final, a temporary refusal, too. Line ends
// within the reply are as syslog writes them. Source: dma.c (deliver), net.c (expect_response, open_connection).

import type { LogLine } from "../../../model/delivery.ts";
import {
  addressIn,
  attemptFrom,
  hostIn,
  outcomeFrom,
  type KeptParts,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

// dma[1c2a0.55d0c8a3f2a0]: <user@gmail.com> trying delivery
const tag = /(?:^|\s)dma\[([0-9a-f]{1,20}\.[0-9a-f]{1,20})\]: ?/;
const begun = /^<(.{1,320})> trying delivery$/;
const connecting = /^trying remote delivery to (\S{1,255}) \[([0-9A-Fa-f.:]{2,45})\] pref /;
const refused = /^remote delivery failed after [A-Z a-z]{1,20}: ([45]\d\d[- ].*)$/s;
const delivered = /^<(.{1,320})> delivery successful$/;
// #015#012 (rsyslog), \r\n (journald)
const lineEnd = /(?:#015)?#012|\\r\\n|\r?\n/g;

const first = "Nov 23 04:02:14 mx1 dma[1c2a0.55d0c8a3f2a0]: <user@gmail.com> trying delivery";
const second =
  "Nov 23 04:02:14 mx1 dma[1c2a0.55d0c8a3f2a0]: trying remote delivery to gmail-smtp-in.l.google.com [192.0.2.26] pref 5 using EHLO";

export const dma: MtaReader = {
  name: "dma",
  sign: /\bdma\[/,
  // "<user@gmail.com> trying delivery" and "trying remote delivery to …": one needle for both, because each costs time.
  partNeedles: [{ text: "trying " }],
  rareOutcomeNeedles: [{ text: "> delivery successful", searchFrom: 16 }],
  sender: () => null,
  queueId: (head) => tag.exec(head)?.[1] ?? null,
  read,
  samples: [
    { shows: "the beginning of a delivery", line: first, kind: "part" },
    { shows: "a host that is tried", after: [first], line: second, kind: "part" },
    {
      shows: "a refusal",
      after: [first, second],
      line: "Nov 23 04:02:15 mx1 dma[1c2a0.55d0c8a3f2a0]: remote delivery failed after final DATA: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a#015#012550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not#015#012550 5.7.25 match the sending IP. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp",
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: "Nov 23 04:02:20 mx1 dma[1c2a1.55d0c8a3f2a0]: <anna@gmail.com> delivery successful",
      kind: "outcome",
    },
  ],
};

function read(line: LogLine, parts: KeptParts): LogRecord | null {
  const queueId = line.program === "dma" ? (line.pid ?? null) : null;
  if (queueId === null) return null;
  const text = line.message.trimEnd();
  const key = `dma ${line.host ?? ""} ${queueId}`;
  const [, ended] = delivered.exec(text) ?? [];
  if (ended !== undefined) return outcomeFrom(line, queueId, "delivered", [ended]);
  const [, reply] = refused.exec(text) ?? [];
  if (reply !== undefined) return readRefusal(line, queueId, reply, parts.look(key));
  return keepPart(text, key, queueId, parts);
}

function keepPart(text: string, key: string, queueId: string, parts: KeptParts): LogRecord | null {
  const [, recipient] = begun.exec(text) ?? [];
  const [, host, address] = connecting.exec(text) ?? [];
  if (recipient === undefined && host === undefined) return null;
  const known = parts.look(key)?.split("\n")[0] ?? "";
  parts.keep(key, recipient ?? `${known}\n${host}\n${address}`);
  return { kind: "part", part: { queueId, word: null } };
}

function readRefusal(line: LogLine, queueId: string, reply: string, kept: string | null): LogRecord {
  const [recipient = "", host, address] = kept?.split("\n") ?? [];
  return attemptFrom(line, {
    mta: "dma",
    action: "failed",
    queueId,
    recipient: recipient || null,
    remoteMta: hostIn(host),
    remoteIp: addressIn(address),
    reply: reply.replace(lineEnd, " ").trim(),
  });
}
