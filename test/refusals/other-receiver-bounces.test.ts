// Bounces about other receivers that refuse for the same reason: each receiver's words, as mailers fold and
// arrange them, are counted for that receiver. Most have no code of their own by which a bounce is found.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../support/analyze.ts";

/** Who says what: of the log in which every receiver refuses once. */
const log = readFileSync(
  new URL("../../fixtures/other-receivers/postfix-every-receiver.log", import.meta.url),
  "utf8",
);
const refusals = [
  ...log.matchAll(
    /\(host (?<host>\S+)\[\S+\] (?:said|refused to talk to me): (?<reply>.*?)(?: \(in reply to .*)?\)\n/g,
  ),
].map(({ groups }) => ({ host: groups?.["host"] ?? "", reply: groups?.["reply"] ?? "" }));

async function counted(text: string) {
  const { report } = await analyzeFiles(["-"], { stdin: text });
  expect(report.totals.attempts).toBe(0);
  return (report.otherReceivers ?? []).map(({ example: _example, ...row }) => row);
}

/** Postfix's way: at most 79 columns, what follows is indented. */
function folded(text: string, indent: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + word.length >= 79) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

const head = (type: string) => `Return-Path: <>
Date: Mon, 23 Feb 2026 14:11:13 +0000 (UTC)
From: Mail Delivery System <MAILER-DAEMON@mx1.example.com>
Subject: Mail delivery failed: returning message to sender
To: news@example.com
Auto-Submitted: auto-replied
Message-Id: <20260223141113.44CF929853D@mx1.example.com>
MIME-Version: 1.0
Content-Type: ${type}
`;

const postfix = (
  host: string,
  reply: string,
) => `${head('multipart/report; report-type=delivery-status; boundary="b"')}
--b
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx1.example.com.

${folded(`<user@example.org>: host ${host}[192.0.2.60] said: ${reply}`, "    ")}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx1.example.com
X-Postfix-Queue-ID: F0000000001
Arrival-Date: Mon, 23 Feb 2026 10:11:10 +0000 (UTC)

Final-Recipient: rfc822; user@example.org
Action: failed
Status: 5.0.0
Remote-MTA: dns; ${host}
${folded(`Diagnostic-Code: smtp; ${reply}`, "    ")}

--b--
`;

const exim = (
  host: string,
  reply: string,
) => `${head("text/plain; charset=us-ascii")}X-Failed-Recipients: user@example.org

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  user@example.org
    host ${host} [192.0.2.60]
    SMTP error from remote mail server after initial connection:
    ${reply.replaceAll(/ (?=5\d\d[- ])/g, "\n    ")}

------ This is a copy of the message, including all the headers. ------

From: "News" <news@example.com>
To: <user@example.org>
Subject: Weekly
Message-ID: <94@app1.example.com>
`;

const base64 = (host: string, reply: string) => {
  const [header = "", ...body] = exim(host, reply).split("\n\n");
  const encoded = Buffer.from(body.join("\n\n")).toString("base64").replaceAll(/.{76}/g, "$&\n");
  return `${header}\nContent-Transfer-Encoding: base64\n\n${encoded}\n`;
};

test("the log has every receiver", () => expect(refusals.length).toBeGreaterThan(15));

describe.each([
  ["a report of Postfix's", postfix],
  ["a text of Exim's", exim],
  ["a text in base64", base64],
])("%s", (_layout, bounce) => {
  test.each(refusals)("$host $reply", async ({ host, reply }) => {
    const line = log.split("\n").find((candidate) => candidate.includes(reply)) ?? "";
    const [fromLog] = await counted(`${line}\n`);
    expect(fromLog).toMatchObject({ attempts: 1 });
    expect(await counted(bounce(host, reply))).toEqual([fromLog]);
  });
});

test("the same words of anybody else are no refusal", async () => {
  const words = "554-Bad DNS PTR resource record. 554 For explanation visit https://example.org/";
  expect(await counted(postfix("mx.example.net", words))).toEqual([]);
});
