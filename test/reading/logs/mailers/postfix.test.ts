import { describe, expect, test } from "vitest";
import { createKeptParts } from "../../../../src/reading/logs/kept-parts.ts";
import { frameLine } from "../../../../src/reading/logs/frame.ts";
import { postfix } from "../../../../src/reading/logs/mailers/postfix.ts";
import type { LogRecord } from "../../../../src/reading/logs/mailers/reader.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };

function read(line: string): LogRecord | null {
  const framed = frameLine(line, context);
  return framed && postfix.read(framed, createKeptParts());
}

const STAMP = "Nov 23 04:02:15";
const HOST = "gmail-smtp-in.l.google.com[192.0.2.26]";
const REPLY =
  "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550 5.7.25 PTR record. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp";
const SAID = `host ${HOST} said: ${REPLY} (in reply to end of DATA command)`;
const REFUSED = `host ${HOST} refused to talk to me: ${REPLY}`;
const DELAYS = "delay=0.4, delays=0/0/0.1/0.3";

const attempt = {
  mta: "postfix",
  via: "log",
  time: Date.parse("2026-11-23T04:02:15Z"),
  action: "failed",
  suspended: false,
  sender: null,
  recipient: "user@gmail.com",
  queueId: "63D5E2988B8",
  messageId: null,
  reportingMta: "mx1",
  remoteMta: "gmail-smtp-in.l.google.com",
  remoteIp: "192.0.2.26",
  localIp: null,
  reply: REPLY,
};

/** A delivery line with one part changed. */
function delivery(change: {
  stamp?: string;
  program?: string;
  id?: string;
  to?: string;
  relay?: string;
  delays?: string;
  dsn?: string;
  status?: string;
  reason?: string;
}): string {
  const usual = {
    stamp: STAMP,
    program: "postfix/smtp[128]",
    id: "63D5E2988B8",
    to: "<user@gmail.com>",
    relay: `${HOST}:25`,
    delays: DELAYS,
    dsn: "5.7.25",
    status: "bounced",
    reason: SAID,
  };
  const part = { ...usual, ...change };
  return `${part.stamp} mx1 ${part.program}: ${part.id}: to=${part.to}, relay=${part.relay}, ${part.delays}, dsn=${part.dsn}, status=${part.status} (${part.reason})`;
}

describe("a refused delivery", () => {
  test.each([
    ["as it is", {}, {}],
    ["long queue id", { id: "4NQh2b5xKdz9rxK" }, { queueId: "4NQh2b5xKdz9rxK" }],
    ["instance postfix/outB", { program: "postfix/outB/smtp[297]" }, {}],
    ["instance postfix-out", { program: "postfix-out/smtp[297]" }, {}],
    ["instance postfix-outB within another", { program: "mta/postfix-outB/smtp[297]" }, {}],
    ["transport named relay/smtp", { program: "postfix/relay/smtp[297]" }, {}],
    ["LMTP", { program: "postfix/lmtp[297]" }, {}],
    ["ISO stamp", { stamp: "2026-11-23T04:02:15.000000+00:00" }, {}],
    ["no pid", { program: "postfix/smtp" }, {}],
    ["original recipient of an alias", { to: "<user@gmail.com>, orig_to=<staff@example.com>" }, {}],
    ["quoted recipient", { to: '<"quoted x"@gmail.com>' }, { recipient: '"quoted x"@gmail.com' }],
    ["apostrophe", { to: "<o'brien@Gmail.COM>" }, { recipient: "o'brien@Gmail.COM" }],
    ["UTF-8 recipient", { to: "<jörg@gmail.com>" }, { recipient: "jörg@gmail.com" }],
    ["connection used again", { relay: `${HOST}:25, conn_use=3` }, {}],
    ["TLS level of Postfix 3.11", { delays: `${DELAYS}, tls=may` }, {}],
    ["TLS level with REQUIRETLS", { delays: `${DELAYS}, tls=encrypt/requiretls` }, {}],
    ["deferred", { dsn: "4.7.25", status: "deferred" }, { action: "delayed" }],
    ["soft bounce: stays in the queue", { dsn: "4.7.25", status: "SOFTBOUNCE" }, { action: "delayed" }],
    ["expired", { dsn: "4.7.25", status: "expired" }, { action: "failed" }],
    ["verification probe", { status: "undeliverable" }, { action: "failed" }],
    [
      "in the greeting: no reply to a command",
      { dsn: "4.7.25", status: "deferred", reason: REFUSED },
      { action: "delayed" },
    ],
    ["in reply to RCPT TO", { reason: SAID.replace("end of DATA command", "RCPT TO command") }, {}],
    [
      "never offered: the reply of another message",
      {
        program: "postfix/error[221]",
        relay: "none",
        dsn: "4.7.25",
        status: "deferred",
        reason: `delivery temporarily suspended: ${REFUSED}`,
      },
      { action: "delayed", suspended: true },
    ],
    [
      "IPv6 host",
      {
        relay: "gmail-smtp-in.l.google.com[2001:db8::1a]:25",
        reason: SAID.replace("192.0.2.26", "2001:db8::1a"),
      },
      { remoteIp: "2001:db8::1a" },
    ],
    ["port other than 25", { reason: SAID.replace("[192.0.2.26]", "[192.0.2.26]:587") }, {}],
  ])("%s", (_name, change, want) => {
    const { dsn: status = "5.7.25" } = change as { dsn?: string };
    expect(read(delivery(change))).toMatchObject({
      kind: "attempt",
      attempt: { ...attempt, status, ...want },
    });
  });

  test("the reply of the last host, the relay of the last try", () => {
    const line = delivery({ relay: "alt1.gmail-smtp-in.l.google.com[192.0.2.27]:25" });
    expect(read(line)).toMatchObject({ attempt: { remoteMta: "gmail-smtp-in.l.google.com" } });
  });
});

