// From files to counts, without DNS: what each fixture shows, and that nothing is counted twice however the
// same refusals reach the tool.

import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Period } from "../../src/model/options.ts";
import type { Report, Results } from "../../src/model/report.ts";
import { happenedSentences } from "../../src/report/document/headline.ts";
import { inputsToShow } from "../../src/report/document/inputs.ts";
import { analyzeFiles } from "../support/analyze.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const OPEN: Period = { from: null, to: null };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

function read(paths: string[], period: Period = OPEN, stdin: Buffer | null = null): Promise<Results> {
  return analyzeFiles(paths, { period, stdin });
}

const fixture = (...names: string[]) => names.map((name) => join(fixtures, name));

/** `address attempts/messages/affected lost/retrying/delivered`, an address a line. */
function counts(report: Report): string[] {
  return report.sendingIps
    .map(
      ({ ip, attempts, messages, affected, lost, retrying, delivered }) =>
        `${ip} ${attempts}/${messages}/${affected} ${lost}/${retrying}/${delivered}`,
    )
    .toSorted();
}

/** What must not depend on how the input was cut up. */
function comparable({ report, weeks }: Results): unknown {
  const { totals, sendingIps, otherGmailRejections } = report;
  const key = ({ week, sendingIp, code }: Results["weeks"][number]) => `${week} ${sendingIp} ${code}`;
  return {
    totals,
    sendingIps,
    otherGmailRejections,
    weeks: weeks.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
  };
}

const toNdjson = ({ events }: Results) =>
  Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));

async function everyFixture(): Promise<string[]> {
  const lists = await Promise.all(
    ["postfix", "exim", "dsn", "not-ptr"].map(async (name) =>
      (await readdir(join(fixtures, name))).map((file) => join(fixtures, name, file)),
    ),
  );
  return lists.flat();
}

describe("counts of one log", () => {
  test.each([
    ["postfix/gmail-550-5.7.25-bounced.log", "203.0.113.5 1/1/1 1/0/0"],
    ["postfix/gmail-550-5.7.25-several-recipients.log", "203.0.113.5 1/1/3 3/0/0"],
    ["postfix/gmail-550-5.7.25-awkward-recipients.log", "203.0.113.12 3/1/3 3/0/0"],
    ["postfix/gmail-550-5.7.25-ipv6-and-instances.log", "2001:db8:25::5 2/2/2 2/0/0"],
    ["postfix/gmail-550-5.7.25-soft-bounce.log", "203.0.113.9 2/1/1 0/1/0"],
    ["postfix/gmail-550-5.7.25-traditional-stamps.log", "203.0.113.13 1/1/1 1/0/0"],
    ["postfix/gmail-550-5.7.1-ipv6-ptr-and-authentication.log", "2001:db8:25::6 1/1/1 1/0/0"],
    ["postfix/gmail-421-4.7.0-ptr-wording.log", "203.0.113.10 1/1/1 0/1/0"],
    ["postfix/gmail-421-4.7.23-next-mx-refuses-too.log", "203.0.113.7 2/1/1 0/1/0"],
    ["postfix/gmail-421-4.7.23-next-mx-accepts.log", "203.0.113.7 1/1/2 0/0/2"],
    ["postfix/gmail-421-4.7.23-delivered-after-repair.log", "203.0.113.11 1/1/1 0/0/1"],
    ["postfix/gmail-421-4.7.23-suspended.log", "198.51.100.17 1/3/3 0/3/0"],
    ["postfix/gmail-421-4.7.23-expired.log", "203.0.113.8 2/1/1 1/0/0"],
    ["exim/gmail-550-5.7.25-failed.log", "203.0.113.21 1/1/1 1/0/0"],
    ["exim/gmail-550-5.7.25-awkward-recipients.log", "203.0.113.27 2/1/2 2/0/0"],
    ["exim/gmail-550-5.7.25-4.99-every-log-selector.log", "203.0.113.77 1/1/1 1/0/0"],
    ["exim/gmail-550-5.7.25-through-syslog.log", "203.0.113.28 1/1/1 1/0/0"],
    ["exim/gmail-421-4.7.23-every-host-then-deferred.log", "203.0.113.22 2/1/1 0/1/0"],
    ["exim/gmail-421-4.7.23-next-host-accepts.log", "203.0.113.22 1/1/2 0/0/2"],
    ["exim/gmail-421-4.7.23-ehlo-reply-over-lines.log", "203.0.113.25 1/1/1 0/0/1"],
    ["exim/gmail-421-4.7.23-retry-timeout.log", "203.0.113.24 1/1/1 1/0/0"],
  ])("%s", async (name, want) => {
    const { report, inputFailed } = await read(fixture(name));
    expect(counts(report)).toEqual([want]);
    expect(inputFailed).toBe(false);
    expect(report.warnings).toEqual([]);
    expect(report.sendingIps[0]?.senderDomains[0]?.domain).toMatch(/^example\.(?:com|org)$/);
  });

  test("a reply without address is told apart, never guessed", async () => {
    const { report } = await read(fixture("postfix/gmail-550-5.7.25-no-address-in-reply.log"));
    expect(report.totals).toMatchObject({ attempts: 1, affected: 1, lost: 1, unattributed: 1 });
    expect(report.sendingIps).toEqual([]);
  });

  test("Gmail's other refusals are counted apart", async () => {
    const { report } = await read(fixture("postfix/gmail-other-refusals.log"));
    expect(report.totals.attempts).toBe(0);
    expect(report.otherGmailRejections.map(({ code, attempts }) => `${code} ${attempts}`)).toEqual([
      "550-5.7.26 2",
      "550-5.1.1 1",
    ]);
  });

  test("line numbers count from 1", async () => {
    const { events } = await read(fixture("postfix/gmail-550-5.7.25-bounced.log"));
    expect(events).toMatchObject([{ sender: "news@example.com", source: { line: 4 } }]);
  });
});

