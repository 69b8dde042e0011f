import { describe, expect, test } from "vitest";
import { createKeptParts } from "../../../../src/reading/logs/kept-parts.ts";
import { frameLine } from "../../../../src/reading/logs/frame.ts";
import { sendmail } from "../../../../src/reading/logs/mailers/sendmail.ts";
import type { LogRecord } from "../../../../src/reading/logs/mailers/reader.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };

function read(text: string, program = "sm-mta[1201]"): LogRecord | null {
  return sendmail.read(
    frameLine(`Nov 23 04:02:15 mx1 ${program}: 6AN42Fcd001199: ${text}`, context)!,
    createKeptParts(),
  );
}

const REPLY = "550 5.7.25 [203.0.113.5] The IP address sending this message does not have a";
const RELAY = "gmail-smtp-in.l.google.com. [192.0.2.26]";
const TIMES = "delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120342";

function delivery(change: Record<string, string> = {}): string {
  const usual = { to: "<user@gmail.com>", relay: RELAY, dsn: "5.7.25", reply: `, reply=${REPLY}` };
  const part = { ...usual, stat: "Service unavailable", ...change };
  return `to=${part.to}, ${TIMES}, relay=${part.relay}, dsn=${part.dsn}${part.reply}, stat=${part.stat}`;
}

const attempt = {
  mta: "sendmail",
  via: "log",
  time: Date.parse("2026-11-23T04:02:15Z"),
  action: "failed",
  suspended: false,
  sender: null,
  recipient: "user@gmail.com",
  queueId: "6AN42Fcd001199",
  messageId: null,
  reportingMta: "mx1",
  remoteMta: "gmail-smtp-in.l.google.com",
  remoteIp: "192.0.2.26",
  localIp: null,
  reply: REPLY,
};

describe("a refused delivery", () => {
  const deferred = "421-4.7.23 [203.0.113.5      23] The IP address sending this message does not";
  test.each([
    ["failed", {}, {}],
    ["failed, by another name", { stat: "User unknown" }, {}],
    ["the sender's account", { to: "<user@gmail.com>, ctladdr=<news@example.com> (1001/1001)" }, {}],
    ["no brackets", { to: "user@gmail.com" }, {}],
    [
      "IPv6",
      { relay: "aspmx.l.google.com. [IPv6:2001:db8:0:0:0:0:0:1a]" },
      { remoteMta: "aspmx.l.google.com", remoteIp: "2001:db8:0:0:0:0:0:1a" },
    ],
    ["no host name", { relay: "[192.0.2.26]" }, { remoteMta: null }],
    ["may be forged", { relay: `${RELAY} (may be forged)` }, {}],
    [
      "deferred",
      { dsn: "4.7.23", reply: `, reply=${deferred}`, stat: `Deferred: ${deferred}` },
      { action: "delayed", reply: deferred },
    ],
    [
      "deferred, bare",
      { dsn: "4.7.23", reply: `, reply=${deferred}`, stat: "Deferred" },
      { action: "delayed", reply: deferred },
    ],
    [
      "reply= is another recipient's",
      { stat: "Deferred: 452-4.2.2 full" },
      { action: "delayed", reply: "452-4.2.2 full" },
    ],
    ["no reply=, before 8.14", { reply: "" }, { reply: "550 5.7.25" }],
  ])("%s", (_name, change, want) => {
    const record = read(delivery(change));
    expect(record).toEqual({ kind: "attempt", attempt: { ...attempt, ...want }, furtherRecipients: [] });
  });

  test("several recipients", () => {
    expect(read(delivery({ to: '<a@gmail.com>,<"b,c"@gmail.com>,<d@gmail.com>' }))).toMatchObject({
      attempt: { recipient: "a@gmail.com" },
      furtherRecipients: ['"b,c"@gmail.com', "d@gmail.com"],
    });
  });

  test("whatever the program is called", () => {
    expect(read(delivery(), "mta-out[1]")?.kind).toBe("attempt");
  });
});

describe("how a delivery ended", () => {
  test.each([
    ["sent", delivery({ dsn: "2.0.0", reply: "", stat: "Sent (OK x - gsmtp)" }), "delivered"],
    ["failed without a host", `to=<user@gmail.com>, ${TIMES}, dsn=5.1.2, stat=Host unknown`, "failed"],
    ["given up", "6AS42Kcd001210: sender notify: Cannot send message for 5 days", "failed"],
  ])("%s", (_name, text, outcome) => {
    expect(read(text)).toMatchObject({ kind: "outcome", outcome: { outcome } });
  });
});

describe("what is never read", () => {
  test.each([
    [
      "inbound mail that was refused",
      `ruleset=check_rcpt, arg1=<user@example.com>, relay=x [203.0.113.99], reject=${REPLY}`,
    ],
    [
      "a connection that broke",
      delivery({ dsn: "4.0.0", stat: "Deferred: Connection reset by gmail-smtp-in.l.google.com." }),
    ],
    ["queued", `to=<user@gmail.com>, ${TIMES}, dsn=2.0.0, stat=queued`],
    ["a warning", "6AS42Kcd001210: sender notify: Warning: could not send message for past 4 hours"],
    ["Postfix's arrival", "from=<news@example.com>, size=501, nrcpt=1 (queue active)"],
  ])("%s", (_name, text) => {
    expect(read(text)).toBeNull();
  });
});
