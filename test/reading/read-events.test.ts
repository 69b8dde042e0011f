// NDJSON may come from anywhere: a line that is not what the schema says is left out, and the rest is read.

import fc from "fast-check";
import { expect, test } from "vitest";
import { render } from "../../src/report/ndjson.ts";
import { render as renderTable } from "../../src/report/print/table.ts";
import { renderParts } from "../../src/index.ts";
import { formatNames } from "../../src/report/formats.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { toNdjson } from "../support/events.ts";

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

const target = {
  width: 80,
  color: false,
  unicode: true,
  mail: { to: ["a@example.com"], from: "b@example.com" },
};

const read = (lines: unknown[], timezone = "UTC") => readText(toNdjson(lines), timezone);
const readText = (stdin: string, timezone = "UTC") => analyzeFiles(["-"], { timezone, stdin });

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
  ["a time in front of all mail", { time: "1969-12-31T23:59:59.999Z" }],
  ["the earliest time that Date knows", { time: "-271821-04-20T00:00:00.000Z" }],
  ["a year of five digits", { time: "+010000-01-01T00:00:00.000Z" }],
  ["a time as long as a page", { time: `2026-02-23T10:11:12.345Z (${"x".repeat(100)})` }],
  ["a reply code of no server", { replyCode: 4_000_000_000 }],
  ["a recipient as long as a mail", { recipient: "x".repeat(4_097) }],
  ["a code as long as a sentence", { code: "5".repeat(65) }],
  ["a field nobody knows, as long as a mail", { later: "x".repeat(4_097) }],
  [
    "more fields than any version has",
    Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, 1])),
  ],
  [
    "a position of more parts than any",
    { source: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`f${at}`, 1])) },
  ],
  [
    "a sending address that is none",
    { schema: "whybounce.other/1", meaning: "x", attempts: 1, sendingIp: "x" },
  ],
  ["a domain that is a list", { schema: "whybounce.other/1", meaning: "x", attempts: 1, namedDomain: [] }],
  ["a role that is unknown", { schema: "whybounce.other/1", meaning: "x", attempts: 1, namedAs: "arc" }],
  ["a line that stands nowhere", { schema: "whybounce.unread/1" }],
  ["a line of no file", { schema: "whybounce.unread/1", source: { line: 1 } }],
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

test("a number without end is none", async () => {
  const text = JSON.stringify({ ...good, id: "2", later: 0 }).replace('"later":0', '"later":1e999');
  const { report } = await readText(`${JSON.stringify(good)}\n${text}\n`);
  expect(report.inputs[0]?.warnings).toEqual(["standard input: 1 line not written by whybounce; left out"]);
});

test.each(["Pacific/Kiritimati", "Pacific/Niue", "UTC"])(
  "the first and the last time that count have a week in %s",
  async (timezone) => {
    const times = ["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"];
    const events = times.map((time, at) => ({ ...good, time, id: `${at}`, queueId: `Q${at}` }));
    const results = await read(events, timezone);
    expect(results.report.totals.attempts).toBe(2);
    for (const format of formatNames)
      expect([...(await renderParts(results, format, target))].join("")).toContain("");
  },
);

test("one bad event changed or ended the merge of the good ones", async () => {
  const schemas = ["rejection", "suspension", "outcome", "other", "other-receiver"].map(
    (kind) => `whybounce.${kind}/1`,
  );
  const times = [
    "-271821-04-20T00:00:00.000Z",
    "+275760-09-13T00:00:00.000Z",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "0000-01-01",
    "2026-02-23T10:11:13Z",
    "",
  ];
  const values = fc.oneof(
    fc.constantFrom(
      ...times,
      "gmail",
      "log",
      "dsn",
      "failed",
      "delayed",
      "delivered",
      "550-5.7.25",
      "198.51.100.9",
      "::1",
      "user@gmail.com",
      "__proto__",
      null,
    ),
    fc.constantFrom(0, -1, 1e308, 2 ** 53, NaN, 550, true, [], {}),
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.jsonValue(),
  );
  const names = [
    ...Object.keys(good),
    "attempts",
    "outcome",
    "meaning",
    "name",
    "reply",
    "sender",
    "messageId",
    "reportingMta",
    "remoteMta",
    "remoteIp",
    "localIp",
    "replyId",
    "source",
    "mta",
    "pid",
    "temporary",
    "enhancedStatusCode",
  ];
  const foreign = {
    ...good,
    id: "bad",
    queueId: "bad",
    sendingIp: "198.51.100.9",
    attempts: 1,
    outcome: "failed",
    meaning: "x",
    name: "X",
    reply: "550 no",
  };
  const bad = fc
    .tuple(fc.constantFrom(...schemas), fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 4 }))
    .map(([schema, changed]) => ({ ...foreign, schema, ...changed }));
  const goods = [1, 2, 3].map((at) => ({
    ...good,
    id: `good ${at}`,
    queueId: `GOOD${at}`,
    time: `2026-02-2${at}T10:11:12.345Z`,
  }));
  const alone = (await read(goods)).report.sendingIps;
  await fc.assert(
    fc.asyncProperty(fc.array(bad, { maxLength: 6 }), fc.nat(3), async (others, at) => {
      const hostile = others.filter(
        ({ sendingIp, id, queueId }) => sendingIp !== good.sendingIp && !/^good/i.test(`${id} ${queueId}`),
      );
      const results = await read([...goods.slice(0, at), ...hostile, ...goods.slice(at)]);
      const { attempts, affected, messages, byCode } = results.report.sendingIps.find(
        ({ ip }) => ip === good.sendingIp,
      )!;
      expect([{ attempts, affected, messages, byCode }]).toMatchObject(
        alone.map((one) => ({
          attempts: one.attempts,
          affected: one.affected,
          messages: one.messages,
          byCode: one.byCode,
        })),
      );
      for (const format of formatNames)
        for (const _part of await renderParts(results, format, target)) continue;
    }),
    { numRuns: 150 },
  );
});

test("events whose first line is cut off were neither a mail log nor mail", async () => {
  const line = JSON.stringify(good);
  const { report } = await readText(`${line.slice(40)}\n${line}\n`);
  expect(report.inputs[0]?.warnings).toEqual(["standard input: 1 line not written by whybounce; left out"]);
  expect(report.totals.attempts).toBe(1);
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
