// Rotated logs whose stamps have no year: each file's last change says which year it is.

import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";

const fixture = join(import.meta.dirname, "../../../fixtures/framing/rfc3164-zero-padded-day.log");

let folder: string;
let text: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-rotated-"));
  text = await readFile(fixture, "utf8");
});
afterAll(() => rm(folder, { recursive: true }));

/** The fixture's lines under other dates and with other ids. */
async function log(
  name: string,
  day: string,
  mark: string,
  changed: string,
  compressed = false,
): Promise<string> {
  const path = join(folder, name);
  const lines = text
    .replaceAll("Feb 03", day)
    .replaceAll("C0000000", `C${mark}`)
    .replaceAll("si180", `si${mark}`);
  const bytes = lines.replaceAll("si524", `sj${mark}`);
  await writeFile(path, compressed ? gzipSync(bytes) : bytes);
  await utimes(path, new Date(changed), new Date(changed));
  return path;
}

async function times(paths: string[]): Promise<string[]> {
  return rejectionsIn(await analyzeFiles(paths))
    .map(({ time }) => time?.slice(0, 10) ?? "")
    .filter((day, i, all) => all.indexOf(day) === i);
}

test("a week of logs over the turn of the year", async () => {
  const paths = [
    await log("mail.log", "Jan  9", "1000000", "2027-01-09T12:00:00Z"),
    await log("mail.log.1", "Jan  1", "2000000", "2027-01-03T00:00:01Z"),
    await log("mail.log.2", "Dec 31", "3000000", "2027-01-01T00:00:01Z"),
    await log("mail.log.3.gz", "Dec 20", "4000000", "2026-12-27T00:00:01Z", true),
  ];
  const want = ["2026-12-20", "2026-12-31", "2027-01-01", "2027-01-09"];
  expect(await times(paths)).toEqual(want);
  expect(await times(paths.toReversed())).toEqual(want);
});

test("one log over the turn of the year", async () => {
  const path = await log("one.log", "Dec 30", "5000000", "2027-01-09T12:00:00Z");
  const january = await readFile(await log("two.log", "Jan  2", "6000000", "2027-01-09T12:00:00Z"));
  await writeFile(path, Buffer.concat([await readFile(path), january]));
  await utimes(path, new Date("2027-01-09T12:00:00Z"), new Date("2027-01-09T12:00:00Z"));
  expect(await times([path])).toEqual(["2026-12-30", "2027-01-02"]);
});

test("a copy of a compressed log: gzip kept when it was changed", async () => {
  const path = await log("copied.gz", "Dec 20", "7000000", "2030-06-01T00:00:00Z", true);
  const bytes = await readFile(path);
  bytes.writeUInt32LE(Date.parse("2026-12-27T00:00:01Z") / 1000, 4);
  await writeFile(path, bytes);
  await utimes(path, new Date("2030-06-01"), new Date("2030-06-01"));
  expect(await times([path])).toEqual(["2026-12-20"]);
});
