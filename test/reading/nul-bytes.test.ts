// Zeros in logs: a power cut leaves them before the line that was written next, copytruncate before all lines.

import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyzeFiles } from "../support/analyze.ts";

const MIB = 2 ** 20;
const refusal = (number: number) =>
  `Nov 10 04:00:01 mx1 postfix/smtp[174]: 3A001229${number}F1: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.9, delays=0/0/0.4/0.5, dsn=4.7.23, status=deferred (host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.23 [203.0.113.5      23] The sending IP address for this message doesn't have a PTR record. 421 4.7.23  https://support.google.com/a?p=sender-guidelines-ip d9443c01a7336-db4c9b1d8c8si08${number}.30 - gsmtp (in reply to end of DATA command))\n`;
const torn = refusal(7).slice(0, 150);

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), "whybounce-nul-"))));
afterAll(() => rm(directory, { recursive: true }));

async function attemptsIn(path: string): Promise<{ attempts: number }> {
  const { report } = await analyzeFiles([path]);
  expect(report.warnings).toEqual([]);
  return { attempts: report.totals.attempts };
}

/** Numbers are zeros, as holes of the file. */
type Part = string | number;

async function writeParts(path: string, parts: readonly Part[]): Promise<void> {
  const file = await open(path, "w");
  let position = 0;
  for (const part of parts) {
    if (typeof part === "string") await file.write(part, position);
    position += typeof part === "string" ? part.length : part;
  }
  await file.truncate(position);
  await file.close();
}

test.each<[string, readonly Part[], number]>([
  ["in front of all", [500, refusal(1), refusal(2)], 2],
  ["as many as are looked at first", [65_536, refusal(1), refusal(2)], 2],
  ["nearly as many as a line may have", [MIB - 100, refusal(1), refusal(2)], 2],
  ["more than a line may have", [5 * MIB + 3, refusal(1), refusal(2)], 2],
  ["between lines", [refusal(1), 500, refusal(2)], 2],
  ["more than a line may have, between lines", [refusal(1), 3 * MIB, refusal(2), refusal(3)], 3],
  ["more than memory holds at once", [refusal(1), 30 * MIB + 7, refusal(2), 30 * MIB, refusal(3)], 3],
  ["behind a torn line", [refusal(1), torn, 4_096, refusal(3)], 2],
  ["at the end", [refusal(1), refusal(2), 3 * MIB], 2],
])("%s", async (_name, parts, attempts) => {
  const path = join(directory, "mail.log");
  await writeParts(path, parts);
  expect((await attemptsIn(path)).attempts).toBe(attempts);
});

test("a torn line gives nothing to the line behind it", async () => {
  const path = join(directory, "torn.log");
  await writeParts(path, [torn, 512, refusal(3)]);
  const { events } = await analyzeFiles([path]);
  expect(events).toMatchObject([{ queueId: "3A0012293F1", recipient: "user@gmail.com" }]);
});

test("in a gzip file", async () => {
  const path = join(directory, "mail.log.1.gz");
  await writeFile(path, gzipSync(Buffer.concat([Buffer.alloc(2 * MIB), Buffer.from(refusal(1))])));
  expect((await attemptsIn(path)).attempts).toBe(1);
});
