// A push with a state, when the disk is full, a month is lost, months are kept no longer, or two run at once: nothing is lost,
// nothing counts twice, and one line says what is wrong.

import { execFile, execFileSync } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const run = promisify(execFile);
const program = join(import.meta.dirname, "../../bin/whybounce.js");

const refusal = (month: string, number: number) =>
  `${month}-1${number}T10:00:00+00:00 mx1 postfix/smtp[9]: 4ABCD${number}: to=<u${number}@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. a${number}-20020a05600c00c900b0040e4f4f4f4fsi1${month.slice(-2)}.1 - gsmtp (in reply to end of DATA command))\n`;

/** Messages that wait in the queue: a state remembers them, a history does not. */
const waiting = (count: number) =>
  Array.from(
    { length: count },
    (_, number) =>
      `2026-11-11T10:00:00+00:00 mx1 postfix/qmgr[115]: 4F${(100_000 + number).toString(16).toUpperCase()}A: from=<news${number}@example.com>, size=501, nrcpt=1 (queue active)\n`,
  ).join("");

let folder: string;
let history: string;
let log: string;
let state: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-trouble-"));
  history = join(folder, "history");
  log = join(folder, "mail.log");
  await mkdir(join(folder, "small"));
  state = join(folder, "small", "state.json");
  await writeFile(log, refusal("2026-11", 1) + refusal("2026-11", 2));
});
afterEach(() => rm(folder, { recursive: true }));

const words = (...more: string[]) => ["store", "push", "--to", history, "--state", state, ...more, log];

async function push(...more: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, [program, ...words(...more)]);
}

/** What a push says that fails; it is started by a shell with the command before it. */
async function failingPush(before: string): Promise<string> {
  const command = `${before} exec "$0" "$@"`;
  return run("bash", ["-c", command, process.execPath, program, ...words()]).then(
    ({ stdout }) => expect.fail(`it succeeded: ${stdout}`),
    ({ stderr }: { stderr: string }) => stderr,
  );
}

async function refusals(): Promise<number> {
  const asked = ["--no-dns", "--from", history, "--format", "json"];
  const { stdout } = await run(process.execPath, [program, ...asked]);
  return (JSON.parse(stdout) as { totals: { attempts: number } }).totals.attempts;
}

describe("no room for the state", () => {
  async function expectNothingLost(stderr: string, reason: RegExp): Promise<void> {
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(
        new RegExp(`^whybounce: --state .*state\\.json: ${reason.source}; what was there`),
      ),
    ]);
    // What was stored stays, and the state is still the one before: the same is read again.
    expect(await refusals()).toBe(3);
    expect(JSON.parse(await readFile(state, "utf8"))).toMatchObject({ logs: { queue: [] } });
    expect((await readdir(join(folder, "small"))).filter((name) => name !== "state.json")).toEqual([]);
  }

  async function expectItGoesOn(): Promise<void> {
    await appendFile(log, refusal("2026-11", 4));
    expect((await push()).stdout.trim()).toBe("stored 1 event; 1 was there already");
    expect(await refusals()).toBe(4);
    expect(JSON.parse(await readFile(state, "utf8"))).toMatchObject({
      logs: { queue: expect.objectContaining({ length: 500 }) as unknown },
    });
  }

  test("because files may not be so large", async () => {
    await push();
    await appendFile(log, waiting(500) + refusal("2026-11", 3));
    await expectNothingLost(
      await failingPush("ulimit -f 16;"),
      /larger than a file may be here \(ulimit -f\)/,
    );
    await expectItGoesOn();
  });

  const canMount = process.getuid?.() === 0 && mayMount();
  test.skipIf(!canMount)("because its disk is full", async () => {
    const small = join(folder, "small");
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", small]);
    try {
      await push();
      await appendFile(log, waiting(500) + refusal("2026-11", 3));
      await expectNothingLost(await failingPush(""), /no space left on the device/);
      execFileSync("mount", ["-o", "remount,size=4m", small]);
      await expectItGoesOn();
    } finally {
      execFileSync("umount", [small]);
    }
  });
});

/** A container may forbid it. */
function mayMount(): boolean {
  const place = join(tmpdir(), `whybounce-mount-${process.pid}`);
  try {
    execFileSync("sh", ["-c", `mkdir -p "$0" && mount -t tmpfs tmpfs "$0" && umount "$0"`, place], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  } finally {
    execFileSync("rm", ["-rf", place]);
  }
}

describe("a month", () => {
  test("that was lost after it was compressed, before the state was saved again", async () => {
    await push();
    // As a push does that is killed before it saves its state.
    await run("gzip", [join(history, "2026-11.ndjson")]);
    await rm(join(history, "2026-11.ndjson.gz"));
    const { stdout, stderr } = await push();
    expect(stderr).toContain("2026-11.ndjson has less than was stored in it");
    expect(stdout.trim()).toBe("stored 2 events; 0 were there already");
    expect(await refusals()).toBe(2);
    expect((await push()).stderr).toBe("");
  });

  test("that is kept no longer is not missing, and is not read again", async () => {
    await writeFile(log, refusal("2026-05", 1) + refusal("2026-11", 2));
    await push();
    expect(await refusals()).toBe(2);
    const months = String(monthsSince(2026, 11));
    expect((await push("--keep-months", months)).stderr).toBe("");
    expect(await refusals()).toBe(1);
    await appendFile(log, refusal("2026-11", 3));
    expect(await push("--keep-months", months)).toMatchObject({
      stdout: "stored 1 event; 0 were there already\n",
      stderr: "",
    });
    // Nor by a push that keeps all: what is gone was taken away on purpose.
    expect((await push()).stderr).toBe("");
    expect(await refusals()).toBe(2);
  });
});

/** So many months must be kept that this one is the first: this test is read in later years, too. */
function monthsSince(year: number, month: number): number {
  const now = new Date();
  return (now.getUTCFullYear() - year) * 12 + now.getUTCMonth() + 1 - month + 1;
}

test("two pushes at once with one state: one of them may have to wait or to give up, and says so", async () => {
  const pushes = await Promise.allSettled([push(), push(), push()]);
  const failed = pushes.flatMap((one) =>
    one.status === "rejected" ? [one.reason as { stderr: string }] : [],
  );
  expect(failed.length).toBeLessThan(3);
  for (const { stderr } of failed) {
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/state\.json.*another run/);
  }
  expect(await refusals()).toBe(2);
  expect((await push()).stdout.trim()).toBe("stored 0 events; 0 were there already");
});
