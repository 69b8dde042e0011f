// Text that somebody copied out of a mail program, a terminal or a panel: what is a refusal in it, and what only looks
// like one.

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standardInput } from "../../../src/cli/streams.ts";
import type { Results } from "../../../src/model/report.ts";
import type { Io } from "../../../src/cli/process-io.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";

const pastes = join(import.meta.dirname, "../../../fixtures/pastes");

function read(paths: string[], stdin: Buffer | null = null): Promise<Results> {
  return analyzeFiles(paths, { stdin: stdin && chunks(stdin) });
}

/** In small chunks, as a terminal gives them. */
async function* chunks(whole: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < whole.length; at += 100_000) yield whole.subarray(at, at + 100_000);
}

const shown = (results: Results) =>
  rejectionsIn(results).map(({ sendingIp, code, recipient }) => `${sendingIp} ${code} ${recipient}`);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-paste-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ONE = "user@gmail.com";
const table: [name: string, ip: string, code: string, recipient: string | null, line: number][] = [
  ["421-reply.txt", "203.0.113.145", "421-4.7.23", null, 1],
  ["application-error-in-chinese.txt", "203.0.113.161", "550-5.7.25", null, 1],
  ["body-below-what-a-mail-program-shows.txt", "203.0.113.160", "550-5.7.25", ONE, 13],
  ["body-with-links-of-markdown.txt", "203.0.113.181", "550-5.7.25", ONE, 11],
  ["curl-session.txt", "203.0.113.159", "550-5.7.25", ONE, 11],
  ["dotnet-error-421.txt", "203.0.113.171", "421-4.7.23", null, 1],
  ["dotnet-error.txt", "203.0.113.170", "550-5.7.25", null, 1],
  ["double-spaced.txt", "203.0.113.154", "550-5.7.25", null, 1],
  ["erlang-error.txt", "203.0.113.172", "550-5.7.25", null, 1],
  ["exim-body.txt", "203.0.113.147", "550-5.7.25", ONE, 9],
  ["haskell-error.txt", "203.0.113.173", "550-5.7.25", null, 1],
  ["log-line-behind-a-blank.txt", "203.0.113.179", "550-5.7.25", ONE, 1],
  ["log-line-without-its-begin.txt", "203.0.113.156", "550-5.7.25", ONE, 1],
  ["message-blocked-notice.txt", "203.0.113.158", "550-5.7.25", ONE, 6],
  ["object-of-python.txt", "203.0.113.184", "550-5.7.25", null, 1],
  ["page-source-with-entities.txt", "203.0.113.157", "550-5.7.25", ONE, 1],
  ["panel-row-with-date.txt", "203.0.113.152", "550-5.7.25", ONE, 1],
  ["panel-row.txt", "203.0.113.151", "550-5.7.25", ONE, 2],
  ["php-mailer-error.txt", "203.0.113.174", "550-5.7.25", null, 1],
  ["php-symfony-error.txt", "203.0.113.175", "550-5.7.25", null, 1],
  ["postfix-body.txt", "203.0.113.146", "550-5.7.25", ONE, 9],
  ["python-error.txt", "203.0.113.153", "550-5.7.25", null, 4],
  ["reply-alone-without-token.txt", "203.0.113.142", "550-5.7.25", null, 1],
  ["reply-alone.txt", "203.0.113.141", "550-5.7.25", null, 1],
  ["reply-behind-a-label.txt", "203.0.113.155", "550-5.7.25", null, 1],
  ["reply-broken-before-its-last-word.txt", "203.0.113.185", "550-5.7.25", null, 2],
  ["reply-on-one-line.txt", "203.0.113.144", "550-5.7.25", null, 1],
  ["reply-quoted-twice.txt", "203.0.113.143", "550-5.7.25", null, 4],
  ["reply-without-the-code-of-its-first-line.txt", "203.0.113.180", "550-5.7.25", null, 1],
  ["ruby-error.txt", "203.0.113.176", "550-5.7.25", null, 1],
  ["rust-error.txt", "203.0.113.177", "550-5.7.25", null, 1],
  ["session-with-names.txt", "203.0.113.178", "550-5.7.25", ONE, 19],
  ["stamped-session.txt", "203.0.113.90", "550-5.7.25", null, 1],
  ["status-part.txt", "203.0.113.148", "550-5.7.25", ONE, 10],
  ["swaks-session.txt", "203.0.113.150", "550-5.7.25", ONE, 16],
  ["telnet-session.txt", "203.0.113.149", "550-5.7.25", ONE, 22],
];

test("what a paste counts is not told as unread, too", async () => {
  const { report } = await read([join(pastes, "stamped-session.txt")]);
  expect(report.unread).toMatchObject({ count: 0 });
});

