// A bounce that somebody attached to a mail of their own: in whichever way a mail program attaches it, it says what it says
// when it is read by itself.

import { describe, expect, test } from "vitest";
import type { AnalysisEvent } from "../../../src/model/events.ts";
import { analyzeFiles } from "../../support/analyze.ts";

const TOKEN = "d75a77b69052e-5b2a1c4si42516ad.69 - gsmtp";

const replies: [refusal: string, lines: string[]][] = [
  [
    "550-5.7.25 203.0.113.5",
    [
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a",
      `550 5.7.25 PTR record setup. ${TOKEN}`,
    ],
  ],
  ["550-5.1.1 null", [`550 5.1.1 The email account that you tried to reach does not exist. ${TOKEN}`]],
  [
    "550-5.7.26 203.0.113.9",
    [
      "550-5.7.26 Your email has been blocked because the sender is unauthenticated.",
      `550 5.7.26  SPF [example.com] with ip: [203.0.113.9] = did not pass ${TOKEN}`,
    ],
  ],
];

const header = (from: string, type: string) =>
  [
    "Return-Path: <>",
    `From: ${from}`,
    "To: news@example.com",
    "Subject: failure notice",
    "Date: Mon, 23 Feb 2026 10:11:13 +0000",
    "Message-ID: <b17@mx1.example.com>",
    "MIME-Version: 1.0",
    ...(type === "" ? [] : [`Content-Type: ${type}`]),
    "",
    "",
  ].join("\n");

const returned =
  "From: News <news@example.com>\nTo: user@gmail.com\nMessage-ID: <f18@app1.example.com>\n\ntext\n";

const bounces: [kind: string, write: (lines: readonly string[]) => string][] = [
  [
    "text only",
    (lines) =>
      `${header("MAILER-DAEMON@mx1.example.com", "")}Hi. This is the qmail-send program at mx1.example.com.\n\n<user@gmail.com>:\n192.0.2.26 failed after I sent the message.\nRemote host said: ${lines.join("\n")}\n\n--- Below this line is a copy of the message.\n\n${returned}`,
  ],
  [
    "a report",
    (lines) =>
      `${header("MAILER-DAEMON@mx1.example.com", 'multipart/report; report-type=delivery-status; boundary="r1"')}--r1\n\nThis is the mail system at host mx1.example.com.\n\n--r1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx1.example.com\n\nFinal-Recipient: rfc822; user@gmail.com\nAction: failed\nStatus: 5.0.0\nRemote-MTA: dns; gmail-smtp-in.l.google.com\nDiagnostic-Code: smtp; ${lines.join("\n    ")}\n\n--r1\nContent-Type: message/rfc822\n\n${returned}\n--r1--\n`,
  ],
];

const encodings: [encoding: string, encode: (text: string) => string][] = [
  ["7bit", (text) => text],
  ["base64", (text) => Buffer.from(text).toString("base64").replaceAll(/.{76}/g, "$&\n")],
  ["quoted-printable", (text) => text.replaceAll("=", "=3D").replaceAll(/[^\n]{70}(?=[^\n]{6})/g, "$&=\n")],
];

const types = [
  'message/rfc822; name="failure notice.eml"',
  "message/rfc822",
  "message/global",
  'text/plain; name="failure notice.eml"',
  "text/plain; name=bounce.txt",
  'application/octet-stream; name="failure notice.EML"',
  "application/octet-stream",
  "text/rfc822; name=bounce",
  "application/x-eml; name=bounce.eml",
];

function attached(type: string, encoding: string, ...contents: string[]): string {
  const name = /name="?([^";]*)/.exec(type)?.[1];
  const disposition = `Content-Disposition: attachment${name === undefined ? "" : `; filename="${name}"`}`;
  const parts = contents.map(
    (content) =>
      `--b54\nContent-Type: ${type}\n${disposition}\nContent-Transfer-Encoding: ${encoding}\n\n${content}\n`,
  );
  const front = header("Someone <someone@example.com>", 'multipart/mixed; boundary="b54"').replace(
    "<>",
    "<someone@example.com>",
  );
  return `${front}--b54\nContent-Type: text/plain\n\nPlease see the attached bounce.\n\n${parts.join("")}--b54--\n`;
}

async function refusals(mail: string): Promise<string[]> {
  const { events } = await analyzeFiles(["-"], { stdin: mail });
  return events.flatMap((event: AnalysisEvent) =>
    event.schema === "whybounce.rejection/1" || event.schema === "whybounce.other/1"
      ? [`${event.code} ${event.sendingIp}`]
      : [],
  );
}

describe.each(bounces)("an attached bounce that is %s", (_kind, write) => {
  test.each(types)("as %s", async (type) => {
    for (const [refusal, lines] of replies)
      for (const [encoding, encode] of encodings)
        expect(await refusals(attached(type, encoding, encode(write(lines)))), encoding).toEqual([refusal]);
  });

  test.each([
    ['Content-Type: text/plain; charset=utf-8\nContent-Disposition: inline; filename="failure notice.eml"'],
    ["Content-Type: text/plain;\n name=bounce.eml\nContent-Disposition: inline"],
    ["Content-Type: text/plain; name=bounce.eml"],
    ["Content-Type: text/plain\nContent-Disposition: inline;\n filename*=UTF-8''failure%20notice%2Eeml"],
  ])("to be shown at its place: %j", async (fields) => {
    for (const [refusal, lines] of replies)
      for (const [encoding, encode] of encodings) {
        const mail = attached("text/plain", encoding, encode(write(lines)));
        const shown = mail.replace("Content-Type: text/plain\nContent-Disposition: attachment", fields);
        expect(shown).not.toBe(mail);
        expect(await refusals(shown), encoding).toEqual([refusal]);
      }
  });

  test("several of them, each counts", async () => {
    const both = replies
      .slice(1)
      .map(([, lines], at) => write(lines).replaceAll("69 - gsmtp", `7${at} - gsmtp`));
    for (const type of ["message/rfc822", "text/plain; name=a.eml"])
      expect(await refusals(attached(type, "7bit", ...both))).toEqual(replies.slice(1).map(([one]) => one));
  });
});

test("an attached text that is no bounce says nothing", async () => {
  const [, lines] = replies[0]!;
  const note = `We were told:\n\n${lines.join("\n")}\n`;
  const answer = `${header("Help <help@example.org>", "").replace("<>", "<help@example.org>")}${note}`;
  for (const text of [note, answer])
    for (const type of types) expect(await refusals(attached(type, "7bit", text)), type).toEqual([]);
});

test("an attached bounce in words that nobody knows is told as unread", async () => {
  const [, lines] = replies[0]!;
  const bounce = `${header("MAILER-DAEMON@mx1.example.com", "")}There was trouble.\n\n${lines.join("\n")}\n`;
  for (const type of types) {
    const { report } = await analyzeFiles(["-"], { stdin: attached(type, "7bit", bounce) });
    expect(report.unread, type).toMatchObject({ count: 1 });
  }
});