describe("Postfix by another name", () => {
  test.each([
    ["instance mta1", "mta1/smtp[297]"],
    ["the tag was cut at the slash", "postfix[297]"],
    ["an instance's tag was cut at the slash", "postfix-out[297]"],
    ["named by who carried the line", "mail[297]"],
  ])("%s", (_name, program) => {
    expect(read(delivery({ program }))).toMatchObject({ kind: "attempt", attempt: { reply: REPLY } });
  });

  test("before 2.3: no dsn=", () => {
    const line = delivery({}).replace(", dsn=5.7.25", "");
    expect(read(line)).toMatchObject({ kind: "attempt", attempt: { ...attempt, status: null } });
  });

  test.each([
    [`63D5E2988B8: ${SAID}`, "attempt"],
    ["63D5E2988B8: from=<news@example.com>, size=501, nrcpt=1 (queue active)", "envelope"],
    ["63D5E2988B8: message-id=<1@example.com>", "envelope"],
    ["63D5E2988B8: from=<news@example.com>, status=force-expired, returned to sender", "outcome"],
  ])("cut at the slash: %s", (message, kind) => {
    expect(read(`${STAMP} mx1 postfix[1]: ${message}`)?.kind).toBe(kind);
  });
});

describe("a listing of the queue", () => {
  test.each([
    ["a refusal", SAID, { suspended: false }],
    ["another message's refusal", `delivery temporarily suspended: ${REFUSED}`, { suspended: true }],
  ])("%s", (_name, reason, want) => {
    const line = `postqueue[0]: 63D5E2988B8: from=<news@example.com>, to=<user@gmail.com>, reason=${reason}`;
    const listed = { sender: "news@example.com", action: "delayed", time: null, reportingMta: null };
    expect(read(line)).toMatchObject({ kind: "attempt", attempt: { ...attempt, ...listed, ...want } });
  });

  test("other trouble", () => {
    expect(read("postqueue[0]: 63D5E2988B8: from=<>, to=<user@gmail.com>, reason=connect to x")).toBeNull();
  });
});

describe("a host that is passed over for the next", () => {
  test.each([
    ["said", SAID],
    ["refused to talk to me", REFUSED],
  ])("%s", (_name, text) => {
    expect(read(`${STAMP} mx1 postfix/smtp[128]: 63D5E2988B8: ${text}`)).toMatchObject({
      kind: "attempt",
      attempt: { ...attempt, action: "delayed", recipient: null },
    });
  });
});

describe("how a delivery ended", () => {
  const outcome = {
    outcome: "delivered",
    time: attempt.time,
    queueId: "63D5E2988B8",
    reportingMta: "mx1",
    recipient: "user@gmail.com",
  };

  test.each([
    ["sent", delivery({ dsn: "2.0.0", status: "sent", reason: "250 2.0.0 OK  1795406540 x - gsmtp" }), {}],
    [
      "sent to a local mailbox is no business of these programs",
      delivery({
        program: "postfix/local[1]",
        relay: "local",
        status: "sent",
        reason: "delivered to mailbox",
      }),
      null,
    ],
    [
      "bounced without a reply",
      delivery({ relay: "none", dsn: "5.4.4", status: "bounced", reason: "Host not found" }),
      { outcome: "failed" },
    ],
    [
      "deferred without a reply is no end",
      delivery({
        relay: "none",
        dsn: "4.4.1",
        status: "deferred",
        reason: "connect to x: Connection timed out",
      }),
      null,
    ],
    [
      "expired",
      `${STAMP} mx1 postfix/qmgr[115]: 63D5E2988B8: from=<news@example.com>, status=expired, returned to sender`,
      { outcome: "failed", recipient: null },
    ],
    [
      "expired by hand",
      `${STAMP} mx1 postfix/qmgr[115]: 63D5E2988B8: from=<news@example.com>, status=force-expired, returned to sender`,
      { outcome: "failed", recipient: null },
    ],
  ])("%s", (_name, line, want) => {
    if (want === null) expect(read(line)).toBeNull();
    else expect(read(line)).toMatchObject({ kind: "outcome", outcome: { ...outcome, ...want } });
  });
});

