import { describe, expect, test } from "vitest";
import { createKeptParts } from "../../../../src/reading/logs/kept-parts.ts";
import { frameLine } from "../../../../src/reading/logs/frame.ts";
import { exim } from "../../../../src/reading/logs/mailers/exim.ts";
import type { LogRecord } from "../../../../src/reading/logs/mailers/reader.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };

function read(line: string): LogRecord | null {
  const framed = frameLine(line, context);
  return framed && exim.read(framed, createKeptParts());
}

const STAMP = "2026-11-23 04:01:41";
const ID = "1xVLFN-0000Nt-1x";
const REPLY =
  "550-5.7.25 [203.0.113.8] The IP address sending this message does not have a\\n550 5.7.25 PTR record. 5b1f17b1804b1-ae4a668c1a8si967.28 - gsmtp";
const HOST = "H=gmail-smtp-in.l.google.com [192.0.2.26]";
const ROUTED = "R=dnslookup T=remote_smtp";
const ERROR = `SMTP error from remote mail server after pipelined end of data: ${REPLY}`;

const attempt = {
  mta: "exim",
  via: "log",
  time: Date.parse("2026-11-23T04:01:41Z"),
  action: "failed",
  suspended: false,
  sender: null,
  recipient: "user@gmail.com",
  queueId: ID,
  messageId: null,
  reportingMta: null,
  remoteMta: "gmail-smtp-in.l.google.com",
  remoteIp: "192.0.2.26",
  localIp: null,
  reply: REPLY,
};

describe("a refused delivery", () => {
  test.each([
    ["failed", `** user@gmail.com ${ROUTED} ${HOST}: ${ERROR}`, {}],
    ["deferred", `== user@gmail.com ${ROUTED} defer (-46) ${HOST}: ${ERROR}`, { action: "delayed" }],
    ["deferred at RCPT", `== user@gmail.com ${ROUTED} defer (-44) ${HOST}: ${ERROR}`, { action: "delayed" }],
    [
      "TLS",
      `** user@gmail.com ${ROUTED} ${HOST} X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes: ${ERROR}`,
      {},
    ],
    ["4.99 sets the colon apart", `** user@gmail.com ${ROUTED} ${HOST} CV=yes : ${ERROR}`, {}],
    [
      "every log selector",
      `** user@gmail.com F=<news@example.com> P=<news@example.com> ${ROUTED} ${HOST}:25 I=[10.20.0.5]:43210 X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes DN="CN=mx.google.com" : ${ERROR} DT=0.421s`,
      { sender: "news@example.com", localIp: "10.20.0.5" },
    ],
    [
      "local address without port",
      `** user@gmail.com ${ROUTED} ${HOST} I=[10.20.0.5]: ${ERROR}`,
      { localIp: "10.20.0.5" },
    ],
    [
      "IPv6 host",
      `** user@gmail.com ${ROUTED} H=gmail-smtp-in.l.google.com [2001:db8::1a]: ${ERROR}`,
      { remoteIp: "2001:db8::1a" },
    ],
    [
      "flags of chunking, early pipelining, fast open and a name with blanks",
      `** user@gmail.com ${ROUTED} ${HOST} TFO* L K PRDR SNI="x y" CV=yes: ${ERROR}`,
      {},
    ],
    [
      "neither router nor transport",
      `** user@gmail.com: SMTP error from remote mail server after end of data: host gmail-smtp-in.l.google.com [192.0.2.26]: ${REPLY}`,
      {},
    ],
    ["DNSSEC mark", `** user@gmail.com ${ROUTED} ${HOST}*: ${ERROR}`, {}],
    [
      "quoted local part, shown without its quotes",
      `** quoted x@gmail.com <"quoted x"@gmail.com> ${ROUTED} ${HOST}: ${ERROR}`,
      { recipient: '"quoted x"@gmail.com' },
    ],
    ["alias", `** user@gmail.com (staff@example.com) <staff@example.com> ${ROUTED} ${HOST}: ${ERROR}`, {}],
    ["original address only", `** user@gmail.com <staff@example.com> ${ROUTED} ${HOST}: ${ERROR}`, {}],
    [
      "given up, with the last reply",
      `** user@gmail.com ${ROUTED} ${HOST}: ${ERROR}: retry timeout exceeded`,
      {},
    ],
    [
      "old Exim: the host stands in the message",
      `** user@gmail.com ${ROUTED}: SMTP error from remote mailer after end of data: host gmail-smtp-in.l.google.com [192.0.2.26]: ${REPLY}`,
      {},
    ],
    [
      "after RCPT TO",
      `** user@gmail.com ${ROUTED} ${HOST}: SMTP error from remote mail server after RCPT TO:<user@gmail.com>: ${REPLY}`,
      {},
    ],
    [
      "after MAIL FROM with a size",
      `** user@gmail.com ${ROUTED} ${HOST}: SMTP error from remote mail server after pipelined MAIL FROM:<news@example.com> SIZE=2048: ${REPLY}`,
      {},
    ],
    [
      "after initial connection",
      `** user@gmail.com ${ROUTED} ${HOST}: SMTP error from remote mail server after initial connection: ${REPLY}`,
      {},
    ],
  ])("%s", (_name, text, want) => {
    expect(read(`${STAMP} ${ID} ${text}`)).toMatchObject({
      kind: "attempt",
      attempt: { ...attempt, ...want },
    });
  });
});

