// What is loaded before the first word is said: start-up is most of the time that a short command takes.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const compiled = new URL("../../dist/", import.meta.url);
const observer = new URL("../support/loaded-modules.js", import.meta.url).href;
const log = fileURLToPath(new URL("../../fixtures/demo/mail.log", import.meta.url));

/** The modules that a command loads, before they are packed: ours by their place, packages by their name. */
function loadedBy(...args: string[]): string[] {
  const program = fileURLToPath(new URL("cli/main.js", compiled));
  const run = `import(${JSON.stringify(program)}).then(({ runProcess }) => runProcess())`;
  const { stderr, status } = spawnSync(
    process.execPath,
    ["--import", observer, "--input-type=module", "--eval", run, "whybounce", ...args],
    { encoding: "utf8", env: { ...process.env, LOADED_FROM: compiled.href } },
  );
  expect(status, stderr).toBe(0);
  return [...new Set(stderr.split("\n").filter((line) => line.startsWith("loaded ")))]
    .map((line) => line.slice("loaded ".length))
    .toSorted();
}

const inRoom = (room: string) => (name: string) => name.startsWith(`${room}/`);

test("--version loads nothing but what prints it and what tells a failure", () => {
  expect(loadedBy("--version")).toEqual([
    "base/errors.js",
    "base/resources.js",
    "base/version.js",
    "base/words/escape.js",
    "cli/exit-code.js",
    "cli/main.js",
    "cli/mistakes.js",
    "cli/process-io.js",
    "cli/unfinished.js",
    "model/standing.js",
  ]);
});

test("a run over a log loads no calendar, no parser of mail, no DNS, no cause, and no other output", () => {
  const loaded = loadedBy("--no-dns", "--no-config", "-f", "json", log);
  expect(loaded).toContain("report/json.js");
  expect(loaded.filter((name) => !name.endsWith(".js"))).toEqual(["commander"]);
  for (const room of [
    "dns",
    "diagnosis/causes",
    "diagnosis/hosters",
    "posture",
    "audit",
    "report/audit",
    "store",
    "explain",
    "report/print",
    "reading/mail/bounce",
  ]) {
    // A room that was renamed would never be loaded.
    expect(readdirSync(new URL(`${room}/`, compiled)).length, room).toBeGreaterThan(0);
    expect(loaded.filter(inRoom(room)), room).toEqual([]);
  }
  for (const file of ["base/standards/period.js", "report/csv.js"]) {
    expect(existsSync(new URL(file, compiled)), file).toBe(true);
    expect(loaded).not.toContain(file);
  }
});

/** Nobody answers there. */
const silent = "--resolver 127.0.0.1:9 --no-authoritative --dns-timeout 100ms --no-local".split(" ");
const ofPostfix = (name: string) => fileURLToPath(new URL(`../../fixtures/postfix/${name}`, import.meta.url));

test("the records of senders are not looked at where Gmail refused nothing for them", () => {
  const options = [...silent, "--no-config", "-f", "json"];
  const isOfSenders = (name: string) => inRoom("posture")(name) || inRoom("model/codes")(name);
  const withoutAny = loadedBy(...options, ofPostfix("gmail-550-5.7.25-bounced.log"));
  expect(withoutAny.filter(isOfSenders)).toEqual([]);
  const withSome = loadedBy(...options, ofPostfix("gmail-sender-refusals.log"));
  expect(withSome.filter(isOfSenders)).toContain("posture/refusals/index.js");
});
