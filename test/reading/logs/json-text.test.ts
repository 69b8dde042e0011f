// Log lines and events in a text of JSON that a terminal, a mail program or an export put into another form.

import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { putBack } from "../../../src/reading/logs/rearranged.ts";
import type { Results } from "../../../src/model/report.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";
import { processorTime } from "../../support/processor-time.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
const context = { timezone: "UTC", notAfter: Date.parse("2026-11-30T00:00:00Z") };
const shown = (results: Results) =>
  rejectionsIn(results).map(({ sendingIp, code, recipient }) => `${sendingIp} ${code} ${recipient}`);

const [event = ""] = (await readFile(join(fixtures, "services/mailgun.log"), "utf8")).split("\n");
const other = event.replaceAll("203.0.113.40", "203.0.113.41").replaceAll("user@gmail.com", "anna@gmail.com");
const events = [event, other].map((one) => JSON.parse(one) as object);
const ofEvents = ["203.0.113.40 550-5.7.25 user@gmail.com", "203.0.113.41 550-5.7.25 anna@gmail.com"];

const cut = (text: string, width: number) =>
  text
    .split("\n")
    .flatMap((line) => line.match(new RegExp(`.{1,${width}}`, "g")) ?? [])
    .join("\n");
const folded = (text: string, width: number) =>
  spawnSync("fold", ["-s", "-w", String(width)], { input: text, encoding: "utf8" }).stdout;
const quoted = (text: string) => text.replace(/^/gm, "> ");

const ways: [how: string, write: (width: number) => string][] = [
  ["cut by a terminal, one a line", (width) => cut(`${event}\n${other}`, width)],
  ["cut by a terminal, in a list", (width) => cut(JSON.stringify(events), width)],
  ["cut by a terminal, printed with indentation", (width) => cut(JSON.stringify(events, null, 2), width)],
  ["folded at blanks", (width) => folded(JSON.stringify(events), width)],
  ["folded at blanks, printed with indentation", (width) => folded(JSON.stringify(events, null, 2), width)],
  ["cut and quoted", (width) => quoted(cut(`${event}\n${other}`, width))],
  ["printed with indentation and quoted", () => quoted(JSON.stringify(events, null, 2))],
];

describe.each(ways)("events of a service, %s", (_how, write) => {
  test.each([66, 72, 79, 80, 100])("at %i columns", async (width) => {
    const results = await analyzeFiles(["-"], { stdin: `${write(width)}\n` });
    expect(shown(results)).toEqual(ofEvents);
    expect(results.report.totals).toMatchObject({ affected: 2, unattributed: 0 });
    expect([results.report.warnings, results.report.unread?.count]).toEqual([[], 0]);
  });
});

test("an address that was cut is joined, or left open, wherever the width ends", () => {
  const whole = event.replaceAll("203.0.113.40", "203.0.113.115");
  for (let width = 60; width < 100; width++) {
    const [line = ""] = putBack(cut(whole, width), context).split("\n");
    expect(JSON.parse(line.replace("…", ""))).toEqual(JSON.parse(whole));
  }
});

const log = await readFile(join(fixtures, "postfix/gmail-550-5.7.25-several-recipients.log"), "utf8");
const lines = log.trim().split("\n");
const ofLog = shown(await analyzeFiles(["-"], { stdin: log }));
const cell = `"${lines.join("\n").replaceAll('"', '""')}"`;

describe("the lines of a log", () => {
  test("are refusals", () => expect(ofLog.length).toBeGreaterThan(0));
  test.each([
    ["in a string", JSON.stringify(log)],
    ["each in a string", lines.map((line) => JSON.stringify(line)).join("\n")],
    ["each in a string, with commas", lines.map((line) => JSON.stringify(line)).join(",\n")],
    ["in a list of strings", JSON.stringify(lines)],
    ["in a list of strings, one a line", JSON.stringify(lines, null, 2)],
    ["in a list of strings, quoted", quoted(JSON.stringify(lines, null, 2))],
    ["in a field of an object", JSON.stringify({ log })],
    ["in a list in an object", JSON.stringify({ host: "mx1", lines })],
    ["in one cell of a table", `"timestamp","message"\n"2026-02-23T10:11:12Z",${cell}`],
  ])("%s", async (_where, text) => {
    const results = await analyzeFiles(["-"], { stdin: `${text}\n` });
    expect(shown(results)).toEqual(ofLog);
    expect([results.report.warnings, results.report.unread?.count]).toEqual([[], 0]);
  });

  test("that somebody quotes in a ticket do not count", async () => {
    const ticket = JSON.stringify({ title: "Gmail refuses our mail", body: log }, null, 2);
    expect(shown(await analyzeFiles(["-"], { stdin: ticket }))).toEqual([]);
  });
});

test("brackets that are never closed cost time only once", () => {
  const text = "[\n".repeat(20_000);
  const short = processorTime(() => putBack(text, context));
  const long = processorTime(() => putBack(text.repeat(8), context));
  expect(long).toBeLessThan(short * 8 * 3 + 300);
});
