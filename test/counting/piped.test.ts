// A pipe cannot be read again: a warning says what that costs.

import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { generate, written } from "./generated-log.ts";
import { analyzeFiles } from "../support/analyze.ts";

async function warningsOf(lines: readonly string[]): Promise<readonly string[]> {
  const stdin = Readable.from([Buffer.from(`${lines.join("\n")}\n`)]);
  return (await analyzeFiles(["-"], { stdin })).report.inputs[0]!.warnings;
}

const plan = { host: "mx1", fate: "delivered later", recipients: 1, after: 60, reuse: false } as const;
const lines = generate(
  "postfix",
  Array.from({ length: 3_000 }, () => plan),
)
  .lines.toSorted((a, b) => a.at - b.at)
  .map((line) => written(line, "syslog"));

test("a log in its order says nothing", async () => {
  expect(await warningsOf(lines)).toEqual([]);
});

test("a short log with the newest line first is in memory as a whole", async () => {
  expect(await warningsOf(lines.slice(0, 200).toReversed())).toEqual([]);
});

test("a long one says what may be missing", async () => {
  expect((await warningsOf(lines.toReversed())).join()).toContain("a pipe is read once");
});
