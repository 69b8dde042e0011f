// A history in a folder: what is pushed is there once, whatever happens meanwhile, and reports are made of it.

import { execFile } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acquireLock } from "../../src/base/lock.ts";
import type { Period } from "../../src/model/options.ts";
import type { Report } from "../../src/model/report.ts";
import { openHistoryWriter } from "../../src/store/history/append.ts";
import { withFolderHistory } from "../../src/store/history/dns.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { rejection, outcome } from "../support/events.ts";

const run = promisify(execFile);
const program = join(import.meta.dirname, "../../bin/whybounce.js");
const ALWAYS: Period = { from: null, to: null };
const NOW = Date.UTC(2026, 10, 20);

let folder: string;
let directory: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-history-"));
  directory = join(folder, "history");
});
afterEach(() => rm(folder, { recursive: true }));

const refusalAt = (time: string, number: number) =>
  rejection({
    id: `id${number}`,
    replyId: `token${number}.1`,
    queueId: `Q${number}`,
    recipient: `u${number}@gmail.com`,
    time,
  });

async function push(
  events: readonly ReturnType<typeof rejection | typeof outcome>[],
  { now = NOW, keptMonths = null as number | null, warnings = [] as string[] } = {},
) {
  const onWarning = (message: string) => void warnings.push(message);
  const writer = await openHistoryWriter({ directory, keptMonths, period: ALWAYS, now, onWarning });
  try {
    await writer.add(events);
    return await writer.finish(null);
  } finally {
    await writer.close();
  }
}

async function reportOf(period = ALWAYS): Promise<Report & { inputFailed: boolean }> {
  const { report, inputFailed } = await analyzeFiles([], { store: { directory }, period });
  return { ...report, inputFailed };
}

const months = async () => (await readdir(directory)).filter((name) => name.includes("ndjson")).toSorted();

test.each([
  ["begins within the period before", "2026-11-03T12:00:00.000Z", true],
  ["has a month that reaches back", "2026-09-30T12:00:00.000Z", false],
])("a comparison in a history that %s", async (_which, first, isTold) => {
  await push([refusalAt(first, 1), refusalAt("2026-11-19T12:00:00.000Z", 2)]);
  const period = { from: Date.UTC(2026, 10, 9), to: NOW };
  const { report } = await analyzeFiles([], { store: { directory }, period, compare: true });
  expect(report.comparison?.firstRecord).toEqual(isTold ? { of: "history", time: first } : undefined);
});

describe("what is pushed", () => {
  test("is there once, a file a month, the months that are over compressed", async () => {
    const events = [
      refusalAt("2026-09-30T23:59:59.000Z", 1),
      refusalAt("2026-10-01T00:00:00.000Z", 2),
      refusalAt("2026-11-19T12:00:00.000Z", 3),
    ];
    expect(await push(events)).toEqual({ stored: 3, known: 0 });
    expect(await push(events)).toEqual({ stored: 0, known: 3 });
    expect(await months()).toEqual(["2026-09.ndjson.gz", "2026-10.ndjson.gz", "2026-11.ndjson"]);
    expect((await reportOf()).totals.attempts).toBe(3);
    const [line = ""] = gunzipSync(await readFile(join(directory, "2026-09.ndjson.gz")))
      .toString()
      .split("\n");
    expect(JSON.parse(line)).toEqual(events[0]);
  });

  test("late, to a month that is compressed, is added to it", async () => {
    await push([refusalAt("2026-09-01T00:00:00.000Z", 1)]);
    expect(
      await push([refusalAt("2026-09-02T00:00:00.000Z", 2), refusalAt("2026-09-01T00:00:00.000Z", 1)]),
    ).toEqual({
      stored: 1,
      known: 1,
    });
    expect(await months()).toEqual(["2026-09.ndjson.gz"]);
    expect((await reportOf()).totals.attempts).toBe(2);
  });

  test("a month is not compressed before the last word about it may have come", async () => {
    await push([refusalAt("2026-10-31T00:00:00.000Z", 1)], { now: Date.UTC(2026, 10, 5) });
    expect(await months()).toEqual(["2026-10.ndjson"]);
  });

  test("is the same from another log with other line numbers", async () => {
    const event = refusalAt("2026-11-01T00:00:00.000Z", 1);
    await push([event]);
    const moved = { ...event, source: { path: "mail.log.1", line: 77 } };
    expect(await push([moved])).toEqual({ stored: 0, known: 1 });
  });

  test("of unknown time has a file of its own", async () => {
    await push([{ ...refusalAt("2026-11-01T00:00:00.000Z", 1), time: null }]);
    expect(await months()).toEqual(["undated.ndjson"]);
    expect((await reportOf()).totals.attempts).toBe(1);
  });

  test("is deleted by months", async () => {
    await push(
      [1, 2, 3].map((number) =>
        refusalAt(`2026-${String(number + 8).padStart(2, "0")}-15T00:00:00.000Z`, number),
      ),
      { keptMonths: 2 },
    );
    expect(await months()).toEqual(["2026-10.ndjson.gz", "2026-11.ndjson"]);
  });
});