describe("the front of the line", () => {
  const text = `** user@gmail.com ${ROUTED} ${HOST}: ${ERROR}`;
  test.each([
    ["milliseconds", `2026-11-23 04:01:41.230 ${ID} ${text}`, { time: attempt.time + 230 }],
    ["zone", `2026-11-22 23:01:41 -0500 ${ID} ${text}`, {}],
    ["pid", `${STAMP} [4711] ${ID} ${text}`, {}],
    [
      "milliseconds, zone and pid",
      `2026-11-22 23:01:41.230 -0500 [4711] ${ID} ${text}`,
      { time: attempt.time + 230 },
    ],
    [
      "long message id (4.97)",
      `${STAMP} 1xVKiq-0000000001c-2dP0 ${text}`,
      { queueId: "1xVKiq-0000000001c-2dP0" },
    ],
    ["syslog", `Nov 23 04:01:41 mx1 exim[4711]: ${ID} ${text}`, { reportingMta: "mx1" }],
    [
      "syslog, Debian's program name",
      `Nov 23 04:01:41 mx1 exim4[4711]: ${ID} ${text}`,
      { reportingMta: "mx1" },
    ],
    [
      "syslog and a stamp of its own",
      `Nov 23 04:01:41 mx1 exim[4711]: ${STAMP} ${ID} ${text}`,
      { reportingMta: "mx1" },
    ],
    [
      "syslog and a stamp with everything",
      `Nov 23 04:01:41 mx1 exim[4711]: 2026-11-22 23:01:41.230 -0500 [4711] ${ID} ${text}`,
      { reportingMta: "mx1" },
    ],
  ])("%s", (_name, line, want) => {
    expect(read(line)).toMatchObject({ kind: "attempt", attempt: { ...attempt, ...want } });
  });
});

describe("a host that is passed over for the next", () => {
  const passedOver = { ...attempt, recipient: null, action: "delayed" };

  test("names no recipient", () => {
    expect(read(`${STAMP} ${ID} ${HOST}: ${ERROR}`)).toMatchObject({ kind: "attempt", attempt: passedOver });
  });

  test("a refused EHLO is written over several lines", () => {
    const reply = REPLY.replaceAll("\\n", "\n");
    const line = `${STAMP} ${ID} ${HOST}: Remote host closed connection in response to HELO mx1.example.com (EHLO response was: ${reply})`;
    expect(read(line)).toMatchObject({ kind: "attempt", attempt: { ...passedOver, reply } });
  });

  test("a closed connection without reply says nothing", () => {
    expect(
      read(`${STAMP} ${ID} ${HOST}: Remote host closed connection in response to pipelined end of data`),
    ).toBeNull();
  });
});