describe("what happens to a queue id", () => {
  const removal = { queueId: "63D5E2988B8", reason: "done" };

  test.each([
    ["the message is done with", "mx1 postfix/qmgr[115]: 63D5E2988B8: removed", { removal }],
    [
      "deleted",
      "mx1 postfix/postsuper[900]: 63D5E2988B8: removed",
      { removal: { ...removal, reason: "deleted" } },
    ],
    [
      "by whom is not told",
      "mx1 postfix[900]: 63D5E2988B8: removed",
      { removal: { ...removal, reason: "unknown" } },
    ],
    [
      "requeued",
      "mx1 postfix/postsuper[900]: 63D5E2988B8: requeued",
      { removal: { ...removal, reason: "requeued" } },
    ],
    [
      "its new id",
      "mx1 postfix/pickup[901]: 63D5E2988B8: uid=109 from=<news@example.com> orig_id=7B4452298F9",
      { requeue: { queueId: "63D5E2988B8", originalQueueId: "7B4452298F9" } },
    ],
    ["handed in on the host", "mx1 postfix/pickup[901]: 63D5E2988B8: uid=109 from=<news>", null],
    ["another program's word", "mx1 postfix/smtpd[901]: 63D5E2988B8: removed", null],
  ])("%s", (_name, line, want) => {
    if (want === null) expect(read(`${STAMP} ${line}`)).toBeNull();
    else expect(read(`${STAMP} ${line}`)).toMatchObject(want);
  });
});

describe("the envelope", () => {
  test.each([
    ["qmgr[1]", "from=<news@example.com>, size=501, nrcpt=1 (queue active)", "news@example.com", null],
    ["qmgr[1]", "from=<>, size=501, nrcpt=1 (queue active)", "<>", null],
    ["qmgr[1]", 'from=<"a b"@example.com>, size=501, nrcpt=1 (queue active)', '"a b"@example.com', null],
    ["cleanup[1]", "message-id=<1@app1.example.com>", null, "<1@app1.example.com>"],
  ])("%s: %s", (program, text, sender, messageId) => {
    expect(read(`${STAMP} mx1 postfix/${program}: 63D5E2988B8: ${text}`)).toMatchObject({
      kind: "envelope",
      envelope: { queueId: "63D5E2988B8", sender, messageId },
    });
  });
});

describe("what is never read", () => {
  test.each([
    [
      "inbound mail that was refused",
      "postfix/smtpd[811]: NOQUEUE: reject: RCPT from unknown[203.0.113.99]: 550 5.7.25 Client host rejected: cannot find your hostname, [203.0.113.99]; from=<a@example.net> to=<user@example.com>",
    ],
    ["inbound, with a queue id", `postfix/smtpd[811]: 63D5E2988B8: ${SAID}`],
    ["the submission service", `postfix/submission/smtpd[811]: 63D5E2988B8: ${SAID}`],
    ["a header that quotes a refusal", `postfix/cleanup[811]: 63D5E2988B8: warning: header Subject: ${SAID}`],
    ["a warning", `postfix/smtp[811]: warning: ${SAID}`],
    ["another program", `rspamd[811]: 63D5E2988B8: ${SAID}`],
    ["a program whose name ends in smtp", `opensmtp[811]: 63D5E2988B8: ${SAID}`],
    [
      "a connection's trouble",
      "postfix/smtp[811]: connect to gmail-smtp-in.l.google.com[192.0.2.26]:25: Connection timed out",
    ],
    [
      "a delivery cut off before its status",
      `postfix/smtp[811]: 63D5E2988B8: to=<user@gmail.com>, relay=${HOST}:25, delay=0.4`,
    ],
  ])("%s", (_name, text) => {
    expect(read(`${STAMP} mx1 ${text}`)).toBeNull();
  });

  test("a line without program", () => {
    expect(read(`2026-11-23 04:02:15 63D5E2988B8: ${SAID}`)).toBeNull();
  });
});
