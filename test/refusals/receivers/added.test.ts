// The recipe for a receiver: one file and one line in the table. Nothing else need know of it for its refusals to be
// found, in logs and in mail.

import { expect, test, vi } from "vitest";
import type { Receiver } from "../../../src/refusals/receivers/receiver.ts";
import { analyzeFiles } from "../../support/analyze.ts";

vi.mock(import("../../../src/refusals/receivers/index.ts"), async (load) => {
  const { receivers } = await load();
  const { otherReceiver } = await import("../../../src/refusals/receivers/receiver.ts");
  const added: Receiver = otherReceiver({
    id: "added",
    name: "A receiver that was added",
    host: /(?:^|\.)example\.edu$/,
    text: /\bnameless machines are not\b/,
    marks: [{ words: "nameless machines are" }],
  });
  return { receivers: [...receivers, added] };
});

async function found(text: string): Promise<string[]> {
  const { report } = await analyzeFiles(["-"], { stdin: text });
  return (report.otherReceivers ?? []).map(({ receiver, attempts }) => `${receiver} ${attempts}`);
}

const reply = "550 nameless machines are not welcome";
const log = `Feb 23 10:11:12 mx1 postfix/smtp[9]: 63D5E2988B8: to=<user@example.edu>, relay=mx.example.edu[192.0.2.60]:25, delay=1, delays=0/0/1/0, dsn=5.0.0, status=bounced (host mx.example.edu[192.0.2.60] said: ${reply} (in reply to RCPT TO command))\n`;
const status = `Reporting-MTA: dns; mx1.example.com

Final-Recipient: rfc822; user@example.edu
Action: failed
Status: 5.0.0
Remote-MTA: dns; mx.example.edu
Diagnostic-Code: smtp; 550-nameless
    550-machines are not
    550 welcome
`;
const bounce = (encoding: string, body: string) => `Return-Path: <>
From: MAILER-DAEMON@mx1.example.com
To: news@example.com
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It failed.

--b
Content-Type: message/delivery-status
Content-Transfer-Encoding: ${encoding}

${body}
--b--
`;
const quotedPrintable = status.replace("nameless", "name=\nl=65ss");
const base64 = Buffer.from(status).toString("base64").replaceAll(/.{60}/g, "$&\n");

test.each([
  ["a log", log],
  ["a bounce", bounce("7bit", status)],
  ["a bounce in quoted-printable", bounce("quoted-printable", quotedPrintable)],
  ["a bounce in base64", bounce("base64", base64)],
  ["a bounce in UTF-16", bounce("base64", Buffer.from(`\ufeff${status}`, "utf16le").toString("base64"))],
])("its refusal is found in %s", async (_kind, text) => {
  expect(await found(text)).toEqual(["added 1"]);
});