describe("counts of one bounce", () => {
  test.each([
    ["dsn/postfix-550-5.7.25-failed.eml", "203.0.113.5 1/1/1 1/0/0"],
    ["dsn/postfix-550-5.7.25-several-recipients.eml", "203.0.113.5 1/1/3 3/0/0"],
    ["dsn/postfix-550-5.7.25-smtputf8.eml", "203.0.113.12 1/1/1 1/0/0"],
    ["dsn/postfix-550-5.7.25-alias.eml", "2001:db8:25::5 1/1/1 1/0/0"],
    ["dsn/postfix-421-4.7.23-delayed.eml", "203.0.113.7 1/1/1 0/1/0"],
    ["dsn/postfix-421-4.7.23-expired.eml", "203.0.113.7 1/1/1 1/0/0"],
    ["dsn/postfix-421-4.7.23-suspended-then-expired.eml", "198.51.100.17 0/1/1 1/0/0"],
    ["dsn/exim-550-5.7.25-failed.eml", "203.0.113.21 1/1/1 1/0/0"],
    ["dsn/exim-421-4.7.23-delayed.eml", "203.0.113.24 1/1/1 0/1/0"],
    ["dsn/exim-421-4.7.23-delayed-text-only.eml", "203.0.113.29 1/1/1 0/1/0"],
    ["dsn/exim-421-4.7.23-retry-timeout.eml", "203.0.113.24 1/1/1 1/0/0"],
  ])("%s", async (name, want) => {
    const { report, inputFailed } = await read(fixture(name));
    expect(counts(report)).toEqual([want]);
    expect(inputFailed).toBe(false);
    expect(report.sendingIps[0]?.senderDomains).toEqual([
      { domain: "example.com", affected: report.totals.affected },
    ]);
  });
});

