// qmail-send, also of netqmail, s/qmail, indimail and Plesk (qmail-log(5)). A line that begins a delivery gives it a number
// and names message and recipient; the line that ends it has the number only, and the reply with `_` for a blank and `/` for
// a line end. The stamp is multilog's or syslog's; to syslog, splogger adds one of its own.

import type { LogLine } from "../../../model/delivery.ts";
import { canonicalIp } from "../../../base/standards/ip.ts";
import { attemptFrom, outcomeFrom, type KeptParts, type LogRecord, type MtaReader } from "./reader.ts";

const stamp = "(?:\\d{10}\\.\\d{6} )?";
const started = new RegExp(`^${stamp}starting delivery (\\d{1,10}): msg (\\d{1,20}) to remote (\\S{1,512})$`);
const ended = new RegExp(`^${stamp}delivery (\\d{1,10}): (success|failure|deferral): (.*)$`);
const arrived = new RegExp(
  `^${stamp}info msg (\\d{1,20}): bytes \\d{1,15} from <(.{0,320}?)> qp \\d{1,10} uid \\d{1,10}`,
);
const beginning = new RegExp(
  `${stamp}(?:starting delivery \\d{1,10}: msg |delivery \\d{1,10}: (?:success|failure|deferral): |info msg \\d{1,20}: bytes )`,
  "y",
);
const anyId = /\b(?:info )?msg (\d{1,20})(?:: bytes | to remote )/;
const sentFrom = /^: bytes \d{1,15} from <(.{0,320}?)> qp /;
// 192.0.2.26_failed_after_I_sent_the_message./Remote_host_said:_550-5.7.25_…/   Connected_to_192.0.2.26_but_greeting_failed./
// (user@gmail.com)_192.0.2.26_does_not_like_recipient./…   Before the sentence, some patches repeat the recipient.
// The sentence names the remote host first: what a local program wrote about a reply does not.
const remoteSaid =
  /(?:^|(?:^|\/)(?:\([^()/]{1,512}\)_)?(?:Connected_to_)?\[?(?=[^_/]{0,255}[.:])[0-9A-Za-z.:-]{2,255}\]?_[^/]{0,300}\/)Remote_host_said:_([45]\d\d[-_ ].{0,16384})$/;
