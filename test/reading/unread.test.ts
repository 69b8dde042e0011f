// Never silently: what looks like Gmail's refusal for reverse DNS and no reader took is counted and shown in every format;
// what a reader understood, and what only quotes such a refusal, is not.

import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createUnread } from "../../src/counting/unread.ts";
import type { Unread } from "../../src/model/events.ts";
import { formatNames, formats, loadRenderer } from "../../src/report/formats.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { toNdjson } from "../support/events.ts";

const root = join(import.meta.dirname, "../..");
const fixtures = join(root, "fixtures");

const names = await readdir(join(fixtures, "unread"));
const all = names.map((name) => join(fixtures, "unread", name));

describe("what no reader took", () => {
  test.each(names)("%s", async (name) => {
    const { report, events } = await analyzeFiles([join(fixtures, "unread", name)]);
    const [source] = report.unread!.examples;
    expect(report.unread).toMatchObject({ count: 1 });
    expect(source?.path).toContain(name);
    expect(source).toHaveProperty(name.endsWith(".eml") ? "message" : "line");
    expect(report.totals.attempts + report.totals.unattributed).toBe(0);
    expect(events.filter(({ schema }) => schema === "whybounce.unread/1")).toHaveLength(1);
  });

  test("a line within JSON within JSON, deeper than lines are looked for", async () => {
    const log = readFileSync(join(fixtures, "postfix/gmail-550-5.7.25-bounced.log"), "utf8");
    const line = log.split("\n").find((one) => one.includes("status=bounced"))!;
    const within = (text: string, depth: number): string =>
      depth === 0 ? text : within(JSON.stringify({ message: text, time: "2026-02-23T10:11:12Z" }), depth - 1);
    for (const [depth, attempts] of [
      [1, 1],
      [4, 1],
      [5, 0],
      [8, 0],
    ] as const) {
      // A log of such lines alone is told to be none.
      const stdin = `Feb 23 10:11:00 mx1 postfix/smtpd[513]: connect from app3.example.com[198.51.100.240]\n${within(line, depth)}\n`;
      const { report } = await analyzeFiles(["-"], { stdin });
      expect([depth, report.totals.attempts, report.unread!.count]).toEqual([depth, attempts, 1 - attempts]);
    }
  });

  test("a line of Postfix's own that failed for a reason in another form, without Google's token", async () => {
    const line =
      "Apr 28 17:14:53 mx1 postfix/smtp[1686]: 71179717: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.5, delays=0.03/0.02/0.16/0.31, dsn=5.7.25, status=bounced (gmail-smtp-in.l.google.com answered: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup (in reply to end of DATA command))\n";
    const { report } = await analyzeFiles(["-"], { stdin: line });
    expect([report.totals.attempts, report.unread?.count]).toEqual([0, 1]);
  });

  test("the token of years ago", async () => {
    const line =
      "Feb 23 17:00:01 mx1 outboundmta[9]: REJECTED to=user@gmail.com (550-5.7.1 [2001:db8::1      16] Our system has detected that this message does not meet IPv6 sending guidelines regarding PTR records and authentication. fo4si2340935wic.38 - gsmtp)\n";
    expect((await analyzeFiles(["-"], { stdin: line })).report.unread?.count).toBe(1);
  });

  test("a line of Postfix's that is not believed, as it names two relays", async () => {
    const [line = ""] = readFileSync(join(fixtures, "postfix/gmail-550-5.7.25-bounced.log"), "utf8")
      .split("\n")
      .filter((one) => one.includes("status=bounced"));
    const forged = line.replace(", relay=", ", relay=mx.example.net[192.0.2.1]:25>, relay=");
    const { report } = await analyzeFiles(["-"], { stdin: `${forged}\n` });
    expect(report.totals.attempts).toBe(0);
    expect(report.unread).toEqual({ count: 1, examples: [{ path: "-", line: 1 }] });
  });
});

