// What each medium says of the same results, and in which order.

import { expect, test } from "vitest";
import { documentOf } from "../../src/report/document.ts";
import { media, type MediumName } from "../../src/report/document/media.ts";
import {
  checkResults,
  hostileWith,
  nothingFound,
  resultsWithoutDns,
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
