// Lines of a log within JSON and tables, as stores and shippers of logs keep them. The forms that are documented are in
// fixtures/framing; here are the odd ones, and what only looks like a line.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn, toNdjson } from "../../support/events.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
const lines = (await readFile(join(fixtures, "framing/rfc3164-crlf.log"), "utf8")).trimEnd().split(/\r?\n/);
const refused = lines.find((line) => line.includes("status=bounced"))!;
const eximLines = (await readFile(join(fixtures, "exim/gmail-550-5.7.25-failed.log"), "utf8"))
  .trimEnd()
  .split("\n");

const time = "2026-02-23T10:11:12.123456789Z";
/** As Go's encoder does. */
const escaped = (text: string) =>
  text.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
const record = (log: string) => escaped(JSON.stringify({ log, stream: "stdout", time }));
const totals = async (text: string) => (await analyzeFiles(["-"], { stdin: text })).report.totals;
const whole = { attempts: 2, messages: 2, affected: 2, lost: 1, delivered: 1 };

describe("a line in any field", () => {
  test.each([
    ["of an unknown name", (line: string) => ({ when: time, payload: { any: [{ thing: line }] } })],
    ["beside other texts", (line: string) => ({ a: "some other text", z: { text: "more of it" }, q: line })],
    ["without time and host", (line: string) => ({ q: line })],
    ["Splunk's", (line: string) => ({ preview: false, result: { _raw: line, _time: time, host: "mx1" } })],
    ["Datadog's", (line: string) => ({ id: "A", content: { timestamp: time, host: "mx1", message: line } })],
  ])("%s", async (_name, wrap) => {
    expect(await totals(lines.map((line) => `${JSON.stringify(wrap(line))}\n`).join(""))).toMatchObject(
      whole,
    );
  });

  test("JSON in JSON in JSON", async () => {
    const nested = lines.map((line) =>
      JSON.stringify({ line: record(JSON.stringify({ message: line })), timestamp: time }),
    );
    expect(await totals(nested.join("\n"))).toMatchObject(whole);
  });

  test("of several producers in one log, and another mailer's lines among them", async () => {
    const [first, ...others] = lines;
    const mixed = [
      first!,
      ...others.map((line, place) =>
        place % 2 === 0 ? record(`${line}\n`) : JSON.stringify({ _source: { message: line } }),
      ),
      ...eximLines,
    ];
    expect(await totals(mixed.join("\n"))).toMatchObject({ attempts: 3, messages: 3, lost: 2, delivered: 1 });
  });
});

describe("what encoders escape", () => {
  test("Exim's sender in Docker's json-file", async () => {
    const results = await analyzeFiles(["-"], {
      stdin: eximLines.map((line) => record(`${line}\n`)).join("\n"),
    });
    const plain = await analyzeFiles(["-"], { stdin: eximLines.join("\n") });
    const [found] = rejectionsIn(results);
    const [want] = rejectionsIn(plain);
    expect(want?.sender).toBeTruthy();
    expect([found?.sender, found?.messageId]).toEqual([want?.sender, want?.messageId]);
  });

  test("Gson's equals signs", async () => {
    const gson = lines.map((line) =>
      escaped(JSON.stringify({ message: line, time })).replaceAll("=", "\\u003d"),
    );
    expect(await totals(gson.join("\n"))).toMatchObject(whole);
  });
});

describe("Docker's records of 16 KiB", () => {
  test.each([16_100, 16_384, 40_000])("a line of more, after %d characters", async (length) => {
    const split = lines.flatMap((line) => {
      const long = `${line.replace("delay=1.2", `orig_to=<${"x".repeat(length)}@example.com>, delay=1.2`)}\n`;
      return long.match(/[^]{1,16384}/g)!.map(record);
    });
    expect(split.length).toBeGreaterThan(lines.length);
    const results = await analyzeFiles(["-"], { stdin: split.join("\n") });
    expect(results.report.totals).toMatchObject(whole);
    expect(results.report.sendingIps.map(({ ip }) => ip)).toEqual(["203.0.113.40"]);
  });
});

describe("nothing false", () => {
  test.each([
    ["a ticket", { id: 7, title: "Mail bounces", text: refused }],
    ["a comment", { time, comments: [{ author: "bob", text: refused }] }],
    ["a question", { time, question: "What does this mean?", data: { line: refused } }],
    ["another program", { time, program: "rspamd", line: refused }],
    [
      "another program, deeper",
      { "@timestamp": time, process: { name: "fail2ban" }, raw: { line: refused } },
    ],
    ["prose before the line", { time, text: `It said: ${refused}` }],
  ])("%s", async (_name, object) => {
    const { report } = await analyzeFiles(["-"], { stdin: `${JSON.stringify(object)}\n`.repeat(3) });
    expect(report.totals.attempts).toBe(0);
  });
});

describe("bad input", () => {
  test("what no reader takes is told as unread", async () => {
    const object = { time, queue: "C0000000001", to: "user@gmail.com", status: refused.split("said: ")[1]! };
    const { report } = await analyzeFiles(["-"], { stdin: `${JSON.stringify(object)}\n` });
    expect([report.totals.attempts, report.unread?.count]).toEqual([0, 1]);
  });

  test("an object of very many texts takes time in proportion", async () => {
    const wide = (count: number) =>
      `${JSON.stringify({ time, list: Array.from({ length: count }, (_, at) => `gsmtp 4.7.23 PTR text ${at}`) })}\n`;
    const measured = async (count: number) => {
      const from = performance.now();
      await totals(wide(count).repeat(20));
      return performance.now() - from;
    };
    await measured(1_000);
    expect(await measured(30_000)).toBeLessThan(5_000);
  });

  test.each([
    [999, 0],
    [1_500, 1],
  ])(
    "a line after %d other values is read, or it is told that it was not looked for",
    async (count, told) => {
      const list = Array.from({ length: count - 2 }, (_, at) => `text ${at}`);
      const wide = JSON.stringify({ time, list: [...list, refused] });
      const { report } = await analyzeFiles(["-"], { stdin: `${lines.join("\n")}\n${wide}\n` });
      const warnings = report.inputs.flatMap((input) => input.warnings);
      expect(warnings.filter((warning) => warning.includes("more than 1,000 values"))).toHaveLength(told);
      expect(report.totals.attempts).toBe(2);
    },
  );

  test("objects in objects, as deep as a line is long", async () => {
    const deep = `{"a":`.repeat(50_000) + `"${refused}"` + "}".repeat(50_000);
    expect(await totals(`${deep}\n${lines.join("\n")}`)).toMatchObject(whole);
  });
});

test("the events of a log in JSON, and the log beside them, are its report", async () => {
  const path = join(fixtures, "framing/wrapped-elasticsearch-source.log");
  const once = await analyzeFiles([path]);
  const both = await analyzeFiles([path, "-"], { stdin: toNdjson(once.events) });
  expect(both.report.totals).toEqual(once.report.totals);
  expect(both.report.sendingIps).toEqual(once.report.sendingIps);
});

test("a log of events whose first line is spoiled", async () => {
  const { events } = await analyzeFiles([join(fixtures, "framing/rfc3164-crlf.log")]);
  const spoiled = `${JSON.stringify({ schema: "", id: "bad", time })}\n${toNdjson(events)}`;
  expect(await totals(spoiled)).toMatchObject({ attempts: 2 });
});