describe("what was read, or only quotes a refusal", async () => {
  const folders = [
    "postfix",
    "exim",
    "sendmail",
    "opensmtpd",
    "framing",
    "dsn",
    "other-receivers",
    "not-ptr",
  ];
  test.each(folders)("%s", async (folder) => {
    for (const name of await readdir(join(fixtures, folder))) {
      const { report } = await analyzeFiles([join(fixtures, folder, name)], { keepEvents: false });
      expect(report.unread, name).toEqual({ count: 0, examples: [] });
    }
  });

  const reply =
    "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record. d75a77b69052e-3b2a1c4si93755ad.9 - gsmtp";
  test.each([
    [
      "another reason",
      `Feb 23 17:00:01 mx1 outboundmta[9]: to=user@gmail.com (550-5.1.1 no such user ${reply.slice(-44)})`,
    ],
    [
      "no mark of Gmail's",
      "Feb 23 17:00:01 mx1 outboundmta[9]: to=user@gmail.com (550 5.7.25 no PTR record)",
    ],
    [
      "a mark without a token",
      "Feb 23 17:00:01 mx1 outboundmta[9]: to=user@gmail.com (550 5.7.25 no PTR - gsmtp)",
    ],
    ["a filter", `Feb 23 17:00:01 web1 rspamd[9]: to=user@gmail.com ${reply}`],
    ["a wiki", `2026-02-23 17:00:01 INFO wiki page saved: ${reply}`],
    ["a search", `Feb 23 17:00:01 web1 nginx: 192.0.2.7 - - "GET /search?q=${reply} HTTP/1.1" 200 512`],
    ["a chat", `2026-02-23 17:00:01 <bob> look: ${reply}`],
    [
      "an application that says what a mailer logged",
      `Feb 23 17:00:01 web1 shop[9]: C0000000033: to=<user@gmail.com>, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply})`,
    ],
    [
      "a mailer that takes mail in",
      `Feb 23 17:00:01 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from a[192.0.2.1]: ${reply}`,
    ],
    [
      "a subject behind other fields",
      `Feb 23 17:00:01 mx1 outboundmta[9]: to="user@gmail.com" subject="${reply}"`,
    ],
  ])("%s", async (_name, line) => {
    expect((await analyzeFiles(["-"], { stdin: `${line}\n` })).report.unread?.count).toBe(0);
  });

  test("a subject that is closed before the reply hides nothing", async () => {
    const line = `Feb 23 17:00:01 mx1 outboundmta[9]: to="user@gmail.com" subject="hello" response="${reply}"\n`;
    expect((await analyzeFiles(["-"], { stdin: line })).report.unread?.count).toBe(1);
  });
});

describe("a reply in an application's log", () => {
  const first = "[203.0.113.5      ] The IP address sending this message does not have a";
  const second = "PTR record setup, or the corresponding forward DNS entry does not";
  const last =
    "https://support.google.com/mail/answer/81126#ip-practices a640c23a62f3a-ac1a0001si26566b.1 - gsmtp";
  const lines = [`550-5.7.25 ${first}`, `550-5.7.25 ${second}`, `550 5.7.25  ${last}`];
  const python = `(550, b"5.7.25 ${first}\\n5.7.25 ${second}\\n5.7.25  ${last}")`;
  const stamped = (text: string) => `2026-11-20 10:00:02,123 ERROR c.e.Mailer - ${text}`;
  test.each([
    ["log4j, on one line", stamped(lines.join(" "))],
    [
      "log4j, lines of their own",
      `${stamped(`Sending failed: ${lines.join("\n")}`)}\n2026-11-20 10:00:03 INFO done`,
    ],
    [
      "log4j, below the exception",
      `${stamped("Sending failed:")}\ncom.sun.mail.smtp.SMTPSendFailedException: ${lines.join("\n")}\n\tat com.example.Mailer.send(Mailer.java:44)`,
    ],
    ["log4j, below the exception's line", `${stamped("Sending failed: Exception: ")}\n${lines.join("\n")}`],
    ["Python through syslog", `Nov 20 10:00:02 web1 myapp[44]: smtplib.SMTPDataError: ${python}`],
    [
      "Node.js through syslog, line by line",
      lines
        .map(
          (line, at) => `Nov 20 10:00:03 web1 node[45]: ${at === 0 ? "Error: Message failed: " : ""}${line}`,
        )
        .join("\n"),
    ],
    [
      "PHPMailer, line ends escaped",
      `Nov 20 10:00:02 web1 php: PHPMailer: SMTP ERROR: DATA END command failed: ${lines.join("#015#012")}`,
    ],
    [
      "PHP below a web server",
      `Nov 20 10:00:02 web1 php-fpm[7]: NOTICE: PHP message: SMTP ERROR: ${lines.join(" ")}`,
    ],
    [".NET, without the code", stamped(`Transaction failed. The server response was: 5.7.25 ${first}`)],
    ["the first line only", `2026-11-20 10:00:02 Sending failed: 550-5.7.25 ${first} ${second}`],
    ["rejected by a server", stamped(`message rejected by server: 550-5.7.25 ${first}`)],
    ["a request that sends mail", stamped(`POST /contact failed: 550-5.7.25 ${first}`)],
    [
      "a field of JSON",
      JSON.stringify({
        level: "error",
        time: "2026-11-20T10:00:02Z",
        msg: "send failed",
        err: lines.join("\n"),
      }),
    ],
    [
      "a deferral",
      stamped(
        `451 4.7.23 [203.0.113.5      23] The sending IP address for this message doesn't have a PTR record`,
      ),
    ],
    [
      "IPv6, line by line",
      [
        "Nov 20 10:00:03 web1 node[45]: Error: 550-5.7.1 [2001:db8::1      16] Gmail has detected that this message",
        "Nov 20 10:00:03 web1 node[45]: 550-5.7.1 does not meet IPv6 sending guidelines regarding PTR records and",
        `Nov 20 10:00:03 web1 node[45]: 550 5.7.1 authentication. ${last}`,
      ].join("\n"),
    ],
    [
      "IPv6, on one line",
      stamped(
        `550-5.7.1 [2001:db8::1      16] Gmail has detected that this message 550-5.7.1 does not meet IPv6 sending guidelines regarding PTR records and 550 5.7.1 authentication. ${last}`,
      ),
    ],
  ])("%s is told as unread", async (_name, text) => {
    const { report } = await analyzeFiles(["-"], { stdin: `${text}\n` });
    expect(report.totals.attempts).toBe(0);
    expect(report.unread?.count).toBe(1);
  });
});

