// What a state makes of files that grow, are rotated, compressed, truncated, rewritten: nothing is lost, nothing is read twice.

import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ReaderState } from "../../../src/model/reader-state.ts";
import { analyzeFiles } from "../../support/analyze.ts";

let folder: string;
let log: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-positions-"));
  log = join(folder, "mail.log");
  state = join(folder, "state.json");
});
afterEach(() => rm(folder, { recursive: true }));

let number = 0;
/** A refusal of its own. */
function refusal(padding = ""): string {
  number++;
  const second = String(number % 60).padStart(2, "0");
  return `Nov 23 04:0${Math.floor(number / 60) % 10}:${second} mx1 postfix/smtp[353]: 3A00${String(number).padStart(5, "0")}: to=<u${number}@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.9, delays=0/0/0.4/0.5, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25  https://support.google.com/a?p=sender-guidelines-ip d75a77b69052e-ae7893ee80dsi${number}.${number} - gsmtp (in reply to end of DATA command))${padding}\n`;
}
const refusals = (count: number) => Array.from({ length: count }, () => refusal()).join("");

interface Read {
  lines: number[];
  attempts: number;
  places: (number | undefined)[];
  warnings: string[];
}

async function run(paths = [log]): Promise<Read> {
  const results = await analyzeFiles(paths, { state });
  await results.state!.save();
  await results.state!.close();
  const inputs = results.report.inputs.filter(({ kind }) => kind !== "events");
  return {
    lines: inputs.map(({ records }) => records),
    attempts: results.report.totals.attempts,
    places: results.events.flatMap((event) => ("source" in event ? [event.source.line] : [])),
    warnings: [...results.report.warnings, ...inputs.flatMap(({ warnings }) => warnings)],
  };
}

const hours = 3_600_000;
/** As if nobody wrote to it any more. */
async function age(path: string): Promise<void> {
  const time = new Date(Date.now() - hours);
  await utimes(path, time, time);
}

describe("a log that grows", () => {
  test("is read from where the last run ended, and its lines keep their numbers", async () => {
    await writeFile(log, refusals(3));
    expect(await run()).toMatchObject({ lines: [3], attempts: 3, places: [1, 2, 3] });
    expect(await run()).toMatchObject({ lines: [0], attempts: 0 });
    await appendFile(log, refusals(2));
    expect(await run()).toMatchObject({ lines: [2], attempts: 2, places: [4, 5], warnings: [] });
  });

  test("half a line is left until it has its end", async () => {
    const line = refusal();
    await writeFile(log, refusals(1) + line.slice(0, 200));
    expect(await run()).toMatchObject({ lines: [1], attempts: 1 });
    await appendFile(log, line.slice(200));
    expect(await run()).toMatchObject({ lines: [1], attempts: 1, places: [2] });
  });

  test.each(["address", "token"])(
    "an entry that syslog splits within the %s is left until it is whole",
    async (where) => {
      const fixture = join(
        import.meta.dirname,
        `../../../fixtures/exim/gmail-550-5.7.25-syslog-split-within-${where}.log`,
      );
      const lines = (await readFile(fixture, "utf8")).trimEnd().split("\n");
      const first = lines.findIndex((line) => line.includes("]: [1/2] "));
      await writeFile(
        log,
        lines
          .slice(0, first + 1)
          .map((line) => `${line}\n`)
          .join(""),
      );
      expect(await run()).toMatchObject({ lines: [first], attempts: 0 });
      await appendFile(
        log,
        lines
          .slice(first + 1)
          .map((line) => `${line}\n`)
          .join(""),
      );
      expect(await run()).toMatchObject({ lines: [lines.length - first], attempts: 1, places: [first + 1] });
    },
  );

  test("a part whose rest nobody writes is read when nobody writes any more", async () => {
    await writeFile(log, refusals(1) + refusal().replace("]: ", "]: [1/2] "));
    expect(await run()).toMatchObject({ lines: [1] });
    await age(log);
    expect(await run()).toMatchObject({ lines: [1] });
    expect(await run()).toMatchObject({ lines: [0] });
  });

  test("a last line that nobody completes is read when nobody writes any more", async () => {
    await writeFile(log, refusals(1) + refusal().trimEnd());
    await run();
    await age(log);
    expect(await run()).toMatchObject({ lines: [1], attempts: 1 });
    expect(await run()).toMatchObject({ lines: [0], attempts: 0 });
  });

  test("a young log of one short line is the same when it has grown", async () => {
    await writeFile(log, "Nov 23 04:00:00 mx1 postfix/qmgr[1]: 3A00: removed\n");
    await run();
    await appendFile(log, refusals(20));
    expect(await run()).toMatchObject({ lines: [20], attempts: 20 });
  });
});

