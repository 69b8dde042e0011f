// What is loaded before the first word is said: start-up is most of the time that a short command takes.

import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../src");
/** Types are gone at run time, and `import()` waits until it is reached. */
const staticImport = /^(?:import|export) (?!type\b)[^;]*?from "(?<specifier>[^"]+)";/gm;

test("--version loads nothing but what prints it and what tells a failure", () => {
  expect([...loadedWith(join(SOURCES, "cli.ts"))].toSorted()).toEqual([
    "cli.ts",
    "errors.ts",
    "node:fs",
    "node:timers/promises",
    "process-io.ts",
    "render/escape.ts",
    "unfinished.ts",
    "version.ts",
  ]);
});

/** What `import()` loads on the way of a run over a log without DNS. */
const stepsOfLogRun = ["cli", "options", "config", "report", "run", "render/index", "render/json"];

test("a run over a log loads no calendar, no parser of mail, no DNS, no cause, and no other output", () => {
  const loaded = new Set<string>();
  for (const step of stepsOfLogRun) loadedWith(join(SOURCES, `${step}.ts`), loaded);
  const modules = [...loaded];
  expect(modules.filter((name) => !name.startsWith("node:") && !/\.[jt]s$/.test(name))).toEqual([
    "commander",
  ]);
  expect(modules.filter((name) => /^(?:dns|dsn|causes|hosters|store|mail-|period)/.test(name))).toEqual([]);
  expect(modules.filter((name) => /^render\/(?:table|html|csv|mail|markdown)/.test(name))).toEqual([]);
});

function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  seen.add(relative(SOURCES, file));
  for (const { groups } of readFileSync(file, "utf8").matchAll(staticImport)) {
    const specifier = groups?.["specifier"] ?? "";
    if (!specifier.startsWith(".")) seen.add(specifier);
    else if (!seen.has(relative(SOURCES, join(dirname(file), specifier))))
      loadedWith(join(dirname(file), specifier), seen);
  }
  return seen;
}