describe("a reply on several lines of a log", () => {
  const first = "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a";
  const middle = "550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not";
  const last = (number: number) =>
    `550 5.7.25 match it: PTR. a640c23a62f3a-93e4dbb2288si42${number}.62 - gsmtp`;
  const reply = (number: number) => [first, middle, last(number)];
  const relay = (text: string, pid = 812) =>
    `Nov 23 10:11:12 web1 relayd[${pid}]: reply from gmail-smtp-in.l.google.com: ${text}`;
  const phpMailer = (text: string) => `2026-11-23 10:11:12\tSERVER -> CLIENT: ${text}`;
  const debugging = (text: string) => `2026-11-23 10:11:12 mail.smtp DEBUG to=user@gmail.com S: ${text}`;
  const json = (text: string) =>
    JSON.stringify({ time: "2026-11-23T10:11:12Z", to: "user@gmail.com", response: text });
  // So that the text is a log, and none that somebody pasted.
  const ofPostfix =
    "Nov 23 10:11:10 mx1 postfix/smtp[812]: C0000000001: to=<other@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.5, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.9] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25 d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp (in reply to end of DATA command))";
  const later = Array.from({ length: 30 }, (_, at) => `250 2.1.0 OK ${at}`);
  const noise = later.map((text) => relay(text));

  test.each([
    ["PHPMailer", reply(1).map(phpMailer), 1],
    ["PHPMailer, two lines", [first, last(1)].map(phpMailer), 1],
    ["a relay", reply(1).map((line) => relay(line)), 1],
    ["a relay, two refusals one after the other", [...reply(1), ...reply(2)].map((line) => relay(line)), 2],
    [
      "a relay, two refusals by turns of two processes",
      [1, 2, 3].flatMap((at) => [relay(reply(1)[at - 1]!), relay(reply(2)[at - 1]!, 813)]),
      2,
    ],
    [
      "a relay, two refusals by turns of one process",
      [1, 2, 3].flatMap((at) => [relay(reply(1)[at - 1]!), relay(reply(2)[at - 1]!)]),
      2,
    ],
    ["a logger", reply(1).map(debugging), 1],
    ["JSON", reply(1).map(json), 1],
    ["the end of another one, much later", [relay(first), ...noise, relay(last(1))], 2],
    ["the end of another program's", [relay(first), debugging(last(1))], 2],
    ["the end of another refusal", [relay(first), relay(last(1).replaceAll("5.7.25", "5.7.1"))], 2],
    ["ends alone", [relay(last(1)), relay(last(2))], 2],
    ["whole replies", [relay(reply(1).join(" ")), relay(reply(2).join(" "))], 2],
    ["a whole reply and the end of one", [relay(reply(1).join(" ")), relay(last(2))], 2],
  ])("%s", async (_name, lines, count) => {
    const { report } = await analyzeFiles(["-"], { stdin: `${[ofPostfix, ...lines].join("\n")}\n` });
    expect(report.totals.attempts).toBe(1);
    expect(report.unread?.count).toBe(count);
  });

  // As `journalctl -r` prints them, and some exports.
  const stamped = (texts: string[], second: number, pid = 812) =>
    texts.map((text) => relay(text, pid).replace("10:11:12", `10:12:${second}`));
  test.each([
    ["one", stamped(reply(1), 12), 1],
    ["one after the other", [...stamped(reply(1), 12), ...stamped(reply(2), 40)], 2],
    [
      "by turns of two processes",
      [1, 2, 3].flatMap((at) => [
        ...stamped([reply(1)[at - 1]!], 12),
        ...stamped([reply(2)[at - 1]!], 12, 813),
      ]),
      2,
    ],
    ["ends alone", stamped([last(1), last(2)], 12), 2],
    ["beginnings alone", [...stamped([first], 12), ...stamped([first], 13, 813)], 2],
    ["the end of another one, much later", [...stamped([first], 12), ...noise, ...stamped([last(1)], 40)], 2],
    ["the end of another refusal", stamped([first, last(1).replaceAll("5.7.25", "5.7.1")], 12), 2],
  ])("was counted twice in a log with its newest line first: %s", async (_name, lines, count) => {
    const text = [ofPostfix, ...lines].toReversed().join("\n");
    const { report } = await analyzeFiles(["-"], { stdin: `${text}\n` });
    expect(report.totals.attempts).toBe(1);
    expect(report.unread?.count).toBe(count);
  });

  test.each([
    ["after its first line", [[first], [middle, last(1)]], [1, 0]],
    ["before its last line", [[first, middle], [last(1)]], [1, 0]],
    ["between two replies", [reply(1), reply(2)], [1, 1]],
    ["before the end of another refusal", [[first], [last(1).replaceAll("5.7.25", "5.7.1")]], [1, 1]],
    ["and then one more", [[first], [middle, last(1), ...reply(2)], reply(3)], [1, 1, 1]],
    ["before a last line that comes much later", [[first], [...later, last(1)]], [1, 1]],
    ["and a first line that stood much earlier", [[first, ...later], [last(1)]], [1, 1]],
  ])("was counted twice where a run ended within it: %s", async (_name, runs, counts) => {
    const folder = mkdtempSync(join(tmpdir(), "whybounce-unread-"));
    const [log, state] = [join(folder, "relay.log"), join(folder, "state.json")];
    writeFileSync(log, `${ofPostfix}\n`);
    const found: number[] = [];
    for (const texts of runs) {
      appendFileSync(log, texts.map((text) => `${relay(text)}\n`).join(""));
      const { report, state: kept } = await analyzeFiles([log], { state });
      await kept!.save();
      await kept!.close();
      found.push(report.unread?.count ?? 0);
    }
    expect(found).toEqual(counts);
    rmSync(folder, { recursive: true });
  });
});