describe("how a delivery ended", () => {
  const outcome = {
    outcome: "delivered",
    time: attempt.time,
    queueId: ID,
    reportingMta: null,
    recipient: "user@gmail.com",
  };
  const accepted = `${ROUTED} ${HOST} CV=yes C="250 2.0.0 OK  1795406540 d75a77b69052e-ae78si532.105 - gsmtp"`;

  test.each([
    ["delivered", `=> user@gmail.com ${accepted}`, {}],
    ["delivered with another", `-> user@gmail.com ${accepted}`, {}],
    ["delivered to an alias", `=> user@gmail.com <staff@example.com> ${accepted}`, {}],
    ["given up", "** user@gmail.com: retry timeout exceeded", { outcome: "failed" }],
    ["given up, routed", `** user@gmail.com ${ROUTED}: retry timeout exceeded`, { outcome: "failed" }],
    ["given up, 4.99", `** user@gmail.com ${ROUTED} : retry timeout exceeded`, { outcome: "failed" }],
    ["unrouteable", "** user@gmail.com: Unrouteable address", { outcome: "failed" }],
    ["not tried yet", `== user@gmail.com ${ROUTED} defer (-54): retry time not reached for any host`, null],
    ["connection timed out", `== user@gmail.com ${ROUTED} defer (110): Connection timed out`, null],
    ["marked delivered by hand", "address <user@gmail.com> marked delivered by root", { outcome: "failed" }],
  ])("%s", (_name, text, want) => {
    const record = read(`${STAMP} ${ID} ${text}`);
    if (want === null) expect(record).toBeNull();
    else expect(record).toMatchObject({ kind: "outcome", outcome: { ...outcome, ...want } });
  });

  test.each([
    ["Completed", "done"],
    ["Completed QT=1s", "done"],
    ["removed by root", "deleted"],
  ])("the message has left the queue: %s", (text, reason) => {
    expect(read(`${STAMP} ${ID} ${text}`)).toMatchObject({
      kind: "removal",
      removal: { queueId: ID, reason },
    });
  });
});

describe("an arrival", () => {
  test.each([
    [
      "from another host",
      "<= news@example.com H=app1.example.com [198.51.100.240] P=esmtp S=587 id=12.7@app1.example.com",
      "news@example.com",
      "<12.7@app1.example.com>",
    ],
    ["local", "<= news@example.com U=www-data P=local S=587", "news@example.com", null],
    ["a bounce", "<= <> R=1xVLFN-0000Nt-1x U=Debian-exim P=local S=2140", "<>", null],
    [
      "a subject that quotes a refusal",
      `<= news@example.com H=app1.example.com [198.51.100.240] P=esmtp S=587 id=12.7@app1.example.com T="Fwd: ** user@gmail.com: ${ERROR}"`,
      "news@example.com",
      "<12.7@app1.example.com>",
    ],
  ])("%s", (_name, text, sender, messageId) => {
    expect(read(`${STAMP} ${ID} ${text}`)).toMatchObject({
      kind: "envelope",
      envelope: { queueId: ID, sender, messageId },
    });
  });
});

describe("what is never read", () => {
  test.each([
    [
      "inbound mail that was refused",
      `${STAMP} H=(mail.example.net) [203.0.113.99] F=<a@example.net> rejected RCPT <user@example.com>: 550 5.7.25 no PTR record`,
    ],
    [
      "inbound mail whose refusal quotes another, with a message id",
      `${STAMP} ${ID} H=app1.example.com [198.51.100.240] F=<news@example.com> rejected after DATA: ${ERROR}`,
    ],
    ["a warning of an ACL", `${STAMP} ${ID} H=app1.example.com [198.51.100.240] Warning: ${ERROR}`],
    ["a host without name", `${STAMP} no host name found for IP address 203.0.113.99`],
    [
      "another program",
      `Nov 23 04:01:41 mx1 spamd[4711]: ${ID} ** user@gmail.com ${ROUTED} ${HOST}: ${ERROR}`,
    ],
    ["no message id", `${STAMP} ** user@gmail.com ${ROUTED} ${HOST}: ${ERROR}`],
    ["a line of the reply alone", "421-4.7.23 have a PTR record, or the corresponding forward DNS entry"],
  ])("%s", (_name, line) => {
    expect(read(line)).toBeNull();
  });
});

test("a refused RCPT command names its recipient, before the next host is tried", () => {
  const line = `${STAMP} ${ID} H=aspmx.l.google.com [192.0.2.27]: SMTP error from remote mail server after RCPT TO:<sofia@client.example>: 421-4.7.23 [203.0.113.5      23] The IP address`;
  expect(read(line)).toMatchObject({ kind: "attempt", attempt: { recipient: "sofia@client.example" } });
});