describe("a period", () => {
  test("neighboring ones add up to the whole, where a log line and its bounce lie on two sides of the border", async () => {
    const line = refusalAt("2026-10-31T23:59:59.000Z", 1);
    const bounce = { ...line, via: "dsn" as const, time: "2026-11-01T00:00:01.000Z" };
    await push([line, bounce, refusalAt("2026-11-02T00:00:00.000Z", 2)]);
    const border = Date.UTC(2026, 10, 1);
    const before = await reportOf({ from: null, to: border });
    const after = await reportOf({ from: border, to: null });
    expect([before.totals.attempts, after.totals.attempts]).toEqual([1, 1]);
    const file = join(folder, "events.ndjson");
    await writeFile(
      file,
      [bounce, line, refusalAt("2026-11-02T00:00:00.000Z", 2)]
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(""),
    );
    for (const period of [
      { from: null, to: border },
      { from: border, to: null },
    ]) {
      const { report } = await analyzeFiles([file], { period });
      expect(report.totals).toEqual((await reportOf(period)).totals);
      expect(report.outsidePeriod).toEqual((await reportOf(period)).outsidePeriod);
    }
  });

  test("knows of the refusals in months that it does not read, and reads one that somebody changed", async () => {
    await push([refusalAt("2026-02-10T00:00:00.000Z", 1), refusalAt("2026-11-10T00:00:00.000Z", 2)]);
    const period = { from: Date.UTC(2026, 10, 9), to: Date.UTC(2026, 10, 16) };
    const outside = { attempts: 1, from: "2026-02-10T00:00:00.000Z", to: "2026-02-10T00:00:00.000Z" };
    expect((await reportOf(period)).outsidePeriod).toEqual(outside);
    await rm(join(directory, "2026-02.ndjson.gz"));
    expect((await reportOf(period)).outsidePeriod).toBeUndefined();
  });
});

describe("trouble", () => {
  const first = refusalAt("2026-11-01T00:00:00.000Z", 1);
  const second = refusalAt("2026-11-02T00:00:00.000Z", 2);

  test("a last line that a crash tore is passed over, told, and taken away by the next push", async () => {
    await push([first]);
    const file = join(directory, "2026-11.ndjson");
    await appendFile(file, JSON.stringify(second).slice(0, 100));
    const { totals, inputs, inputFailed } = await reportOf();
    expect(totals.attempts).toBe(1);
    expect(inputs[0]!.warnings.join()).toContain("its last line has no end");
    expect(inputFailed).toBe(false);
    const warnings: string[] = [];
    expect(await push([second], { warnings })).toEqual({ stored: 1, known: 0 });
    expect(warnings.join()).toContain("its last line was torn by a crash");
    const after = await reportOf();
    expect([after.totals.attempts, after.inputs[0]!.warnings]).toEqual([2, []]);
  });

  test("a month that somebody edited: what is no event is told, the rest counts", async () => {
    await push([first]);
    await appendFile(join(directory, "2026-11.ndjson"), "# a remark\n");
    const { totals, inputs, inputFailed } = await reportOf();
    expect(totals.attempts).toBe(1);
    expect(inputs[0]!.warnings.join()).toContain("1 line not written by whybounce");
    expect(inputFailed).toBe(true);
  });

  test("a folder that is not ours is left as it is", async () => {
    await mkdir(directory);
    await writeFile(join(directory, "photo.jpg"), "");
    await expect(push([first])).rejects.toThrow("no history of whybounce; it holds photo.jpg");
    expect(await readdir(directory)).toEqual(["photo.jpg"]);
    await expect(reportOf()).rejects.toThrow("no history of whybounce; store something in it first");
  });

  test.each([
    ["not there", async () => {}, "no such file or directory"],
    ["a file", async () => writeFile(directory, "x"), "not a directory"],
  ])("a history that is %s", async (_what, make, words) => {
    await make();
    await expect(reportOf()).rejects.toThrow(words);
  });

  test("a history of a newer version is left as it is", async () => {
    await push([first]);
    await writeFile(join(directory, "whybounce-history.json"), '{"schema":"whybounce.history/2"}\n');
    await expect(push([second])).rejects.toThrow("a history of a newer version");
    await expect(reportOf()).rejects.toThrow("a history of a newer version");
  });

  test("a push that was killed leaves a lock that the next one takes over", async () => {
    await push([first]);
    await writeFile(join(directory, "history.lock"), `999999999 1 ${hostname()}\n`);
    expect(await push([second])).toEqual({ stored: 1, known: 0 });
  });

  test("its files are for their owner alone", async () => {
    await push([first]);
    for (const name of await readdir(directory))
      expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
  });
});