describe("what is pasted", async () => {
  const found: string[] = [];
  afterAll(() => console.log(["pasted text                       found", ...found].join("\n")));

  test.each(table)("%s", async (name, ip, code, recipient, line) => {
    const path = join(pastes, name);
    const results = await read([path]);
    expect(shown(results)).toEqual([`${ip} ${code} ${recipient}`]);
    const [rejection] = rejectionsIn(results);
    expect(rejection).toMatchObject({ via: "text", source: { path, line } });
    expect(results.report.inputs).toMatchObject([{ kind: "text", rejections: 1 }]);
    expect(results.inputFailed).toBe(false);
    expect(shown(await read(["-"], await readFile(path)))).toEqual(shown(results));
    found.push(`${name.padEnd(34)}    1`);
  });

  test("no fixture is left out", async () => {
    expect(table.map(([name]) => name)).toEqual((await readdir(pastes)).toSorted());
  });

  test.each([
    ["CRLF", (text: string) => Buffer.from(text.replaceAll("\n", "\r\n"))],
    ["the old Macintosh's line ends", (text: string) => Buffer.from(text.replaceAll("\n", "\r"))],
    ["UTF-16 with its mark", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16, the other way round", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
    ["a byte order mark", (text: string) => Buffer.from(`\uFEFF${text}`)],
    [
      "bytes of another encoding",
      (text: string) => Buffer.concat([Buffer.from([0xe9, 0x0a]), Buffer.from(text)]),
    ],
    ["blanks that do not break", (text: string) => Buffer.from(text.replaceAll(" ", "\u00A0"))],
  ])("with %s", async (_how, bend) => {
    const path = join(folder, "bent.txt");
    await writeFile(path, bend(await readFile(join(pastes, "reply-alone.txt"), "utf8")));
    expect(shown(await read([path]))).toEqual(["203.0.113.141 550-5.7.25 null"]);
  });

  test.each((await bounces()).map((name) => [name]))("the body of %s", async (name) => {
    const message = await readFile(join(pastes, "../dsn", name), "latin1");
    const whole = rejectionsIn(await read([join(pastes, "../dsn", name)]));
    const path = join(folder, "body.txt");
    await writeFile(path, message.slice(message.indexOf("\n\n") + 2).replace(/^/gm, "> "), "latin1");
    const told = rejectionsIn(await read([path]));
    expect(told.map(({ sendingIp, code }) => `${sendingIp} ${code}`)).toEqual(
      whole.map(({ sendingIp, code }) => `${sendingIp} ${code}`),
    );
  });
});

/** Those whose text is plain and names one recipient. */
async function bounces(): Promise<string[]> {
  const names = await readdir(join(pastes, "../dsn"));
  return names.filter((name) =>
    /^(?:dragonfly|haraka|hmailserver|james|kumomta|maddy|mailenable|mdaemon|qmail|zonemta|stalwart|postfix-550-5\.7\.25-failed)/.test(
      name,
    ),
  );
}

const without = (address: string) =>
  `gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 ${address} The IP address sending this message does not have a 550-5.7.25 PTR record setup. s12si10692358edy.381 - gsmtp (in reply to end of DATA command)\n`;

describe("an address that cannot be read", () => {
  test.each([
    ["was blanked out", "[MY_IPV6]"],
    ["was blanked out in part", "[203.0.113.xxx]"],
    ["was blanked out, and Gmail's number was left", "[xxx.0.113.xxx       4]"],
    ["was broken where it may end, too", "[203.0.113.1\n95]"],
    ["the same in what was quoted", "[203.0.113.1\n> 95]"],
  ])("%s: the refusal counts, and no address", async (_why, address) => {
    const results = await read(["-"], Buffer.from(without(address)));
    expect(rejectionsIn(results)).toMatchObject([{ code: "550-5.7.25", sendingIp: null }]);
    expect(results.report.totals).toMatchObject({ attempts: 1, unattributed: 1 });
    expect(results.report.otherGmailRejections).toEqual([]);
  });

  test("a mailer's own fold between address and number is none", async () => {
    const results = await read(["-"], Buffer.from(without("[203.0.113.1\n      95]")));
    expect(rejectionsIn(results)).toMatchObject([{ sendingIp: "203.0.113.1" }]);
  });
});

describe("what is no paste", () => {
  test("text below a directory, which nobody named", async () => {
    await writeFile(join(folder, "notes.txt"), await readFile(join(pastes, "reply-alone.txt")));
    const results = await read([folder]);
    expect(shown(results)).toEqual([]);
  });

  test("a line of a log that a reader passed over", async () => {
    const line =
      "Feb 23 10:11:12 mx1 amavis[7]: (7-1) Subject: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record";
    expect(shown(await read(["-"], Buffer.from(`${line}\n`)))).toEqual([]);
  });

  test("log lines within an explanation are told, with what to do", async () => {
    const line = without("[203.0.113.5]").replace(
      "gmail",
      "Feb 23 10:11:12 mx1 postfix/smtp[901]: C14A: to=<user@gmail.com>, gmail",
    );
    for (const text of [`We got this:\n\n    ${line}\nWhat now?\n`, `See **${line.trim()}** below\n`]) {
      const results = await read(["-"], Buffer.from(text));
      expect(shown(results)).toEqual([]);
      expect(results.inputFailed).toBe(true);
      expect(results.report.inputs[0]?.warnings.join()).toMatch(/paste those lines alone/);
    }
  });

  test("a part of another refusal of Gmail's says what is missing, too", async () => {
    const results = await read(
      ["-"],
      Buffer.from("> `421-4.7.28 Gmail has detected an unusual rate of mail\n"),
    );
    expect(results.report.inputs[0]?.warnings.join()).toMatch(/no whole reply of Gmail's/);
  });

  test("text without the address says what is missing", async () => {
    const results = await read(
      ["-"],
      Buffer.from("550-5.7.25 The IP address sending this message does not have a\n"),
    );
    expect(shown(results)).toEqual([]);
    expect(results.inputFailed).toBe(true);
    expect(results.report.inputs[0]?.warnings).toEqual([
      "standard input: no whole reply of Gmail's in the text: paste it from its code on, with the address in brackets if one follows, to gsmtp at its end",
    ]);
  });
});

test("of a long text the beginning is read, and the report says so", async () => {
  const reply = await readFile(join(pastes, "reply-alone.txt"));
  const filler = Buffer.alloc(9 << 20, "There is nothing in this line of a long text.\n");
  for (const [bytes, want] of [
    [Buffer.concat([reply, filler]), ["203.0.113.141 550-5.7.25 null"]],
    [Buffer.concat([filler, reply]), []],
  ] as const) {
    const path = join(folder, "long.txt");
    await writeFile(path, bytes);
    for (const results of [await read([path]), await read(["-"], bytes)]) {
      expect(shown(results)).toEqual(want);
      expect(results.report.inputs[0]?.warnings.join()).toMatch(/only its first 8 MiB were read/);
    }
  }
});

test("many replies that are nearly whole take no longer than their size deserves", async () => {
  const nearly = "x ".repeat(20) + "550-5.7.25 [203.0.113.5] The IP address sending ";
  const hostile = [
    `: ${nearly}`.repeat(60_000),
    "550-5.7.25 [203.0.113.5]\n".repeat(60_000),
    "RCPT TO:<a@b.example>\n550-5.7.25 [203.0.113.5] x\n".repeat(30_000),
    "> ".repeat(1_000_000),
    "user@gmail.com\n".repeat(100_000) + "550-5.7.25 [203.0.113.5] x",
    "Final-Recipient: rfc822; a@b.example\nDiagnostic-Code: 550-5.7.25 [203.0.113.5] x\n".repeat(20_000),
  ];
  for (const text of hostile) {
    const started = process.cpuUsage();
    await read(["-"], Buffer.from(text));
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(8_000);
  }
});

test("events that came from a paste are read again", async () => {
  const [rejection] = rejectionsIn(await read([join(pastes, "reply-alone.txt")]));
  const path = join(folder, "events.ndjson");
  await writeFile(path, `${JSON.stringify(rejection)}\n`);
  expect(shown(await read([path]))).toEqual(["203.0.113.141 550-5.7.25 null"]);
});

test("who names standard input on a terminal is told how to end", async () => {
  const told: string[] = [];
  const io = (isTerminal: boolean) =>
    ({ stdin: () => chunks(Buffer.alloc(0)), stdinIsTerminal: () => isTerminal }) as unknown as Io;
  await standardInput(["-"], io(false), (text) => told.push(text));
  expect(told).toEqual([]);
  await standardInput(["-"], io(true), (text) => told.push(text));
  expect(told).toEqual(["paste the bounce, then Ctrl-D"]);
});

test.each([
  [
    "pflogsumm",
    "Grand Totals\n------------\nmessages\n\n     98   delivered\n\nmessage bounce detail (by relay)\n",
  ],
  ["eximstats", "\nExim statistics from 2026-02-22 00:00:02 to 2026-02-22 23:59:58\n\nList of errors\n"],
])("a summary by %s counts each reply once, and says so", async (_program, head) => {
  const said =
    "         22   host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.7] The IP address sending this message does not have a 550 5.7.25 PTR record setup. c124si2348927wme.6 - gsmtp (in reply to end of DATA command)\n";
  const { report } = await analyzeFiles(["-"], { stdin: `${head}${said}` });
  expect(report.totals.attempts).toBe(1);
  expect(report.inputs[0]?.warnings).toEqual([expect.stringContaining("summary of a log")]);
});