const remoteAddress = /(?:^|\/)(?:\([^()/]{1,512}\)_)?(?:Connected_to_)?\[?([0-9A-Fa-f.:]{2,45})\]?_/;
const repeatedRecipient = /^\(([^()/\s]{1,320}@[^()/\s]{1,255})\)_/;
// After the reply: qmail-remote's "Giving_up_on_192.0.2.26.", and qmail-send's when the message is too old
const trailing =
  /(?:\/Giving_up_on_[0-9A-Fa-f.:]{2,46}|\/I'm_not_going_to_try_again;_[\w,._-]{0,200})?\/{0,3}$/;

export const qmail: MtaReader = {
  name: "qmail",
  sign: /qmail|\bdelivery \d{1,10}: |\bmsg \d{1,20}\b/,
  outcomeNeedles: [
    { text: ": success: ", searchFrom: 3 },
    { text: ": failure: ", searchFrom: 5 },
  ],
  envelopeNeedles: [{ text: ": bytes ", searchFrom: 2 }],
  completionWords: [{ text: " end msg " }],
  partNeedles: [{ text: " to remote ", searchFrom: 2 }],
  beginning,
  sender: (text) => {
    const found = sentFrom.exec(text);
    return found && (found[1] || "<>");
  },
  queueId: (head) => anyId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "the beginning of a delivery",
      line: "@400000006b03bad01dcd6500 starting delivery 123: msg 2098765 to remote user@gmail.com",
      kind: "part",
    },
    {
      shows: "a refusal at end of data",
      after: ["@400000006b03bad01dcd6500 starting delivery 123: msg 2098765 to remote user@gmail.com"],
      line: "@400000006b03bad11dcd6500 delivery 123: failure: 192.0.2.26_failed_after_I_sent_the_message./Remote_host_said:_550-5.7.25_[203.0.113.5______16]_The_IP_address_sending_this_message_does_not_have_a/550-5.7.25_PTR_record_setup,_or_the_corresponding_forward_DNS_entry_does_not/550-5.7.25_match_the_sending_IP./550_5.7.25__https://support.google.com/a?p=sender-guidelines._a640c23a62f3a-93e4dbb2288si424.62_-_gsmtp/",
      kind: "attempt",
    },
    {
      shows: "a temporary refusal, through Plesk's syslog",
      after: [
        "Nov 23 04:02:14 mx1 qmail: 1795406534.123456 starting delivery 7: msg 2098766 to remote user@gmail.com",
      ],
      line: "Nov 23 04:02:15 mx1 qmail: 1795406535.123456 delivery 7: deferral: 192.0.2.26_does_not_like_recipient./Remote_host_said:_421-4.7.23_[203.0.113.5______23]_The_sending_IP_address_for_this_message_doesn't_have_a_PTR/421_4.7.23_record._a640c23a62f3a-93e4dbb2288si425.62_-_gsmtp/Giving_up_on_192.0.2.26./",
      kind: "attempt",
    },
    {
      shows: "a delivery",
      after: [
        "Nov 23 05:02:19 mx1 qmail: 1795410139.123456 starting delivery 9: msg 2098766 to remote user@gmail.com",
      ],
      line: "Nov 23 05:02:20 mx1 qmail: 1795410140.123456 delivery 9: success: 192.0.2.26_accepted_message./Remote_host_said:_250_2.0.0_OK__1795410140_d75a77b69052e-ae7893ee80dsi532.105_-_gsmtp/",
      kind: "outcome",
    },
    {
      shows: "the sender",
      line: "@400000006b03bacf1dcd6500 info msg 2098765: bytes 812 from <news@example.com> qp 4711 uid 89",
      kind: "envelope",
    },
  ],
};

function read(line: LogLine, parts: KeptParts): LogRecord | null {
  return readStart(line, parts) ?? readEnd(line, parts) ?? readArrival(line);
}

/** Deliveries are numbered from the start of qmail-send on. */
function keyOf({ host }: LogLine, number: string): string {
  return `qmail ${host ?? ""} ${number}`;
}

function readStart(line: LogLine, parts: KeptParts): LogRecord | null {
  const [, number, queueId, recipient] = started.exec(line.message) ?? [];
  if (number === undefined || queueId === undefined) return null;
  parts.keep(keyOf(line, number), `${queueId} ${recipient}`);
  return { kind: "part", part: { queueId, word: number } };
}

function readEnd(line: LogLine, parts: KeptParts): LogRecord | null {
  const [, number, end, text = ""] = ended.exec(line.message) ?? [];
  if (number === undefined) return null;
  const kept = parts.take(keyOf(line, number));
  const [queueId = null, recipient = repeatedRecipient.exec(text)?.[1] ?? null] = kept?.split(" ") ?? [];
  const [, said] = end === "success" ? [] : (remoteSaid.exec(text) ?? []);
  if (said !== undefined)
    return attemptFrom(line, {
      mta: "qmail",
      action: end === "failure" ? "failed" : "delayed",
      recipient,
      queueId,
      remoteIp: canonicalIp(remoteAddress.exec(text)?.[1] ?? ""),
      reply: said.replace(trailing, ""),
    });
  if (queueId === null || recipient === null || end === "deferral") return null;
  return outcomeFrom(line, queueId, end === "success" ? "delivered" : "failed", [recipient]);
}

function readArrival({ time, host, message }: LogLine): LogRecord | null {
  const [, queueId, sender] = arrived.exec(message) ?? [];
  if (queueId === undefined) return null;
  return {
    kind: "envelope",
    envelope: { queueId, time, reportingMta: host, sender: sender || "<>", messageId: null, begins: true },
  };
}
