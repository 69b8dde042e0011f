import { expect, test } from "vitest";
import type { Report, SendingIpReport } from "../../src/model/report.ts";
import { checkFormatNames, formatNames, formatOfFile, loadRenderer } from "../../src/report/formats.ts";
import { render as renderJson } from "../../src/report/json.ts";
import { render as renderNdjson } from "../../src/report/ndjson.ts";
import { HOSTILE, hostileResults, sampleReport, sampleResults } from "./sample.ts";

const target = { width: 80, color: false, unicode: true };

/** What stands in the report for people's reports only is left out. */
const contractOf = (report: Report): Report => {
  const copy = structuredClone(report);
  for (const sender of copy.sendingIps) delete sender.presentation;
  return copy;
};

test("the JSON report is the report", async () => {
  const text = [...renderJson(sampleResults, target)].join("");
  expect(JSON.parse(text)).toEqual(contractOf(sampleReport));
  await expect(text).toMatchFileSnapshot("../../fixtures/reports/report.json");
});

test("a list of addresses is written as it is at once, whatever stands around a ticket", () => {
  const [first] = sampleReport.sendingIps;
  const { ticket: _ticket, ...fields } = first!;
  const senders = Array.from({ length: 200 }, (_, number): SendingIpReport => {
    const ticketed = { ...fields, ip: `203.0.113.${number}`, ticket: `To: ${number >> 1} "x"\n\u2028` };
    return number % 3 === 0
      ? { ...first!, ticket: null }
      : number % 3 === 1
        ? ticketed
        : { ...first!, ...ticketed };
  });
  for (const sendingIps of [senders, []]) {
    const report = { ...sampleReport, sendingIps };
    const text = [...renderJson({ ...sampleResults, report }, target)].join("");
    expect(text.replaceAll("\\u2028", "\u2028")).toBe(`${JSON.stringify(contractOf(report), null, 2)}\n`);
  }
});

test("NDJSON is one event a line", async () => {
  const text = [...renderNdjson(sampleResults, target)].join("");
  expect(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(sampleResults.events);
  await expect(text).toMatchFileSnapshot("../../fixtures/reports/events.ndjson");
});

test("hostile text is the same to a parser and harmless to a terminal", () => {
  const event = { ...sampleResults.events[2], meaning: `${HOSTILE}\u{e0041}\u2028` } as never;
  const json = [...renderJson(hostileResults, target)].join("");
  for (const text of [json, [...renderNdjson({ ...hostileResults, events: [event] }, target)].join("")]) {
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  }
  expect(JSON.parse(json)).toEqual(contractOf(hostileResults.report));
});

test("every format has a renderer, and endings find it", async () => {
  for (const name of formatNames) expect(await loadRenderer(name)).toBeTypeOf("function");
  expect(checkFormatNames).toEqual([
    "table",
    "json",
    "ndjson",
    "csv",
    "zone",
    "html",
    "markdown",
    "prometheus",
    "nagios",
    "mail",
  ]);
  expect(["a.csv", "a.JSONL", "a.txt", "a"].map(formatOfFile)).toEqual(["csv", "ndjson", "table", undefined]);
});
