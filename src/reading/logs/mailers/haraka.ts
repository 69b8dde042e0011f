// Haraka: three formats of its log (logger.js), each with the id of the message's part for one domain: UUID.1.1. A refusal
// at the end of the data names neither recipient nor host; the lines in which the message came in name its sender and
// recipients, with the id of the transaction: UUID.1.

import type { Fields, LogLine } from "../../../model/delivery.ts";
import { domainOf } from "../../../base/standards/mailbox.ts";
import {
  attemptFrom,
  outcomeFrom,
  textIn,
  withoutOwnHost,
  type KeptParts,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

const uuid = "[0-9A-Fa-f-]{4,36}(?:\\.\\d{1,9}){1,2}";
// [NOTICE] [C1DC4EB7-A301-442E-8FE2-9B648502787C.1.1] [outbound] recipient <user@gmail.com> rejected: 550 5.7.25 …
const bracketed = new RegExp(`^\\[[A-Z]{4,6}\\] \\[(${uuid})\\] \\[(core|outbound)\\] {1,2}(.*)$`, "s");
// level=NOTICE uuid=C1DC4EB7-A301-442E-8FE2-9B648502787C.1.1 origin=outbound message="recipient <user@gmail.com> rejected: …"
const logfmt = new RegExp(
  `^level=[A-Z]{4,6} uuid=(${uuid}) origin=(core|outbound) message=(?:"((?:[^"\\\\]|\\\\.)*)"|(\\S*))(.*)$`,
  "s",
);
const beginning = new RegExp(
  `\\[[A-Z]{4,6}\\] \\[${uuid}\\] \\[(?:core|outbound)\\] |level=[A-Z]{4,6} uuid=${uuid} origin=(?:core|outbound) `,
  "y",
);
const anyId = /(?:\[|uuid=|"uuid": ?")([0-9A-Fa-f-]{4,36}\.\d{1,9}\.\d{1,9})\b/;
const rejected = /^recipient <(.{1,320}?)> (?:rejected|deferred): ([45]\d\d[ -].*)$/s;
const refused =
  /^(bouncing mail: |Temp failing \S{1,200} for [\d.]{1,12} seconds: )(Too many failures \()?(?:Upstream error: )?([45]\d\d[ -].*)$/s;
const givenUp = /^bouncing mail: (?!Some recipients failed: )/;
const someFailed = /^bouncing mail: (?:Too many failures \()?Some recipients (?:temp )?failed: (.*?)\)?$/s;
const accepted = /^recipient <(.{1,320}?)>(?= |$)/;
const inBrackets = /<([^<>]{1,320})>/g;

const GMAIL =
  "[203.0.113.5] The IP address sending this message does not have a 5.7.25 PTR record setup, or the corresponding forward DNS entry does not 5.7.25 match the sending IP. 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp";
const came =
  '2026-11-23T04:02:14.394Z [NOTICE] [C1DC4EB7-A301-442E-8FE2-9B648502787C.1] [core] recipient <user@gmail.com> code=OK msg="" sender=news@example.com';

export const haraka: MtaReader = {
  name: "haraka",
  sign: /haraka|\[(?:core|outbound)\b|\borigin=|"origin\\?":/i,
  rareOutcomeNeedles: [
    { text: "delivered file", searchFrom: 10 },
    { text: "bouncing mail: ", searchFrom: 2 },
  ],
  partNeedles: [{ text: "recipient <", searchFrom: 8 }],
  beginning,
  sender: () => null,
  queueId: (head) => anyId.exec(head)?.[1] ?? null,
  read,
  samples: [
    { shows: "a recipient of a message that comes in", line: came, kind: "part" },
    {
      shows: "a refusal at end of data",
      after: [came],
      line: `2026-11-23T04:02:15.544Z [INFO] [C1DC4EB7-A301-442E-8FE2-9B648502787C.1.1] [outbound] bouncing mail: 550 5.7.25 ${GMAIL}`,
      kind: "attempt",
    },
    {
      shows: "a refusal at RCPT, through syslog",
      line: `Nov 23 04:02:15 mx1 haraka[812]: [NOTICE] [C1DC4EB7-A301-442E-8FE2-9B648502787D.1.1] [outbound] recipient <user@gmail.com> rejected: 550 5.7.25 ${GMAIL}`,
      kind: "attempt",
    },
    {
      shows: "a temporary refusal, as key and value",
      line: `2026-11-23T04:02:15.544Z level=INFO uuid=C1DC4EB7-A301-442E-8FE2-9B648502787E.1.1 origin=outbound message="Temp failing 1796038311570_1796038311570_0_6618_9q2GQN_7_vm for 60 seconds: Upstream error: 421 4.7.23 ${GMAIL.replaceAll("5.7.25", "4.7.23")}"`,
      kind: "attempt",
    },
    {
      shows: "the last refusal, after which it gave up, as JSON",
      line: `2026-11-23T04:02:15.544Z {"level":"INFO","uuid":"C1DC4EB7-A301-442E-8FE2-9B648502787E.1.1","origin":"outbound","message":"bouncing mail: Too many failures (Upstream error: 421 4.7.23 ${GMAIL.replaceAll("5.7.25", "4.7.23")})"}`,
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: '2026-11-23T04:02:20.877Z [NOTICE] [C1DC4EB7-A301-442E-8FE2-9B648502787E.1.1] [outbound]  delivered file=1796038311527_1796038316588_1_6618_fn2xof_11_vm domain=gmail.com host=gmail-smtp-in.l.google.com ip=192.0.2.26 port=25 mode=SMTP tls=Y auth=N response="OK  1795406540 d75a77b69052e-65bbda49ccsi803114569lbh.255 - gsmtp" delay=5.349 fails=1 rcpts=1/0/0',
      kind: "outcome",
    },
    {
      shows: "a delivery, as key and value",
      line: '2026-11-23T04:02:20.337Z level=NOTICE uuid=A51D5256-693D-488C-B48B-3029395B8B9B.1.1 origin=outbound message="" delivered file=1796038328158_1796038328158_0_7141_qCQ1uN_4_vm domain=gmail.com host=gmail-smtp-in.l.google.com ip=192.0.2.26 port=25 mode=SMTP tls=Y auth=N response="OK  1795406540 d75a77b69052e-8336372f60si965203721lbh.349 - gsmtp" delay=0.178 fails=0 rcpts=1/0/0',
      kind: "outcome",
    },
    {
      shows: "a delivery, as JSON",
      line: '2026-11-23T04:02:20.337Z {"level":"NOTICE","uuid":"A51D5256-693D-488C-B48B-3029395B8B9B.1.1","origin":"outbound","message":"","delivered file":"1796038328158_1796038328158_0_7141_qCQ1uN_4_vm","domain":"gmail.com","host":"gmail-smtp-in.l.google.com","ip":"192.0.2.26","port":25,"mode":"SMTP","tls":"Y","auth":"N","response":"OK  1795406540 d75a77b69052e-8336372f60si965203721lbh.349 - gsmtp","delay":0.178,"fails":0,"rcpts":"1/0/0"}',
      kind: "outcome",
    },
  ],
};

/** A line in any of the formats; `more`: its further keys and values. */
interface Told {
  id: string;
  origin: string;
  text: string;
  more: string;
}

function read(framed: LogLine, parts: KeptParts): LogRecord | null {
  const line = withoutOwnHost(framed);
  const told = toldBy(line.message) ?? (line.fields ? toldIn(line.fields) : null);
  if (!told) return null;
  return told.origin === "core" ? readArrival(line, told, parts) : readOutbound(line, told, parts);
}

function toldBy(message: string): Told | null {
  const [, id, origin, text] = bracketed.exec(message) ?? [];
  if (id !== undefined && origin !== undefined) return { id, origin, text: text ?? "", more: text ?? "" };
  const [, itsId, itsOrigin, quoted, bare = "", more = ""] = logfmt.exec(message) ?? [];
  if (itsId === undefined || itsOrigin === undefined) return null;
  const words = quoted?.replace(/\\([\\"])/g, "$1") ?? bare;
  return { id: itsId, origin: itsOrigin, text: words, more: more.trimStart() };
}

const names = ["uuid", "origin", "delivered file", "code", "sender", "rcpts", "domain"];
const wholeId = new RegExp(`^${uuid}$`);

function toldIn(fields: Fields): Told | null {
  const [id, origin, file, code, sender, counts, domain] = names.map((name) => textIn(fields[name]));
  if (!id || !wholeId.test(id) || (origin !== "core" && origin !== "outbound")) return null;
  const more = file
    ? `delivered file=${file} domain=${domain ?? ""} rcpts=${counts ?? ""}`
    : `code=${code ?? ""} sender=${sender ?? ""}`;
  return { id, origin, text: textIn(fields["message"]) ?? "", more };
}

/** Sender and recipients, a line each, under the id of the transaction. */
function readArrival(line: LogLine, { id, text, more }: Told, parts: KeptParts): LogRecord | null {
  const [, recipient] = accepted.exec(text) ?? [];
  const [, sender] = /\bcode=OK (?:msg="[^"]{0,400}" )?sender=(\S{0,320})/.exec(more) ?? [];
  if (recipient === undefined || sender === undefined) return null;
  const key = keyOf(line, id);
  const known = parts.look(key) ?? (sender || "<>");
  // A log may be read twice.
  if (!known.split("\n").includes(recipient, 1)) parts.keep(key, `${known}\n${recipient}`);
  return { kind: "part", part: { queueId: null, word: null } };
}

function keyOf({ host }: LogLine, transaction: string): string {
  return `haraka ${host ?? ""} ${transaction}`;
}

function readOutbound(line: LogLine, { id, text, more }: Told, parts: KeptParts): LogRecord | null {
  const known = parts.look(keyOf(line, id.replace(/\.\d+$/, "")));
  const [sender = null, ...all] = known?.split("\n") ?? [];
  const ofOne = rejected.exec(text);
  if (ofOne) {
    const isFinal = text.includes("> rejected: ");
    noteRefused(line, id, ofOne[1]!, isFinal, parts);
    return readAttempt(line, id, ofOne[2]!, isFinal, sender, [ofOne[1]!]);
  }
  const [, lead = "", last = "", reply] = refused.exec(text) ?? [];
  if (reply !== undefined) {
    const whole = last === "" ? reply : reply.replace(/\)$/, "");
    return readAttempt(line, id, whole, lead.startsWith("bouncing"), sender, ofOneDomain(all));
  }
  if (more.startsWith("delivered file=")) return readDelivery(line, id, more, { sender, all }, parts);
  const some = someFailed.exec(text)?.[1];
  if (some !== undefined)
    return outcomeFrom(
      line,
      id,
      "failed",
      [...some.matchAll(inBrackets)].map(([, one]) => one!),
    );
  return givenUp.test(text) ? outcomeFrom(line, id, "failed", ofOneDomain(all)) : null;
}

const FINAL = "!";

/** The last one first. */
function noteRefused(line: LogLine, id: string, recipient: string, isFinal: boolean, parts: KeptParts): void {
  const key = `${keyOf(line, id)} refused`;
  parts.keep(key, `${isFinal ? FINAL : ""}${recipient}\n${parts.look(key) ?? ""}`);
}

/** rcpts=1/0/0: how many recipients were accepted, deferred and rejected; which ones, the lines before it say. */
function readDelivery(
  line: LogLine,
  id: string,
  more: string,
  { sender, all }: { sender: string | null; all: readonly string[] },
  parts: KeptParts,
): LogRecord | null {
  const [, ...counts] = /\brcpts=(\d{1,6})\/(\d{1,6})\/(\d{1,6})/.exec(more) ?? [];
  const [ok = 0, deferred = 0, final = 0] = counts.map(Number);
  const refusedOnes = (parts.take(`${keyOf(line, id)} refused`) ?? "").split("\n").slice(0, deferred + final);
  const isRefused = new Set(
    refusedOnes.map((one) => (one.startsWith(FINAL) ? one.slice(FINAL.length) : one)),
  );
  const left = parts.take(`${keyOf(line, id)} left`)?.split("\n") ?? [];
  // After some of several recipients were deferred, only they are tried again, under the same id.
  const [acceptedOnes] = [left, ofDomain(all, more)]
    .map((tried) => tried.filter((one) => !isRefused.has(one)))
    .filter(({ length }) => length === ok && length > 0);
  if (deferred > 0) parts.keep(`${keyOf(line, id)} left`, refusedOnes.filter(isDeferred).join("\n"));
  if (acceptedOnes) return outcomeFrom(line, id, "delivered", acceptedOnes, sender);
  return all.length > 0 || deferred > 0 || final > 0 ? null : outcomeFrom(line, id, "delivered", [], sender);
}

function isDeferred(refusedOne: string): boolean {
  return !refusedOne.startsWith(FINAL);
}

function ofDomain(recipients: readonly string[], more: string): readonly string[] {
  const domain = /\bdomain=(\S{1,255})/.exec(more)?.[1]?.toLowerCase();
  return domain === undefined
    ? ofOneDomain(recipients)
    : recipients.filter((one) => domainOf(one) === domain);
}

/** The message is sent to each domain on its own, and the line does not say to which: it is known if there is one only. */
function ofOneDomain(recipients: readonly string[]): readonly string[] {
  return new Set(recipients.map(domainOf)).size === 1 ? recipients : [];
}

function readAttempt(
  line: LogLine,
  queueId: string,
  reply: string,
  isFinal: boolean,
  sender: string | null,
  [recipient = null, ...further]: readonly (string | null)[],
): LogRecord {
  const action = isFinal ? ("failed" as const) : ("delayed" as const);
  const known = { mta: "haraka", action, sender, recipient, queueId, reply };
  return attemptFrom(
    line,
    known,
    further.filter((one) => one !== null),
  );
}
