// A few inputs of each target of `npm run fuzz`, always the same ones: what the fuzzer asks for holds, and it runs.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const fuzzer = fileURLToPath(new URL("../../fuzz/run.js", import.meta.url));

test("fifty inputs of each kind", () => {
  const directory = mkdtempSync(join(tmpdir(), "whybounce-fuzz-"));
  const given = ["--seed", "1", "--inputs", "50", "--directory", directory];
  const { status, stdout, stderr } = spawnSync(process.execPath, [fuzzer, ...given], { encoding: "utf8" });
  rmSync(directory, { recursive: true });
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
  expect(stdout.match(/^\w+: 50 inputs,/gm)).toHaveLength(7);
}, 300_000);
