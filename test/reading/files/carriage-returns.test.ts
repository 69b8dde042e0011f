// Text whose lines end with carriage returns alone, which had one line only, and nothing in it was found or told.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPath, openStream } from "../../../src/reading/files/open.ts";
import { readWhole } from "../../../src/reading/files/reader.ts";
import { analyzeFiles } from "../../support/analyze.ts";

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "whybounce-returns-"))));
afterAll(() => rm(folder, { recursive: true }));

const refusal = (id: number) =>
  `Nov 10 04:00:01 mx1 postfix/smtp[174]: 3A001229${id}F1: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.9, delays=0/0/0.4/0.5, dsn=4.7.23, status=deferred (host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.23 [203.0.113.5      23] The sending IP address for this message doesn't have a PTR record. 421 4.7.23  https://support.google.com/a?p=x d9443c01a7336-db4c9b1d8c8si08${id}.30 - gsmtp)`;
const other = "Nov 10 04:00:01 mx1 postfix/smtpd[174]: connect from unknown[198.51.100.1]";
const many = (end: string) => `${other}${end}`.repeat(3_000);

test.each<[string, string, number]>([
  ["in all lines", `${refusal(1)}\r${refusal(2)}\r`, 2],
  ["in all lines but the last", `${refusal(1)}\r${refusal(2)}\n`, 2],
  ["in far more than is looked at first", `${refusal(1)}\r${many("\r")}${refusal(2)}\r`, 2],
  [
    "before appended lines that end otherwise",
    `${many("\r")}${refusal(1)}\r${refusal(2)}\n${refusal(3)}\r\n`,
    3,
  ],
  ["within lines that end otherwise", `${other}\n${refusal(1)}\r${refusal(2)}\n${refusal(3)}\n`, 3],
  ["and none behind the last line", `${refusal(1)}\r${refusal(2)}`, 2],
])("carriage returns %s", async (_name, text, attempts) => {
  const path = join(folder, "mail.log");
  for (const bytes of [Buffer.from(text), gzipSync(text)]) {
    await writeFile(path, bytes);
    expect((await analyzeFiles([path])).report.totals.attempts).toBe(attempts);
  }
  expect((await analyzeFiles(["-"], { stdin: text })).report.totals.attempts).toBe(attempts);
});

test("a bounce with them is read", async () => {
  const reply =
    "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup. 550 5.7.25 d9443c01a7336-db4c9b1d8c8si080.30 - gsmtp";
  const text = [
    "From: MAILER-DAEMON@mx1.example.com (Mail Delivery System)",
    "Subject: Undelivered Mail Returned to Sender",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="x"',
    "",
    "--x",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx1.example.com",
    "",
    "Final-Recipient: rfc822; user@gmail.com",
    "Action: failed",
    "Status: 5.7.25",
    "Remote-MTA: dns; gmail-smtp-in.l.google.com",
    `Diagnostic-Code: smtp; ${reply}`,
    "",
    "--x--",
    "",
  ].join("\r");
  const { report } = await analyzeFiles(["-"], { stdin: text });
  expect(report.totals).toMatchObject({ attempts: 1, lost: 1 });
});

test("a pair of carriage return and line feed is one end, wherever the bytes are cut", async () => {
  const text = `${many("\r")}last\r\n`;
  for (const size of [1, 7, 64 << 10]) {
    const { reader } = await openStream(pieces(Buffer.from(text), size));
    const { raw } = await readWhole(reader, 1 << 28);
    await reader.close();
    expect(raw.toString()).toBe(`${many("\n")}last\n`);
  }
});

test("a single line keeps its carriage return", async () => {
  const path = join(folder, "one.log");
  await writeFile(path, `${other}\r`);
  const { reader } = await openPath(path);
  const { raw } = await readWhole(reader, 1 << 28);
  await reader.close();
  expect(raw.toString()).toBe(`${other}\r`);
});

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
