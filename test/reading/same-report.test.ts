// One command line over the logs and mailboxes of two servers: whatever the number of threads, and however often it is
// run, the same report byte for byte.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../hostile/program.ts";
import { writeTwoMailers } from "../support/two-mailers.js";

const RUNS = 4;
let folder = "";
let paths: string[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-same-"));
  paths = writeTwoMailers(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

function reportOf(threads: string, format: string): string {
  const given = ["--no-dns", "--no-config", "--timezone", "UTC", "--format", format, ...paths];
  const env = { ...process.env, WHYBOUNCE_THREADS: threads };
  const { code, signal, stdout, stderr } = runProgram(given, { env });
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: "" });
  return stdout.replace(/"generatedAt": ?"[^"]*"/, "");
}

describe.each([
  { format: "json", counts: ["1", "2", "3", ""] },
  { format: "ndjson", counts: ["2"] },
])("as $format", ({ format, counts }) => {
  let alone = "";
  beforeAll(() => {
    alone = reportOf("0", format);
    expect(alone.match(/rejections|whybounce.rejection/g)?.length).toBeGreaterThan(10);
  });

  test.each(counts)(`${RUNS} times with WHYBOUNCE_THREADS=%s`, (threads) => {
    for (let run = 0; run < RUNS; run++) expect(reportOf(threads, format) === alone).toBe(true);
  });
});

test.each(["-1", "many", "65", "1.5"])("WHYBOUNCE_THREADS=%s is told", (threads) => {
  const { code, stderr } = runProgram([paths[0]!], { env: { ...process.env, WHYBOUNCE_THREADS: threads } });
  expect(code).toBe(2);
  expect(stderr).toBe(
    `whybounce: WHYBOUNCE_THREADS ${threads} is not a number of threads; give 0 to 64, or unset it\n`,
  );
});
