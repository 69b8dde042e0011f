// NDJSON may come from anywhere: a line that is not what the schema says is left out, and the rest is read.

import fc from "fast-check";
import { expect, test } from "vitest";
import { render } from "../src/render/ndjson.ts";
import { render as renderTable } from "../src/render/table.ts";
import { analyse } from "../src/run.ts";

const good = {
  schema: "whybounce.rejection/1",
  id: "1",
  time: "2026-02-23T10:11:12.345Z",
  receiver: "gmail",
  code: "550-5.7.25",
  replyCode: 550,
  action: "failed",
  via: "log",
  sendingIp: "203.0.113.5",
  recipient: "user@gmail.com",
  queueId: "Q1",
};

async function read(lines: unknown[]) {
  return readText(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

async function readText(text: string) {
  const stdin = (async function* () {
    yield Buffer.from(text);
  })();
  const period = { from: null, to: null };
  const options = { paths: [], period, timezone: "UTC", dns: null, keepEvents: true, onWarning: () => {} };
  return analyse(options, stdin);
}

test.each<[string, object]>([
  ["a time that is none", { time: "yesterday" }],
  ["a time that is a number", { time: 1 }],
  ["an address that is none", { sendingIp: "<script>" }],
  ["a recipient that is a number", { recipient: 7 }],
  ["a queue id that is a list", { queueId: [] }],
  ["a code that is null", { code: null }],
  ["an action that is unknown", { action: "relayed" }],
  ["a receiver that is a number", { receiver: 7 }],
  ["a reply code that is a word", { replyCode: "5xx" }],
  ["a mark that is a number", { temporary: 3 }],
  ["a source that is a text", { source: "mail.log" }],
  ["a field that goes deeper than any", { later: { than: "now" } }],
  ["no end of refusals", { schema: "whybounce.other/1", meaning: "x", attempts: 1e308 }],
  ["fewer refusals than none", { schema: "whybounce.other/1", meaning: "x", attempts: -1 }],
  ["an uncounted refusal", { schema: "whybounce.other/1", meaning: "x" }],
  ["another schema", { schema: "whybounce.rejected/1" }],
  ["a schema that every object has", { schema: "constructor" }],
])("%s: left out, told, and the rest is read", async (_name, change) => {
  const { report, inputFailed } = await read([
    good,
    { ...good, id: "2", ...change },
    { ...good, id: "3", queueId: "Q3" },
  ]);
  expect(report.totals.attempts).toBe(2);
  expect(report.inputs[0]?.warnings).toEqual(["standard input: 1 line not written by whybounce; left out"]);
  expect(inputFailed).toBe(true);
});

test("an event of another receiver without an address ended the run", async () => {
  const [id, via, reply] = ["1", "log", "421 4.7.1 no PTR record"];
  const event = {
    schema: "whybounce.other-receiver/1",
    id,
    receiver: "gmx",
    name: "GMX",
    code: "421",
    via,
    reply,
  };
  const results = await read([event]);
  expect(results.report.otherReceivers).toMatchObject([{ receiver: "gmx", attempts: 1 }]);
  expect(renderTable(results, { width: 80, color: false, unicode: true })).toContain("GMX");
});

test("a field as deep as its line is long overflowed the stack when it was written", async () => {
  const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
  const text = JSON.stringify({ ...good, source: 0 });
  const { report, events } = await readText(
    `${JSON.stringify(good)}\n${text.replace('"source":0', `"source":${deep}`)}\n`,
  );
  expect(events).toHaveLength(1);
  expect(report.inputs[0]?.warnings).toEqual(["standard input: 1 line not written by whybounce; left out"]);
});

test("fields that are left out are not known", async () => {
  const { schema, id, code, via, action } = good;
  const { report } = await read([{ schema, id, code, via, action }]);
  expect(report.totals).toMatchObject({ attempts: 1, unattributed: 1 });
});

test("events written from events are events: their schema stood behind what was null", async () => {
  const first = await read([{ ...good, sendingIp: null }]);
  const again = await readText([...render(first, { width: 80, color: false, unicode: true })].join(""));
  expect(again.report.warnings).toEqual([]);
  expect(again.report.totals).toEqual(first.report.totals);
});

test("no line ends the run, whatever stands in it", async () => {
  const change = fc.dictionary(fc.constantFrom(...Object.keys(good), "attempts", "outcome"), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(change, async (changed) => {
      const { report } = await read([good, { ...good, ...changed }]);
      expect(report.totals.attempts).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
});

test("lines of a newer version were called not written by whybounce", async () => {
  const newer = { ...good, schema: "whybounce.rejection/2" };
  const { report, inputFailed } = await read([newer, good, { ...newer, id: "2" }, { schema: "other/2" }]);
  expect(report.inputs[0]?.warnings).toEqual([
    "standard input: 1 line not written by whybounce; left out",
    "standard input: 2 lines of a newer version of whybounce (whybounce.rejection/2); left out",
  ]);
  expect({ attempts: report.totals.attempts, inputFailed }).toEqual({ attempts: 1, inputFailed: true });
  const { report: ofReport } = await read([good, { schema: "whybounce.report/1" }]);
  expect(ofReport.inputs[0]?.warnings).toEqual(["standard input: 1 line not written by whybounce; left out"]);
});
