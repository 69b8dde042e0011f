// A log of several years whose stamps name no year: the order of its lines tells it.

import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../../src/model/report.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CHANGED = Date.UTC(2026, 10, 14, 1);

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "years-"))));
afterAll(() => rm(folder, { recursive: true }));

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function traditional(time: number): string {
  const date = new Date(time);
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}

const iso = (time: number) => `${new Date(time).toISOString().slice(0, 19)}+00:00`;

function refusal(time: number, stamp = traditional): string {
  const queueId = (0x4b_00_00_00_00 + time / 1000).toString(16).toUpperCase();
  return `${stamp(time)} mx1 postfix/smtp[9]: ${queueId}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup. 550 5.7.25 https://support.google.com/a?p=sender-guidelines-ip a1-20020a05600c4f8100b003a5f3d4e1f2si${time / 1000}abc.1 - gsmtp (in reply to end of DATA command))`;
}

async function written(lines: readonly string[], changed = CHANGED): Promise<string> {
  const path = join(folder, "mail.log");
  await writeFile(path, lines.map((line) => `${line}\n`).join(""));
  await utimes(path, changed / 1000, changed / 1000);
  return path;
}

const timesIn = (results: Results) => rejectionsIn(results).map(({ time }) => Date.parse(time!));
const warningsOf = ({ report }: Results) => [
  ...report.warnings,
  ...report.inputs.flatMap(({ warnings }) => warnings),
];
const every = (step: number, from: number, until = CHANGED) =>
  Array.from({ length: Math.ceil((until - from) / step) }, (_, index) => from + index * step);

describe("refusals of earlier years were dated in the last one", () => {
  test.each([
    ["each month", 30 * DAY],
    ["each week", 7 * DAY],
    ["now and then", 5 * DAY + 7 * HOUR],
    ["each day", DAY],
  ])("%s, in almost five years", async (_, step) => {
    const times = every(step, Date.UTC(2022, 0, 5, 8));
    const results = await analyzeFiles([await written(times.map((time) => refusal(time)))]);
    expect(timesIn(results)).toEqual(times);
    expect(warningsOf(results)).toEqual([]);
  });

  test("a log of a year ago that was copied today, and goes on past today's day of the year", async () => {
    const times = every(DAY, Date.UTC(2025, 10, 1), Date.UTC(2025, 11, 20));
    const results = await analyzeFiles([await written(times.map((time) => refusal(time)))]);
    expect(timesIn(results)).toEqual(times);
  });

  test("February 29", async () => {
    const leapDay = Date.UTC(2024, 1, 29, 9);
    const times = [...every(20 * DAY, Date.UTC(2023, 0, 5)), leapDay].toSorted((a, b) => a - b);
    const results = await analyzeFiles([await written(times.map((time) => refusal(time)))]);
    expect(timesIn(results)).toEqual(times);
  });

  test("what became of the mail, when the log is read again for it", async () => {
    const times = every(40 * DAY, Date.UTC(2023, 0, 5));
    const ends = times.map((time) =>
      refusal(time)
        .replace(/^.{15}/, traditional(time + HOUR))
        .replace(/dsn=.*/, "dsn=2.0.0, status=sent (250 2.0.0 OK 1795406540 a1-2si5.1 - gsmtp)"),
    );
    const lines = times.flatMap((time, index) => [
      refusal(time).replace("status=bounced", "status=deferred"),
      ends[index]!,
    ]);
    const results = await analyzeFiles([await written(lines)]);
    expect(timesIn(results)).toEqual(times);
    const outcomes = results.events.filter((event) => event.schema === "whybounce.outcome/1");
    expect(outcomes.map(({ time }) => Date.parse(time!))).toEqual(times.map((time) => time + HOUR));
  });

  test("whatever the distances, up to five months", async () => {
    const distances = fc.array(fc.integer({ min: 1, max: 150 * 24 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(distances, async (hours) => {
        let time = CHANGED - 5 * DAY;
        const times = hours.map((distance) => (time -= distance * HOUR)).toReversed();
        // A February 29 may be of any leap year.
        const all = times.filter((one) => one > Date.UTC(2019, 0, 1) && !iso(one).includes("-02-29"));
        const results = await analyzeFiles([await written(all.map((one) => refusal(one)))]);
        expect(timesIn(results)).toEqual(all);
      }),
      { numRuns: 60 },
    );
  });
});

describe("no year is told where the order does not tell it", () => {
  test("a pipe, and a compressed log: that is said", async () => {
    const times = every(20 * DAY, Date.UTC(2023, 0, 5));
    const text = times.map((time) => `${refusal(time)}\n`).join("");
    const path = join(folder, "mail.log.gz");
    await writeFile(path, gzipSync(text));
    for (const [paths, stdin] of [
      [["-"], text],
      [[path], null],
    ] as const) {
      const results = await analyzeFiles([...paths], { stdin });
      expect(rejectionsIn(results)).toHaveLength(times.length);
      expect(warningsOf(results).join("\n")).toContain(
        "goes on for more than a year, and its time stamps name no year",
      );
    }
  });

  test.each<[string, number[], typeof traditional]>([
    ["a log of one year", every(3 * DAY, Date.UTC(2025, 11, 1)), traditional],
    ["years that the stamps name", every(20 * DAY, Date.UTC(2023, 0, 5)), iso],
    [
      "a log behind a later one",
      [
        ...every(DAY, Date.UTC(2026, 9, 1), Date.UTC(2026, 9, 20)),
        ...every(DAY, Date.UTC(2026, 7, 1), Date.UTC(2026, 8, 1)),
      ],
      traditional,
    ],
    ["the newest line first", every(3 * DAY, Date.UTC(2025, 11, 1)).toReversed(), traditional],
    ["nothing in half a year", [Date.UTC(2026, 0, 1), Date.UTC(2026, 9, 1)], traditional],
  ])("%s: as ever", async (_, times, stamp) => {
    const results = await analyzeFiles([await written(times.map((time) => refusal(time, stamp)))]);
    expect(timesIn(results)).toEqual(times);
    expect(warningsOf(results)).toEqual([]);
  });
});