describe("the command", () => {
  const log = join(import.meta.dirname, "../../fixtures/demo/mail.log");
  const store = (...args: string[]) => run(program, ["store", "push", "--to", directory, ...args]);

  test("two pushes at once: nothing is lost, and nothing is there twice", async () => {
    const pushes = await Promise.all([store(log), store(log)]);
    const stored = pushes.map(({ stdout }) => Number(/^stored ([\d,]+)/.exec(stdout)?.[1]?.replace(",", "")));
    expect(Math.min(...stored)).toBe(0);
    const whole = (await analyzeFiles([log])).report;
    expect((await reportOf()).totals).toEqual(whole.totals);
  });

  test("the first push into a folder writes nothing before it has the lock: another run would take it for a remnant", async () => {
    await mkdir(directory);
    const lock = await acquireLock(join(directory, "history.lock"), "the history");
    const pushed = push([refusalAt("2026-11-01T00:00:00.000Z", 1)]);
    await sleep(300);
    expect(await readdir(directory)).toEqual(["history.lock"]);
    await lock.release();
    expect(await pushed).toEqual({ stored: 1, known: 0 });
    expect((await reportOf()).totals.attempts).toBe(1);
  });

  test("a disk that is full: one line, and what was there stays", async () => {
    await store(log, "--until", "2026-02-18");
    const before = await reportOf();
    const limited = `ulimit -f 8; exec "${program}" store push --to "${directory}" "${log}"`;
    const { stderr } = await run("bash", ["-c", limited]).then(
      () => ({ stderr: "" }),
      (error: { stderr: string }) => error,
    );
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^whybounce: .*history: /);
    expect((await reportOf()).totals).toEqual(before.totals);
    await store(log);
    expect((await reportOf()).totals).toEqual((await analyzeFiles([log])).report.totals);
  });

  test("the folder of this machine is the usual one", async () => {
    const env = { ...process.env, XDG_STATE_HOME: folder, HOME: folder };
    const { usualFolder } = await import("../../src/cli/usual-folder.ts");
    expect(usualFolder({ env, userId: 1000 })).toBe(join(folder, "whybounce"));
    expect(usualFolder({ env: { HOME: "/home/me" }, userId: 1000 })).toBe("/home/me/.local/state/whybounce");
    expect(usualFolder({ env, userId: 0 })).toBe("/var/lib/whybounce");
    expect(() => usualFolder({ env: {}, userId: 1000 })).toThrow("neither HOME nor XDG_STATE_HOME");
  });
});

test("since when an address is broken or mended", async () => {
  await push([refusalAt("2026-11-01T00:00:00.000Z", 1)]);
  const base = (await analyzeFiles([], { store: { directory } })).report.sendingIps[0]!;
  const broken = {
    ...base,
    cause: { id: "ptr_nxdomain", class: "fail", title: "No PTR record", summary: "" },
  } as typeof base;
  const fine = { ...base, cause: { id: "ok", class: "pass", title: "In order", summary: "" } } as typeof base;
  const findings = async (sender: typeof base) =>
    (await withFolderHistory(directory, [sender], true))[0]!.findings.map(({ id }) => id);
  expect(await findings(broken)).toEqual([]);
  expect(await findings(broken)).toEqual(["broken_since"]);
  await appendFile(join(directory, "dns.ndjson"), '{"ip":"203.0.113.5","chec');
  expect(await findings(fine)).toEqual(["mended_since"]);
  expect(await findings(fine)).toEqual(["mended_since"]);
});
