// What one pass over a log finds out about a message.

import { expect, test } from "vitest";
import { createLogReader } from "../../../src/reading/logs/read-log.ts";
import { allOf } from "../../support/all-of.ts";
import { readerOf } from "../../support/byte-reader.ts";

test("a queue id with the letters PTR does not hide its message's sender, nor cost a second reading", async () => {
  const log = [
    "Nov 23 04:02:14 mx1 postfix/cleanup[294]: 4lj0zPXDb0BPTRd: message-id=<1@app1.example.com>",
    "Nov 23 04:02:14 mx1 postfix/qmgr[115]: 4lj0zPXDb0BPTRd: from=<news@example.com>, size=501, nrcpt=1 (queue active)",
    "Nov 23 04:02:15 mx1 postfix/smtp[128]: 4lj0zPXDb0BPTRd: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))",
    "",
  ].join("\n");
  const logs = createLogReader();
  const bytes = Buffer.from(log);
  const { parts } = logs.read({
    path: "mail.log",
    reader: readerOf(bytes),
    size: bytes.length,
    timezone: "UTC",
    notAfter: Date.UTC(2026, 11, 1),
  });
  const observations = await allOf(parts);
  await logs.close();
  expect(observations).toMatchObject([{ sender: "news@example.com", messageId: "<1@app1.example.com>" }]);
  expect(
    logs.isWorthRereading({ order: 0, firstTime: null, lastTime: null, isInOrder: true, isPartial: false }),
  ).toBe(false);
});