describe("look-alikes count for nothing", async () => {
  const names = await readdir(join(fixtures, "not-ptr"));
  test.each(names)("%s", async (name) => {
    const { report } = await read(fixture(`not-ptr/${name}`));
    expect(Object.values(report.totals)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    // A text without a single log line is no log; a paste may quote another receiver's refusal.
    const isOthers = report.otherReceivers!.length > 0;
    const kinds = { ".eml": "message", ".log": "log", ".txt": isOthers ? "text" : null };
    expect(report.inputs).toMatchObject([{ kind: kinds[name.slice(-4) as keyof typeof kinds] }]);
  });
});

describe("the same refusal counts once", () => {
  test.each([
    [
      "log and bounce",
      ["postfix/gmail-550-5.7.25-bounced.log", "dsn/postfix-550-5.7.25-failed.eml"],
      "203.0.113.5 1/1/1 1/0/0",
    ],
    [
      "bounce and its copy to postmaster",
      ["dsn/postfix-550-5.7.25-failed.eml", "dsn/postfix-550-5.7.25-postmaster-copy.eml"],
      "203.0.113.5 1/1/1 1/0/0",
    ],
    [
      "log, warning and final bounce: lost, although the log knows only of retries",
      [
        "postfix/gmail-421-4.7.23-next-mx-refuses-too.log",
        "dsn/postfix-421-4.7.23-delayed.eml",
        "dsn/postfix-421-4.7.23-expired.eml",
      ],
      "203.0.113.7 2/1/1 1/0/0",
    ],
    [
      "several recipients in log and bounce",
      ["postfix/gmail-550-5.7.25-several-recipients.log", "dsn/postfix-550-5.7.25-several-recipients.eml"],
      "203.0.113.5 1/1/3 3/0/0",
    ],
    [
      "a delivery that was never offered, in log and bounce",
      ["postfix/gmail-421-4.7.23-suspended.log", "dsn/postfix-421-4.7.23-suspended-then-expired.eml"],
      "198.51.100.17 1/3/3 1/2/0",
    ],
    [
      "SMTPUTF8 in log and bounce",
      ["postfix/gmail-550-5.7.25-awkward-recipients.log", "dsn/postfix-550-5.7.25-smtputf8.eml"],
      "203.0.113.12 3/1/3 3/0/0",
    ],
    [
      "Exim's log and bounce",
      ["exim/gmail-550-5.7.25-failed.log", "dsn/exim-550-5.7.25-failed.eml"],
      "203.0.113.21 1/1/1 1/0/0",
    ],
    [
      "Exim's log, warning and final bounce",
      [
        "exim/gmail-421-4.7.23-retry-timeout.log",
        "dsn/exim-421-4.7.23-delayed.eml",
        "dsn/exim-421-4.7.23-retry-timeout.eml",
      ],
      "203.0.113.24 1/1/1 1/0/0",
    ],
    [
      "the same bounce twice",
      ["dsn/exim-550-5.7.25-failed.eml", "dsn/exim-550-5.7.25-failed.eml"],
      "203.0.113.21 1/1/1 1/0/0",
    ],
    [
      "the same log twice",
      ["postfix/gmail-421-4.7.23-expired.log", "postfix/gmail-421-4.7.23-expired.log"],
      "203.0.113.8 2/1/1 1/0/0",
    ],
  ])("%s", async (_name, names, want) => {
    const { report } = await read(fixture(...names));
    expect(counts(report)).toEqual([want]);
  });

  test("everything twice", async () => {
    const paths = (await everyFixture()).filter((path) => !path.includes("not-ptr"));
    const once = await read(paths);
    expect(comparable(await read([...paths, ...paths]))).toEqual(comparable(once));
  });
});

describe("the way in does not matter", () => {
  test("order of the paths", async () => {
    const paths = await everyFixture();
    const forwards = comparable(await read(paths));
    expect(comparable(await read(paths.toReversed()))).toEqual(forwards);
    const rotated = [...paths.slice(17), ...paths.slice(0, 17)];
    expect(comparable(await read(rotated))).toEqual(forwards);
  });

  test("a directory, a glob or every file by name", async () => {
    const byName = comparable(await read(await everyFixture()));
    const kinds = ["postfix", "exim", "dsn", "not-ptr"];
    expect(comparable(await read(kinds.map((kind) => join(fixtures, kind))))).toEqual(byName);
    expect(comparable(await read(kinds.map((kind) => join(fixtures, kind, "*.{log,eml}"))))).toEqual(byName);
  });

  test("a file, standard input, or compressed", async () => {
    const [path = ""] = fixture("postfix/gmail-421-4.7.23-expired.log");
    const bytes = await readFile(path);
    const compressed = join(folder, "mail.log");
    await writeFile(compressed, gzipSync(bytes));
    const want = comparable(await read([path]));
    expect(comparable(await read([compressed]))).toEqual(want);
    expect(comparable(await read(["-"], OPEN, bytes))).toEqual(want);
    expect(comparable(await read(["-"], OPEN, gzipSync(bytes)))).toEqual(want);
  });

  test.each([["\r\n"], ["\n"]])("bounces in one mailbox, line ends %j", async (lineEnd) => {
    const names = (await readdir(join(fixtures, "dsn"))).map((name) => join(fixtures, "dsn", name));
    const messages = await Promise.all(names.map((name) => readFile(name, "utf8")));
    const mailbox = messages
      .map((message) => `From MAILER-DAEMON Mon Feb 23 10:11:13 2026\n${message}\n`)
      .join("")
      .replaceAll("\n", lineEnd);
    const path = join(folder, "bounces");
    await writeFile(path, mailbox);
    const inMailbox = await read([path]);
    expect(inMailbox.report.inputs).toMatchObject([{ kind: "mbox", records: names.length }]);
    expect(comparable(inMailbox)).toEqual(comparable(await read(names)));
  });

  test("bounces in a Maildir", async () => {
    const maildir = join(folder, "Maildir");
    for (const name of ["cur", "new", "tmp"]) await mkdir(join(maildir, name), { recursive: true });
    const names = (await readdir(join(fixtures, "dsn"))).map((name) => join(fixtures, "dsn", name));
    for (const [i, name] of names.entries())
      await copyFile(name, join(maildir, i % 2 === 0 ? "cur" : "new", `17718${i}.M1P2.mx1,S=4211:2,S`));
    await copyFile(names[0]!, join(maildir, "tmp", "17719.M1P2.mx1"));
    const inMaildir = await read([maildir]);
    expect(inMaildir.report.inputs).toMatchObject([
      { path: maildir, kind: "maildir", records: names.length },
    ]);
    expect(comparable(inMaildir)).toEqual(comparable(await read(names)));
  });

  test("an attempt logged before the turn of the year, in a log last changed after it", async () => {
    const path = join(folder, "mail.log.1");
    await copyFile(fixture("postfix/gmail-550-5.7.25-traditional-stamps.log")[0]!, path);
    const changed = new Date("2027-01-31T12:00:00Z");
    await utimes(path, changed, changed);
    const { report } = await read([path]);
    expect(report.sendingIps[0]?.firstSeen).toBe("2026-02-03T04:02:15.000Z");
  });
});

describe("periods", () => {
  const hour = (text: string) => Date.parse(`2026-02-23T${text}:00Z`);
  const [log = ""] = fixture("postfix/gmail-421-4.7.23-expired.log");

  test.each([
    ["all of it", null, null, ["203.0.113.8 2/1/1 1/0/0"]],
    ["the first attempt, lost later", null, hour("02:00"), ["203.0.113.8 1/1/1 1/0/0"]],
    ["the second attempt", hour("02:00"), null, ["203.0.113.8 1/1/1 1/0/0"]],
    ["from is within", Date.parse("2026-02-23T09:11:12.345Z"), null, ["203.0.113.8 1/1/1 1/0/0"]],
    ["to is not", null, Date.parse("2026-02-23T01:11:12.345Z"), []],
    ["between", hour("02:00"), hour("03:00"), []],
  ])("%s", async (_name, from, to, want) => {
    const { report } = await read([log], { from, to });
    expect(counts(report)).toEqual(want);
  });
});

describe("the tool's own events as input", () => {
  test("give the same report as the logs and bounces", async () => {
    const paths = await everyFixture();
    const direct = await read(paths);
    const events = toNdjson(direct);
    expect(comparable(await read(["-"], OPEN, events))).toEqual(comparable(direct));
  });

  test("each fixture alone", async () => {
    for (const path of await everyFixture()) {
      const direct = await read([path]);
      if (direct.events.length === 0) continue;
      const again = await read(["-"], OPEN, toNdjson(direct));
      expect(comparable(again), path).toEqual(comparable(direct));
    }
  });

  test("each input read on a host of its own, then merged", async () => {
    const paths = await everyFixture();
    const parts = await Promise.all(paths.map((path) => read([path])));
    const merged = Buffer.concat(parts.map(toNdjson));
    expect(comparable(await read(["-"], OPEN, merged))).toEqual(comparable(await read(paths)));
  });

  test("together with the logs they came from", async () => {
    const paths = await everyFixture();
    const direct = await read(paths);
    const path = join(folder, "events.ndjson");
    await writeFile(path, toNdjson(direct));
    expect(counts((await read([...paths, path])).report)).toEqual(counts(direct.report));
  });
});

describe("bad input is told, and the rest is read", () => {
  const [good = ""] = fixture("postfix/gmail-550-5.7.25-bounced.log");

  test("a missing file", async () => {
    const { report, inputFailed } = await read([join(folder, "missing.log"), good]);
    expect(inputFailed).toBe(true);
    expect(report.warnings).toEqual([`${join(folder, "missing.log")}: no such file or directory`]);
    expect(counts(report)).toEqual(["203.0.113.5 1/1/1 1/0/0"]);
  });

  test("a file that is neither log nor mail", async () => {
    const path = join(folder, "picture");
    await writeFile(path, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]));
    const { report, inputFailed } = await read([path, good]);
    expect(inputFailed).toBe(true);
    expect(report.warnings[0]).toContain("neither a mail log nor mail");
    expect(counts(report)).toEqual(["203.0.113.5 1/1/1 1/0/0"]);
  });

  test("a text that is named and no log is not taken for one", async () => {
    const path = join(folder, "notes.log");
    await writeFile(path, "hello\n");
    const { report, inputFailed } = await read([path]);
    expect(inputFailed).toBe(true);
    expect(report.inputs[0]).toMatchObject({ kind: null, bytes: 6, rejections: 0 });
    expect(report.inputs[0]?.warnings[0]).toContain("neither a mail log nor mail");
  });

  test("a damaged archive is told in plain words", async () => {
    const path = join(folder, "mail.log.3.gz");
    const damaged = gzipSync(await readFile(good));
    damaged.fill(0xff, 10, 40);
    await writeFile(path, damaged);
    const { report, inputFailed } = await read([path]);
    expect(inputFailed).toBe(true);
    expect(report.warnings).toEqual([`${path}: the gzip data is damaged`]);
  });

  test("an empty file is no failure", async () => {
    const path = join(folder, "empty.log");
    await writeFile(path, "");
    const { report, inputFailed } = await read([path, good]);
    expect(inputFailed).toBe(false);
    expect(report.inputs[0]).toEqual({ path, kind: null, bytes: 0, records: 0, rejections: 0, warnings: [] });
    expect(inputsToShow(report).shown[0]?.facts).toBe("empty");
    expect(report.warnings).toEqual([]);
  });

  test("an empty directory beside another input was passed over silently", async () => {
    const path = join(folder, "empty");
    await mkdir(path);
    const { report, inputFailed } = await read([path, good]);
    expect(inputFailed).toBe(false);
    expect(report.warnings).toEqual([`${path}: the directory is empty`]);
  });

  test("jq's JSON of the journal was no log", async () => {
    const path = join(folder, "jq.json");
    const line = (await readFile(good, "utf8")).split("\n").find((one) => one.includes("to=<"));
    const [, MESSAGE = ""] = /\]: (.*)/.exec(line ?? "") ?? [];
    const entry = { __REALTIME_TIMESTAMP: "1795406491000000", SYSLOG_IDENTIFIER: "postfix/smtp", MESSAGE };
    await writeFile(path, `${JSON.stringify(entry, null, 2)}\n`);
    expect((await read([path])).report.totals).toMatchObject({ attempts: 1 });
  });

  test("an empty file was no input without refusals", async () => {
    const path = join(folder, "empty.log");
    await writeFile(path, "");
    const one = "There was nothing to read: the input is empty.";
    expect(happenedSentences((await read([path])).report)).toEqual([one]);
    const two = await read([path, "-"], OPEN, Buffer.from("\n"));
    expect(happenedSentences(two.report)).toEqual([one.replace("the input is", "all 2 inputs are")]);
  });

  test("a compressed log that breaks off", async () => {
    const path = join(folder, "mail.log.2.gz");
    const filler = Array.from(
      { length: 20_000 },
      (_, i) => `2026-02-23T10:12:13.000000+00:00 mx1 dovecot: session ${i * 7919}\n`,
    ).join("");
    const whole = gzipSync(Buffer.concat([await readFile(good), Buffer.from(filler)]));
    await writeFile(path, whole.subarray(0, whole.length / 2));
    const { report, inputFailed } = await read([path]);
    expect(inputFailed).toBe(true);
    expect(report.inputs[0]?.warnings[0]).toMatch(
      /unexpected end of file after [\d,]+ lines; what came before it was read$/,
    );
    expect(counts(report)).toEqual(["203.0.113.5 1/1/1 1/0/0"]);
  });

  test("a line in events that is none", async () => {
    const direct = await read([good]);
    const bytes = Buffer.concat([toNdjson(direct), Buffer.from("{}\nnot json\n")]);
    const { report, inputFailed } = await read(["-"], OPEN, bytes);
    expect(inputFailed).toBe(true);
    expect(report.inputs[0]?.warnings).toEqual([
      "standard input: 2 lines not written by whybounce; left out",
    ]);
    expect(counts(report)).toEqual(["203.0.113.5 1/1/1 1/0/0"]);
  });
});

test("an interrupt ends a stream that nobody closes, and what it gave is counted", async () => {
  const interrupt = new AbortController();
  const log = await readFile(join(fixtures, "postfix/gmail-550-5.7.25-bounced.log"));
  async function* silent(...given: Buffer[]) {
    yield* given;
    setImmediate(() => interrupt.abort());
    await new Promise(() => {});
  }
  const told: string[] = [];
  const listening = { onWarning: (text: string) => told.push(text), signal: interrupt.signal };
  const { report, interrupted } = await analyzeFiles(["-"], { ...listening, stdin: silent(log) });
  expect({ attempts: report.totals.attempts, interrupted }).toEqual({ attempts: 1, interrupted: true });
  const nothing = await analyzeFiles(["-"], { ...listening, stdin: silent() });
  expect(nothing).toMatchObject({ interrupted: true, inputFailed: false });
  const covers = "interrupted: the report covers only what was read until then";
  expect(told).toEqual([covers, covers]);
});
