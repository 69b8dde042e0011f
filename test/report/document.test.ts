// What each medium says of the same results, and in which order.

import { expect, test } from "vitest";
import { documentOf } from "../../src/report/document.ts";
import { media, type MediumName } from "../../src/report/document/media.ts";
import {
  checkResults,
  comparedResults,
  hostileWith,
  nothingFound,
  sampleResults,
  withReport,
} from "./sample.ts";

const mediumNames = Object.keys(media) as MediumName[];
const ending = "note counts counts inputs warnings";

test.each<[MediumName, string]>([
  ["table", `overview address address address ${ending}`],
  ["html", `overview address address address ${ending}`],
  ["markdown", `overview address address address ${ending}`],
  ["mail", "overview address address address counts"],
])("%s has its sections in order", (medium, want) => {
  const otherReceivers = [
    { receiver: "yahoo", name: "Yahoo", code: "553", attempts: 2, sendingIps: [], example: "" },
  ];
  const { sections } = documentOf(withReport({ otherReceivers }), medium);
  expect(sections.map(({ kind }) => kind).join(" ")).toBe(want);
});

test.each<[MediumName, string]>([
  ["table", "facts timeline facts cause evidence - facts repair more"],
  ["html", "cause timeline facts repair - evidence more"],
  ["markdown", "cause facts repair - evidence"],
  ["mail", "cause repair"],
])("%s says of the worst address, in order", (medium, want) => {
  const block = documentOf(sampleResults, medium).sections.find(({ kind }) => kind === "address");
  expect(block).toMatchObject({ ip: "203.0.113.5", number: 1, state: "fail", title: "No PTR record" });
  const parts = block?.kind === "address" ? block.parts : [];
  expect(parts.map((part) => part?.kind ?? "-").join(" ")).toBe(want);
});

test.each<[string, typeof sampleResults, string]>([
  ["a run", sampleResults, "cause refusals bars deliveries lost retrying delivered minute"],
  ["a comparison", comparedResults, "cause refusals change bars deliveries lost retrying delivered minute"],
  ["a check", checkResults, "cause names"],
])("the overview of %s has the columns that say something", (_, results, want) => {
  const [overview] = documentOf(results, "table").sections;
  const columns = overview?.kind === "overview" ? overview.columns : [];
  expect(columns.map(({ id }) => id).join(" ")).toBe(want);
});

test("what sets the PTR record belongs to the step that asks for it", () => {
  const block = documentOf(sampleResults, "table").sections.find(({ kind }) => kind === "address");
  const repair = block?.kind === "address" ? block.parts.find((part) => part?.kind === "repair") : null;
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