describe("counted once", () => {
  test("fed back, alone and with what it came from, in parts and in any order", async () => {
    const direct = await analyzeFiles(all);
    expect(direct.report.unread?.count).toBe(names.length);
    const again = await analyzeFiles(["-"], { stdin: toNdjson(direct.events) });
    expect(again.report.unread).toEqual(direct.report.unread);
    expect(toNdjson(again.events).split("\n").toSorted()).toEqual(
      toNdjson(direct.events).split("\n").toSorted(),
    );
    expect((await analyzeFiles([...all, "-"], { stdin: toNdjson(direct.events) })).report.unread).toEqual(
      direct.report.unread,
    );
    const parts = await Promise.all(all.map((path) => analyzeFiles([path])));
    const merged = await analyzeFiles(["-"], {
      stdin: parts
        .map(({ events }) => toNdjson(events))
        .toReversed()
        .join(""),
    });
    expect(merged.report.unread).toEqual(direct.report.unread);
    expect((await analyzeFiles(all.toReversed(), { keepEvents: false })).report.unread).toEqual(
      direct.report.unread,
    );
  });

  test("of one text the first place, and no more than three places", () => {
    const event = (id: string, line: number): Unread => ({
      schema: "whybounce.unread/1",
      id,
      time: null,
      source: { path: "mail.log", line },
    });
    const told = [event("a", 9), event("b", 2), event("a", 1), event("c", 3), event("d", 4), event("b", 7)];
    for (const order of [told, told.toReversed()]) {
      const unread = createUnread(true);
      for (const one of order) unread.add(one);
      const { count, events } = unread.finish();
      expect(count).toEqual({ count: 4, examples: [1, 2, 3].map((line) => ({ path: "mail.log", line })) });
      expect(events.map(({ id, source }) => `${id} ${source.line}`).toSorted()).toEqual([
        "a 1",
        "b 2",
        "c 3",
        "d 4",
      ]);
    }
  });

  test("of the period that was asked for; what bears no time always", async () => {
    const period = { from: Date.parse("2026-03-01T00:00:00Z"), to: Date.parse("2026-11-01T00:00:00Z") };
    const { report } = await analyzeFiles(all, { period });
    expect(report.unread?.examples.map(({ path }) => path.split("/").at(-1))).toEqual([
      "bounce-of-an-unknown-mailer.eml",
      "unknown-mailer-json.log",
    ]);
    expect(report.unread?.count).toBe(2);
  });
});

