// A state may know of more than its history has: then the logs are read again, and a warning says why.

import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const run = promisify(execFile);
const program = join(import.meta.dirname, "../../bin/whybounce.js");
const line = (number: number) =>
  `2026-11-${10 + number}T10:00:00+00:00 mx1 postfix/smtp[9]: 4ABCD${number}: to=<u${number}@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. a${number}-20020a05600c00c900b0040e4f4f4f4fsi10.1 - gsmtp (in reply to end of DATA command))\n`;

let folder: string;
let history: string;
let log: string;
let state: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-ahead-"));
  [history, log, state] = ["history", "mail.log", "state.json"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(log, line(1) + line(2));
});
afterEach(() => rm(folder, { recursive: true }));

async function push(to = history, ...more: string[]): Promise<{ said: string; warned: string }> {
  const words = ["store", "push", "--to", to, "--state", state, ...more, log];
  const { stdout, stderr } = await run(process.execPath, [program, ...words]);
  return { said: stdout.trim(), warned: stderr };
}

async function refusalsIn(from = history): Promise<number> {
  const words = ["--no-dns", "--from", from, "--format", "json"];
  const { stdout } = await run(process.execPath, [program, ...words]);
  return (JSON.parse(stdout) as { totals: { attempts: number } }).totals.attempts;
}

const month = () => join(history, "2026-11.ndjson");

describe("what the history lost, or never had, is read again", () => {
  test.each([
    ["another history", async () => void (history = join(folder, "other")), "is not the history"],
    ["a month that was deleted", () => rm(month()), "has less than was stored"],
    ["a month that was cut", async () => truncate(month(), 0), "has less than was stored"],
    [
      "a month whose last line was torn",
      async () => truncate(month(), (await stat(month())).size - 5),
      "has less than was stored",
    ],
    ["a history that was begun anew", () => rm(history, { recursive: true }), "is not the history"],
  ])("%s", async (_what, lose, reason) => {
    expect((await push()).said).toContain("stored 2 events");
    await lose();
    const { warned } = await push();
    expect(warned).toContain(reason);
    expect(await refusalsIn()).toBe(2);
    expect((await push()).warned).toBe("");
  });

  test("a state that a report kept meanwhile", async () => {
    await push();
    await appendFile(log, line(3));
    const report = ["--no-dns", "--state", state, "--format", "json", log];
    await run(process.execPath, [program, ...report]);
    await push();
    expect(await refusalsIn()).toBe(3);
  });
});

test("what was compressed, or is kept no longer, is not missing", async () => {
  await push();
  await appendFile(log, line(3).replaceAll("2026-11", "2027-11"));
  await push();
  await run("gzip", [month()]);
  expect((await push()).warned).toBe("");
});

describe("a mark that a crash spoiled", () => {
  test.each([
    ["is empty", ""],
    ["is zeros", "\0".repeat(40)],
    ["is cut", '{"schema":"whyb'],
  ])("%s", async (_what, left) => {
    await push();
    await writeFile(join(history, "whybounce-history.json"), left);
    expect(await refusalsIn()).toBe(2);
    await appendFile(log, line(3));
    expect((await push()).said).toBe("stored 1 event; 2 were there already");
    expect(await readFile(join(history, "whybounce-history.json"), "utf8")).toContain('"id":"');
  });

  test("makes no history of a folder with other files", async () => {
    await push();
    await writeFile(join(history, "whybounce-history.json"), "");
    await writeFile(join(history, "letter.txt"), "");
    await expect(push()).rejects.toMatchObject({ stderr: expect.stringContaining("letter.txt") });
  });
});

test.each([
  ["one byte", "{"],
  ["nothing", ""],
  ["zeros", "\0\0\0"],
  ["its first words", '{"schema":"whybounce.st'],
])("a state of which a crash left %s is begun anew", async (_what, left) => {
  await push();
  await writeFile(state, left);
  expect((await push()).said).toBe("stored 0 events; 2 were there already");
});

test("a state that is somebody's JSON is left alone", async () => {
  await writeFile(state, '{"name":1');
  await expect(push()).rejects.toMatchObject({
    stderr: expect.stringContaining("something other than a state"),
  });
});

test("what a push that was killed left half written is taken away by the next one", async () => {
  await push();
  const left = [".state.json.0123456789ab.tmp"].map((name) => join(folder, name));
  left.push(join(history, ".whybounce-history.json.0123456789ab.tmp"));
  left.push(join(history, ".2026-10.ndjson.gz.0123456789ab.tmp"));
  const kept = join(folder, ".other.json.0123456789ab.tmp");
  for (const path of [...left, kept]) await writeFile(path, "{");
  await push();
  const names = [...(await readdir(folder)), ...(await readdir(history))];
  expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([".other.json.0123456789ab.tmp"]);
});
