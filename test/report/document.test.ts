// What each medium says of the same results, and in which order.

import { visibleText } from "../../src/report/document/address.ts";
import { describe, expect, test } from "vitest";
import { render } from "../../src/index.ts";
import type { Results } from "../../src/model/report.ts";
import { documentOf } from "../../src/report/document.ts";
import { media, type MediumName } from "../../src/report/document/media.ts";
import {
  checkResults,
  hostileWith,
  nothingFound,
  resultsWithoutDns,
  sampleReport,
  sampleResults,
  withReport,
} from "./sample.ts";

const mediumNames = Object.keys(media) as MediumName[];
const ending = "note counts counts inputs warnings";

test.each<[MediumName, string]>([
  ["table", `overview action action address ${ending}`],
  ["html", `overview action action overview address ${ending}`],
  ["markdown", `overview action action address ${ending}`],
  ["mail", "overview action action address counts"],
])("%s has its sections in order", (medium, want) => {
  const otherReceivers = [
    { receiver: "yahoo", name: "Yahoo", code: "553", attempts: 2, sendingIps: [], example: "" },
  ];
  const { sections } = documentOf(withReport({ otherReceivers }), medium);
  expect(sections.map(({ kind }) => kind).join(" ")).toBe(want);
});

test.each<[MediumName, string]>([
  ["table", "cause repair facts timeline facts evidence - facts more"],
  ["html", "cause repair timeline facts - evidence more"],
  ["markdown", "cause repair facts - evidence"],
  ["mail", "cause repair"],
])("%s says of the worst address, in order", (medium, want) => {
  const block = documentOf(sampleResults, medium).sections.find(({ kind }) => kind === "action");
  expect(block).toMatchObject({ subject: "203.0.113.5", number: 1, state: "fail", title: "No PTR record" });
  const parts = block?.kind === "action" ? block.parts : [];
  expect(parts.map((part) => part?.kind ?? "-").join(" ")).toBe(want);
});

test.each<[string, typeof sampleResults, string]>([
  ["a run", sampleResults, "cause who place addresses refusals bars lost retrying day"],
  ["a check", checkResults, "cause who place addresses"],
  ["a run without DNS", resultsWithoutDns, "cause refusals bars deliveries lost retrying delivered minute"],
])("the overview of %s has the columns that say something", (_, results, want) => {
  const [overview] = documentOf(results, "table").sections;
  const columns = overview?.kind === "overview" ? overview.columns : [];
  expect(columns.map(({ id }) => id).join(" ")).toBe(want);
});

test.each<MediumName>(["table", "markdown"])("%s: a period that was asked for is named", async (medium) => {
  const told = async (period: Results["report"]["period"], weeks = sampleResults.weeks) => {
    const text = await render({ ...withReport({ period }), weeks }, medium, { width: 120 });
    return /^Period: .*$/m.exec(text)?.[0] ?? null;
  };
  const [from, to] = ["2026-02-16T00:00:00.000Z", "2026-02-23T00:00:00.000Z"] as const;
  const weeks = sampleResults.weeks.map((each) => ({ ...each, week: "2026-W08" }));
  const escaped = (text: string) => (medium === "markdown" ? expect.stringContaining("2026-W08") : text);
  expect(await told({ from, to }, weeks)).toEqual(
    escaped("Period: week 2026-W08, 2026-02-16 00:00 to 2026-02-23 00:00 UTC."),
  );
  expect(await told({ from, to: null })).toMatch(/since 2026-02-16 00:00 UTC\\?\.$/);
  expect(await told({ from: null, to })).toMatch(/until 2026-02-23 00:00 UTC\\?\.$/);
  expect(await told({ from: null, to: null })).toBeNull();
});

test("what sets the PTR record belongs to the step that asks for it", () => {
  const block = documentOf(sampleResults, "table").sections.find(({ kind }) => kind === "action");
  const repair = block?.kind === "action" ? block.parts.find((part) => part?.kind === "repair") : null;
  const remedies = repair?.kind === "repair" ? repair.steps.map((step) => step.remedies) : [];
  expect(remedies.map((list) => list.map(({ kind }) => kind))).toEqual([["command"], []]);
});

test.each(mediumNames)("%s says something where nothing was found", (medium) => {
  const { headline, reminder, totals } = documentOf(nothingFound, medium);
  expect(headline).toContain("Gmail refused no mail for its reverse DNS");
  expect([reminder, totals]).toEqual([null, []]);
});

test.each(mediumNames)("%s holds no character that a terminal acts upon", (medium) => {
  const text = JSON.stringify(documentOf(hostileWith("a\u001b[31m\u202eb"), medium));
  expect(text).toContain(String.raw`a\\x1b[31m\\u202eb`);
  expect(text).not.toMatch(/\\u001b|\u202e/);
});

describe("deliveries whose end was not seen", () => {
  const withUnseen = (total: number, ofFirst: number) => {
    const [first, ...others] = sampleReport.sendingIps;
    return withReport({
      totals: { ...sampleReport.totals, endNotSeen: total },
      sendingIps: [{ ...first!, retrying: 5, endNotSeen: ofFirst }, ...others],
    });
  };
  const told = (results: Results) =>
    JSON.stringify(documentOf(results, "table")).match(/not seen(?: again)?/g);

  test("are told once where they are one address's", () => {
    expect(told(withUnseen(3, 3))).toEqual(["not seen again"]);
  });

  test("are told by address where it has a part of them", () => {
    expect(told(withUnseen(3, 2))).toEqual(["not seen again", "not seen"]);
  });
});

test.each([
  [899, undefined, "for up to 15 minutes."],
  [3388, true as const, "for at least 57 minutes."],
  [30, undefined, "for up to 1 minute."],
])(
  "%d seconds that run down in a resolver are told in whole minutes, and as no more than is known",
  (seconds, isLeastMemory, words) => {
    const [first] = sampleResults.report.sendingIps;
    const presentation = { ...first!.presentation!, ...(isLeastMemory ? { isLeastMemory } : {}) };
    const sender = { ...first!, visibleAfterSeconds: seconds, presentation };
    expect(visibleText(sender)).toContain(words);
  },
);