describe("how it is told", () => {
  const target = { width: 80, color: false, unicode: true };

  test.each(["table", "markdown", "html", "mail"] as const)("%s", async (format) => {
    const rendered = await (await loadRenderer(format))(await analyzeFiles([all[0]!, all[1]!]), target);
    const text = (typeof rendered === "string" ? rendered : [...rendered].join(""))
      .replace(/=\n/g, "")
      .replace(/\s+/g, " ");
    expect(text).toContain("look like Gmail");
    expect(text).toContain("could not be read");
    expect(text).not.toMatch(/Gmail refused no mail|no PTR refusals by Gmail/);
  });

  test("JSON and Prometheus have the number", async () => {
    const results = await analyzeFiles(all);
    const text = async (format: "json" | "prometheus") => {
      const rendered = await (await loadRenderer(format))(results, target);
      return typeof rendered === "string" ? rendered : [...rendered].join("");
    };
    expect(JSON.parse(await text("json"))).toMatchObject({ unread: { count: names.length } });
    expect(await text("prometheus")).toContain(`whybounce_unread ${names.length}\n`);
  });

  test("formats without room for it leave it to a warning", () => {
    expect(formatNames.filter((name) => !formats[name].unread)).toEqual(["csv", "zone", "recipients"]);
  });
});

describe("the program", () => {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-unread-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "mail.log");
  const line = readFileSync(join(fixtures, "unread/unknown-mailer-through-syslog.log"), "utf8");
  writeFileSync(path, Array.from({ length: 5 }, (_, i) => line.replace("17:00:01", `17:00:0${i}`)).join(""));
  const run = (...options: string[]) => {
    const args = [join(root, "bin/whybounce.js"), "--no-dns", ...options, "mail.log"];
    return spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  };
  const sentence =
    "5 lines look like Gmail's PTR refusal but could not be read: mail.log:1, mail.log:2, mail.log:3 and more";

  test.each(["csv", "zone", "recipients"])("%s: one warning on standard error", (format) => {
    const { stdout, stderr, status } = run("--format", format);
    expect(stderr).toBe(`whybounce: ${sentence}\n`);
    expect([stdout.includes("look like"), status]).toEqual([false, 0]);
  });

  test("the table says it, and not that all is well", () => {
    const { stdout, stderr, status } = run();
    expect(stdout.replace(/\s+/g, " ")).toContain(`No PTR refusal could be read in 1 input (`);
    expect(stdout.replace(/\s+/g, " ")).toContain(`${sentence}.`);
    expect([stderr, status]).toEqual(["", 0]);
  });

  test("with --exit-code it ends with 2", () => {
    expect(run("--exit-code").status).toBe(2);
  });
});
