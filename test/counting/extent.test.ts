// What tells of refusals is kept to the end, and all else is garbage soon: the program is told what the inputs turn out to be, so that it
// can spare memory in time.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ByteReader } from "../../src/reading/files/reader.ts";
import { createReadingProgress } from "../../src/reading/progress.ts";
import { MANY_OBSERVATIONS } from "../../src/run/count.ts";
import { analyzeFiles } from "../support/analyze.ts";

const refused = (number: number) =>
  `Feb  2 10:00:00 mx1 postfix/smtp[9]: 4ABC${number}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. a${number}-20020a05600c00c900b0040e4f4f4f4fsi10.1 - gsmtp (in reply to end of DATA command))\n`;

/** Of a log with so many refusals. */
async function told(refusals: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "whybounce-extent-"));
  const extents: string[] = [];
  try {
    const lines = Array.from({ length: refusals }, (_, number) => refused(1_000_000 + number));
    await writeFile(join(folder, "mail.log"), lines.join(""));
    const { report } = await analyzeFiles([folder], { onExtent: (extent) => void extents.push(extent) });
    expect(report.totals.attempts).toBe(refusals);
    return extents;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("a log of usual size is neither long nor dense", async () => {
  expect(await told(1_000)).toEqual([]);
});

test.each([
  ["few refusals", 10, ["long"]],
  ["refusals in every second line", 100_000, []],
])("long inputs with %s", (_how, refusals, expected) => {
  const extents: string[] = [];
  const onLong = () => extents.push("long");
  const progress = createReadingProgress({
    onProgress: () => {},
    onLong,
    signal: undefined,
    total: 0,
    now: Date.now,
  });
  let read = 0;
  const reader = progress.watch(
    { bytesRead: () => read, file: { took: () => true } } as unknown as ByteReader,
    "mail.log",
  );
  progress.refused(refusals);
  for (; read < 2 ** 30; read += 4 * 2 ** 20) reader.file!.took(0);
  expect(extents).toEqual(expected);
});

test("a log full of refusals is told once, as dense", async () => {
  expect(await told(2 * MANY_OBSERVATIONS)).toEqual(["dense"]);
}, 60_000);
