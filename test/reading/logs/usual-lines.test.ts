// The short way to read a line must give what the long way gives, or leave the line to it.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeLog } from "../../../bench/logs.js";
import { readEntry, type EntryRecord } from "../../../src/reading/logs/entries.ts";
import { noParts } from "../../../src/reading/logs/kept-parts.ts";
import { createLogClock } from "../../../src/reading/logs/log-clock.ts";
import type { LogSource } from "../../../src/reading/logs/log-source.ts";
import { createUsualLineReader } from "../../../src/reading/logs/usual-lines.ts";
import { readerOf } from "../../support/byte-reader.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
const linesOfFixtures = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".log"))
  .flatMap((path) => readFileSync(join(fixtures, path), "utf8").split("\n"))
  .filter((line) => line !== "");

const source = (given: Partial<LogSource> = {}): LogSource => ({
  path: "mail.log",
  reader: readerOf(Buffer.alloc(0)),
  size: 0,
  timezone: "UTC",
  notAfter: Date.UTC(2026, 11, 1),
  ...given,
});

/** Both ways for one log, as a text that is read again and again by the same readers. */
function bothWays(given: Partial<LogSource> = {}) {
  const log = source(given);
  const clock = createLogClock(log.timezone, () => null);
  const readUsual = createUsualLineReader(log, clock);
  return (line: Buffer) => {
    // Other lines stand before and after it.
    const bytes = Buffer.concat([Buffer.from("x>, size=\n"), line, Buffer.from("\nremoved>, size=1\n")]);
    const place = { start: 10, end: 10 + line.length, offset: 10 };
    const long = () => readEntry(line.toString("utf8"), place.offset, log, clock, noParts);
    return { usual: readUsual(bytes, place, noParts), long };
  };
}

const plain = (told: EntryRecord | null) => told && { record: told.record, accepted: told.accepted() };

test("each usual line of the fixtures is read as any other", () => {
  const read = bothWays();
  const kinds = new Map<string, number>();
  for (const line of linesOfFixtures) {
    const { usual, long } = read(Buffer.from(line));
    if (usual === null) continue;
    expect(plain(usual)).toEqual(plain(long()));
    kinds.set(usual.record.kind, (kinds.get(usual.record.kind) ?? 0) + 1);
  }
  for (const kind of ["attempt", "outcome", "envelope", "removal"])
    expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(50);
});

test.each(["postfix", "postfix-iso"] as const)(
  "all lines about messages are usual in a dense log of %s",
  (format) => {
    const folder = mkdtempSync(join(tmpdir(), "whybounce-usual-"));
    const path = join(folder, "mail.log");
    writeLog({ path, format, refusals: 200, share: 1 });
    const lines = readFileSync(path, "utf8").split("\n");
    rmSync(folder, { recursive: true });
    const read = bothWays();
    const ofMessages = lines.filter((line) => /: (?:from=|message-id=|to=|removed)/.test(line));
    expect(ofMessages.length).toBeGreaterThan(600);
    expect(ofMessages.filter((line) => read(Buffer.from(line)).usual === null)).toEqual([]);
  },
);

const bits = [
  ...Array.from("Zé\0\r\u001b\u00a0<>,:[]() '\"\\=7-+"),
  "\\u003c",
  ">, ",
  ">, size=",
  ">, status=expired, ",
  ": ",
  " Z ",
  "from=<",
  "to=<",
  "message-id=",
  "removed",
  "requeued",
  "error: ",
  "warning: ",
  "message repeated 2 times: [ ",
  "postfix/qmgr[",
  "250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp",
];

/** A line of the fixtures, some places of which say something else. */
const changed = fc
  .tuple(
    fc.constantFrom(...linesOfFixtures.filter((line) => line.includes("postfix/"))),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        taken: fc.integer({ min: 0, max: 12 }),
        put: fc.constantFrom("", ...bits),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([line, changes]) =>
    changes.reduce((text, { at, taken, put }) => {
      const place = Math.floor(at * Math.min(text.length, 160));
      return text.slice(0, place) + put + text.slice(place + taken);
    }, line),
  );

test.each([
  { name: "UTC", given: {} },
  { name: "Europe/Berlin", given: { timezone: "Europe/Berlin" } },
  { name: "a given host", given: { host: "mail.example.com" } },
])("a line is read as any other, whatever is changed in it ($name)", ({ given }) => {
  const read = bothWays(given);
  let usual = 0;
  fc.assert(
    fc.property(changed, (line) => {
      if (line.includes("\n")) return;
      const ways = read(Buffer.from(line));
      if (ways.usual === null) return;
      usual++;
      expect(plain(ways.usual)).toEqual(plain(ways.long()));
    }),
    { numRuns: 15_000 },
  );
  expect(usual).toBeGreaterThan(1_000);
});

const start = "Nov 23 04:01:31 mx1 postfix";

test.each([
  [
    "a queue id that is a word of Postfix's own",
    `${start}/qmgr[1]: error: from=<a@example.com>, size=1, nrcpt=1`,
  ],
  [
    "a sender that writes like Postfix",
    `${start}/qmgr[1]: 63D5E2988B8: from=<"a>, size=1, "@example.com>, size=1, nrcpt=1`,
  ],
  [
    "a message that is given up",
    `${start}/qmgr[1]: 63D5E2988B8: from=<a@example.com>, status=expired, returned to sender`,
  ],
  ["a reply with the line end of another system", `${start}/qmgr[1]: 63D5E2988B8: removed\r`],
  [
    "another mailer's line",
    "Nov 23 04:01:31 mx1 sendmail[1]: 63D5E2988B8: from=<a@example.com>, size=1, nrcpt=1",
  ],
  ["a stamp with a zone after a blank", "2026-11-23T04:01:31 Z postfix/qmgr[1]: 63D5E2988B8: removed"],
])("left to the long way: %s", (_, line) => {
  const read = bothWays();
  // The same stamp, and the same program, are known.
  for (const known of [
    `${start}/qmgr[1]: 63D5E2988B8: removed`,
    "2026-11-23T04:01:31 Y postfix/qmgr[1]: 63D5E2988B8: removed",
  ])
    expect(read(Buffer.from(known)).usual).not.toBeNull();
  expect(read(Buffer.from(line)).usual).toBeNull();
});

test("the lines of more hosts than are remembered are read the long way", () => {
  const read = bothWays();
  for (let host = 0; host < 3_000; host++) {
    const { usual, long } = read(
      Buffer.from(`Nov 23 04:01:31 mx${host} postfix/qmgr[115]: 63D5E2988B8: removed`),
    );
    expect(plain(usual ?? long())?.record).toMatchObject({ removal: { reportingMta: `mx${host}` } });
  }
});
