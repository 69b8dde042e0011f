// A named path that cannot be read is reported in one line, with what may have been meant; the rest is read.

import { join } from "node:path";
import { expect, test } from "vitest";
import { commandNames } from "../../src/cli/options/definition.ts";
import { meantCommand, nearestCommand } from "../../src/cli/suggest.ts";
import { analyzeFiles } from "../support/analyze.ts";

const LOG = join(import.meta.dirname, "../../fixtures/postfix/gmail-550-5.7.25-bounced.log");

async function read(...paths: string[]) {
  const told: string[] = [];
  const { report, inputFailed } = await analyzeFiles(paths, {
    onWarning: (text) => told.push(text),
    adviceOnMissing: meantCommand,
  });
  return { attempts: report.totals.attempts, told, inputFailed };
}

test("an empty path is a failed input, and the rest is read", async () => {
  const told = [`"": is an empty path; name a log, a mailbox or a directory`];
  expect(await read(LOG, "")).toEqual({ attempts: 1, told, inputFailed: true });
  expect(await read("")).toEqual({ attempts: 0, told, inputFailed: true });
});

test.each([
  ["chek", "chek: no such file or directory; did you mean whybounce check?"],
  ["explian", "explian: no such file or directory; did you mean whybounce explain?"],
  ["wacth", "wacth: no such file or directory; did you mean whybounce watch?"],
  ["prob", "prob: no such file or directory; did you mean whybounce probe?"],
  ["doctr", "doctr: no such file or directory; did you mean whybounce doctor?"],
  ["audti", "audti: no such file or directory; did you mean whybounce audit?"],
  ["stroe", "stroe: no such file or directory; did you mean whybounce store?"],
  ["Chekc", "Chekc: no such file or directory; did you mean whybounce check?"],
  ["push", "push: no such file or directory; did you mean whybounce store push?"],
  ["spf_non", "spf_non: no such file or directory; did you mean whybounce explain spf_none?"],
  ["gmail_log", "gmail_log: no such file or directory"],
  [
    "203.0.113.5",
    "203.0.113.5: no such file or directory; to diagnose an address: whybounce check 203.0.113.5",
  ],
  ["no-such.log", "no-such.log: no such file or directory"],
  ["x", "x: no such file or directory"],
])("a mistyped command is no file: %s", async (path, message) => {
  expect((await read(path)).told).toEqual([message]);
});

test.each(commandNames.filter((name) => name !== "analyze"))("each command is known: %s", (name) => {
  expect(nearestCommand(`${name}z`)).toBe(name);
});

test.each(["/", "*"])("a path of many thousand characters is shortened: %s", async (first) => {
  const path = first + "a".repeat(70_000);
  expect((await read(path)).told).toEqual([`${path.slice(0, 60)}...${"a".repeat(37)}: name too long`]);
});
