// Bounces that are text only: each refusal counts once, with its code, its recipient and the address that Gmail names.

import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../../support/analyze.ts";
import { templates } from "./text-templates.ts";

const TOKEN = "d75a77b69052e-5b2a1c4si42516ad.69 - gsmtp";

const replies: [refusal: string, status: string, lines: string[]][] = [
  [
    "550-5.7.25 203.0.113.5",
    "5.7.25",
    [
      "[203.0.113.5] The IP address sending this message does not have a",
      "PTR record setup, or the corresponding forward DNS entry does not",
      `match the sending IP. ${TOKEN}`,
    ],
  ],
  [
    "550-5.1.1 null",
    "5.1.1",
    [
      "The email account that you tried to reach does not exist. Please try",
      "double-checking the recipient's email address for typos. For more information, go to",
      ` https://support.google.com/mail/?p=NoSuchUser ${TOKEN}`,
    ],
  ],
  [
    "550-5.7.26 203.0.113.9",
    "5.7.26",
    [
      "Your email has been blocked because the sender is unauthenticated.",
      "",
      " Authentication results:",
      " SPF [example.com] with ip: [203.0.113.9] = did not pass",
      "",
      ` For instructions, go to https://support.google.com/mail/answer/81126 ${TOKEN}`,
    ],
  ],
];

const returned = `Return-Path: <news@example.com>
Received: from app1.example.com by mx1.example.com; Mon, 23 Feb 2026 10:11:10 +0000
From: News <news@example.com>
To: user@gmail.com
Message-ID: <f18@app1.example.com>

text
`;

function bounce(from: string, body: string, status: string, texts: readonly string[]): string {
  const lines = texts.map((text, at) => `550${at < texts.length - 1 ? "-" : " "}${status} ${text}`);
  const marks: Record<string, string> = {
    lines: lines.join("\n"),
    indented: lines.join("\n    "),
    reply: lines.join(" "),
    bare: `${status} ${texts.join("\n")}`,
    rest: [`${status} ${texts[0]}`, ...lines.slice(1)].join(" "),
    status,
    returned,
  };
  const text = body.replaceAll(/\{(\w+)\}/g, (_mark, name: string) => marks[name]!);
  return `Return-Path: <>\nFrom: ${from}\nTo: news@example.com\nSubject: Undeliverable\nDate: Mon, 23 Feb 2026 10:11:13 +0000\nMessage-ID: <b17@mx1.example.com>\n\n${text}\n`;
}

describe.each(templates)("%s", (_who, from, body) => {
  test.each(replies)("%s", async (refusal, status, texts) => {
    const { events } = await analyzeFiles(["-"], { stdin: bounce(from, body, status, texts) });
    const counted = events.filter(
      ({ schema }) => schema === "whybounce.rejection/1" || schema === "whybounce.other/1",
    );
    expect(counted.map((event) => ("code" in event ? `${event.code} ${event.sendingIp}` : ""))).toEqual([
      refusal,
    ]);
    const recipients = events.flatMap((event) =>
      event.schema === "whybounce.rejection/1" || event.schema === "whybounce.sender-refusal/1"
        ? [event.recipient]
        : [],
    );
    expect(recipients).toEqual(status === "5.1.1" ? [] : ["user@gmail.com"]);
  });
});