describe("a log that is rotated", () => {
  beforeEach(async () => {
    await writeFile(log, refusals(4));
    await run();
  });

  test("by rename: late lines of the old file and all of the new one", async () => {
    await appendFile(log, refusals(1));
    await rename(log, `${log}.1`);
    await writeFile(log, refusals(2));
    expect(await run([log, `${log}.1`])).toMatchObject({ attempts: 3, warnings: [] });
    expect(await run([log, `${log}.1`])).toMatchObject({ attempts: 0 });
  });

  test("twice while nobody read, and compressed: known by its head", async () => {
    await appendFile(log, refusals(1));
    const old = await readFile(log);
    await rm(log);
    await writeFile(`${log}.2.gz`, gzipSync(old));
    await writeFile(`${log}.1`, refusals(2));
    await writeFile(log, refusals(3));
    const paths = [log, `${log}.1`, `${log}.2.gz`];
    expect(await run(paths)).toMatchObject({ attempts: 6, warnings: [] });
    expect(await run(paths)).toMatchObject({ attempts: 0 });
  });

  test("by copytruncate: the copy goes on, the log begins anew", async () => {
    await copyFile(log, `${log}.1`);
    await truncate(log);
    await appendFile(log, refusals(2));
    expect(await run([log, `${log}.1`])).toMatchObject({ attempts: 2, warnings: [] });
  });

  test("and another file has got its inode: its head tells", async () => {
    await rm(log);
    await writeFile(log, refusals(2));
    expect(await run()).toMatchObject({ lines: [2], attempts: 2, warnings: [] });
  });

  test("a link that leads to another log", async () => {
    const other = join(folder, "other.log");
    await writeFile(other, refusals(2));
    const link = join(folder, "current");
    await symlink(log, link);
    expect(await run([link])).toMatchObject({ attempts: 0 });
    await rm(link);
    await symlink(other, link);
    expect(await run([link])).toMatchObject({ attempts: 2 });
  });
});

test("what was read before and is not there any more is told, and all is read again", async () => {
  const head = refusals(4);
  await writeFile(log, head + refusals(4));
  await run();
  await writeFile(log, head + refusals(6));
  const { attempts, warnings } = await run();
  expect(attempts).toBe(10);
  expect(warnings.join()).toContain("what an earlier run read is not in it any more");
});

test("a broken compressed log is read again when it is whole", async () => {
  const whole = gzipSync(Buffer.from(refusals(200)));
  const path = join(folder, "mail.log.1.gz");
  await writeFile(path, whole.subarray(0, whole.length >> 1));
  expect((await run([path])).warnings.join()).toMatch(/after \d+ lines/);
  await writeFile(path, whole);
  expect(await run([path])).toMatchObject({ attempts: 200 });
});

test("an mbox and a Maildir: only new messages are read", async () => {
  const bounce = await readFile(
    join(import.meta.dirname, "../../../fixtures/dsn/postfix-550-5.7.25-failed.eml"),
    "utf8",
  );
  const message = (id: number) => bounce.replaceAll(/dsi\d+\.\d+/g, `dsi${id}.1`);
  const mbox = join(folder, "bounces.mbox");
  const separated = (id: number) => `From MAILER-DAEMON Mon Nov 23 04:00:29 2026\n${message(id)}\n\n`;
  await writeFile(mbox, separated(1));
  const maildir = join(folder, "Maildir");
  for (const part of ["new", "cur", "tmp"]) await mkdir(join(maildir, part), { recursive: true });
  await writeFile(join(maildir, "new/1771841473.M1P1.mx1"), message(2));
  const first = await run([mbox, maildir]);
  expect(first.lines).toEqual([1, 1]);
  await appendFile(mbox, separated(3));
  await rename(join(maildir, "new/1771841473.M1P1.mx1"), join(maildir, "cur/1771841473.M1P1.mx1:2,S"));
  await writeFile(join(maildir, "new/1771841474.M2P2.mx1"), message(4));
  expect((await run([mbox, maildir])).lines).toEqual([1, 1]);
  expect((await run([mbox, maildir])).lines).toEqual([0, 0]);
});

describe("the state itself", () => {
  beforeEach(async () => {
    await writeFile(log, refusals(3));
    await run();
  });

  const change = async (edit: (text: string) => string) =>
    writeFile(state, edit(await readFile(state, "utf8")));

  test("is for its owner alone: it holds addresses", async () => {
    expect((await stat(state)).mode & 0o777).toBe(0o600);
  });

  test("when it is cut, all is read again, and told", async () => {
    await change((text) => text.slice(0, text.length >> 1));
    const { attempts, warnings } = await run();
    expect(attempts).toBe(3);
    expect(warnings.join()).toContain("the state is damaged; this run starts over");
  });

  test("of a newer version is left alone", async () => {
    await change((text) => text.replace("whybounce.state/1", "whybounce.state/2"));
    await expect(run()).rejects.toThrow("written by a newer version of whybounce");
    expect(await readFile(state, "utf8")).toContain("whybounce.state/2");
  });

  test.each(["# my shopping list\n", '{"name": "package"}', "[1, 2]"])(
    "is no other file: %s",
    async (text) => {
      await writeFile(state, text);
      await expect(run()).rejects.toThrow("holds something other than a state");
      expect(await readFile(state, "utf8")).toBe(text);
    },
  );

  test("of a run that was killed is free for the next", async () => {
    await writeFile(`${state}.lock`, "999999999 1 " + (await import("node:os")).hostname());
    expect(await run()).toMatchObject({ attempts: 0 });
  });

  test("is not used by two runs at once", async () => {
    const first = await analyzeFiles([log], { state });
    const second = run();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await first.state!.save();
    await first.state!.close();
    expect(await second).toMatchObject({ attempts: 0 });
  });

  test("a clock that was set back loses nothing: no clock is asked", async () => {
    const saved = JSON.parse(await readFile(state, "utf8")) as ReaderState;
    await writeFile(state, JSON.stringify({ ...saved, savedAt: "2099-01-01T00:00:00.000Z" }));
    await appendFile(log, refusals(1));
    expect(await run()).toMatchObject({ attempts: 1 });
  });
});
