// Log lines that mail programs, terminals and web pages broke, marked or escaped before somebody pasted or saved them.

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { isRearranged, putBack } from "../../../src/reading/logs/rearranged.ts";
import type { Results } from "../../../src/model/report.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";
import { processorTime } from "../../support/processor-time.ts";

const folder = join(import.meta.dirname, "../../../fixtures/rearranged");
const context = { timezone: "UTC", notAfter: Date.parse("2026-11-30T00:00:00Z") };

const shown = (results: Results) =>
  rejectionsIn(results).map(
    ({ sendingIp, code, recipient, action, source }) =>
      `${sendingIp} ${code} ${recipient} ${action} line ${source.line}`,
  );

const table: [name: string, found: string[]][] = [
  ["exim-broken-by-a-mail-program.txt", ["203.0.113.203 550-5.7.25 user@gmail.com failed line 1"]],
  ["exim-quoted-and-broken.txt", ["203.0.113.204 550-5.7.25 user@gmail.com failed line 1"]],
  ["postfix-as-list-items.txt", ["203.0.113.207 550-5.7.25 user@gmail.com failed line 1"]],
  [
    "postfix-broken-among-whole-lines.txt",
    [
      "203.0.113.202 550-5.7.25 user@gmail.com failed line 2",
      "203.0.113.202 550-5.7.25 user@gmail.com failed line 16",
    ],
  ],
  ["postfix-broken-before-an-address.txt", ["2001:db8:60:cc8c:: 550-5.7.1 user@gmail.com failed line 3"]],
  ["postfix-broken-by-a-terminal.txt", ["203.0.113.201 550-5.7.25 user@gmail.com failed line 1"]],
  ["postfix-broken-in-a-code-block.md", ["203.0.113.200 550-5.7.25 user@gmail.com failed line 4"]],
  ["postfix-commented.txt", ["203.0.113.208 550-5.7.25 user@gmail.com failed line 1"]],
  ["postfix-indented-pieces.txt", ["203.0.113.206 550-5.7.25 user@gmail.com failed line 1"]],
  ["postfix-page-source.txt", ["203.0.113.209 550-5.7.25 user@gmail.com failed line 1"]],
  ["postfix-quoted-twice.txt", ["203.0.113.210 550-5.7.25 user@gmail.com failed line 1"]],
  ["qmail-broken-by-a-terminal.txt", ["203.0.113.205 550-5.7.25 user@gmail.com failed line 2"]],
];

describe("a log that was rearranged", () => {
  test.each(table)("%s", async (name, found) => {
    const path = join(folder, name);
    const results = await analyzeFiles([path]);
    expect(shown(results)).toEqual(found);
    expect(results.report.inputs).toMatchObject([{ kind: "log", warnings: [] }]);
    expect(results.report.unread?.count).toBe(0);
    const bytes = await readFile(path);
    expect(shown(await analyzeFiles(["-"], { stdin: bytes.toString() }))).toEqual(found);
    const windows = bytes.toString().replaceAll("\n", "\r\n");
    expect(shown(await analyzeFiles(["-"], { stdin: windows }))).toEqual(found);
  });

  test("no fixture is left out", async () => {
    expect(table.map(([name]) => name)).toEqual((await readdir(folder)).toSorted());
  });
});

const begin =
  "Apr 28 17:14:53 mx1 postfix/smtp[1686]: 71179717: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.52, delays=0.03/0.02/0.16/0.31, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25";
const end =
  "The IP address sending this message does not have a 550-5.7.25 PTR record setup (in reply to end of DATA command))";

describe("markup around lines", async () => {
  const [postfix = ""] = (await readFile(join(folder, "postfix-as-list-items.txt"), "utf8")).split("\n");
  const line = postfix.replace(/^- /, "");
  const other = "Apr 28 17:14:53 mx1 postfix/qmgr[901]: 71179717: removed";
  const escaped = line.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const found = [expect.stringMatching(/^203\.0\.113\.207 550-5\.7\.25 user@gmail\.com failed line 1$/)];

  test.each([
    ["preformatted", `<pre>${line}</pre>`],
    ["preformatted code of two lines", `<pre><code class="language-text">${line}\n${other}</code></pre>`],
    ["the source of a page", `<p>${escaped}</p>`],
    ["line breaks of a page", `<p>${line}<br>\n${other}<br /></p>`],
    ["BBCode", `[code]${line}[/code]`],
    ["BBCode with a value, in capital letters", `[QUOTE=somebody]${line}\n${other}[/QUOTE]`],
    ["bold", `**${line}**`],
    ["backticks around each line", `\`${line}\`\n\n\`${other}\``],
    ["an issue tracker's", `{code:bash}${line}{code}`],
    ["monospaced", `{{${line}}}`],
    ["quoted, too", `> <pre>${line}\n> ${other}</pre>`],
    ["broken, too", `<pre>${line.slice(0, 80)}\n${line.slice(80, 160)}\n${line.slice(160)}</pre>`],
  ])("%s", async (_how, text) => {
    const results = await analyzeFiles(["-"], { stdin: `${text}\n` });
    expect(shown(results)).toEqual(found);
    expect(results.report.unread?.count).toBe(0);
  });

  test.each([
    ["a line among somebody's words", `My log says\n\`${line}\`\nWhat now?`],
    ["a comment that quotes it", `<p>Look at this:</p>\n<p>${line}</p>`],
  ])("%s is a quotation", async (_what, text) => {
    const results = await analyzeFiles(["-"], { stdin: `${text}\n` });
    expect(shown(results)).toEqual([]);
    expect(results.report.inputs[0]?.warnings.join()).toContain("log lines stand in it among other text");
  });

  test("a log of whole lines keeps tags at their ends", () => {
    const lines = [`${other}<br>`, `${other} **`];
    expect(isRearranged(lines, context)).toBe(false);
    expect(putBack(lines.join("\n"), context)).toBe(lines.join("\n"));
  });
});

describe("a break within the brackets", () => {
  test.each([
    ["a number after a whole address may be the rest of the address", "[203.0.113.1", "15]", null],
    ["so with IPv6", "[2001:db8::f03c:93ff:fe59:c9", "35]", null],
    ["no address ends before the break", "[203.0.11", "3.195]", "203.0.113.195"],
    ["nor with IPv6", "[2001:db8::f03c:93ff:fe59:c", "93f]", "2001:db8::f03c:93ff:fe59:c93f"],
  ])("%s", async (_why, before, after, sendingIp) => {
    const stdin = `${begin} ${before}\n${after} ${end}\n`;
    const results = await analyzeFiles(["-"], { stdin });
    expect(rejectionsIn(results)).toMatchObject([
      { code: "550-5.7.25", sendingIp, recipient: "user@gmail.com" },
    ]);
  });
});

test("a text that is no log after all tells the same as a file and through a pipe", async () => {
  const text = `${begin.replaceAll("com[", "com  [")}\n[203.0.113.5] ${end}\n`;
  const directory = await mkdtemp(join(tmpdir(), "whybounce-rearranged-"));
  const path = join(directory, "pasted.txt");
  await writeFile(path, text);
  try {
    const told = async (results: Promise<Results>) =>
      rejectionsIn(await results).map(({ code, sendingIp, recipient }) => [code, sendingIp, recipient]);
    expect(await told(analyzeFiles(["-"], { stdin: text }))).toEqual(await told(analyzeFiles([path])));
  } finally {
    await rm(directory, { recursive: true });
  }
});

describe("what is left as it is", () => {
  const whole = `${begin} [203.0.113.5] ${end}`;
  test.each([
    ["a log of whole lines", `${whole}\n${whole}\n`],
    ["a sentence below a whole line", `${whole}\nand that is all\n`],
    ["lines of which only some are quoted", `Somebody wrote:\n> ${whole}\n`],
    ["lines behind different marks", `> ${whole}\n- ${whole}\n`],
    [
      "Exim's own entry over several lines",
      "2026-03-12 08:01:12 1w6jso-0000000G1zB-1Jus H=gmail-smtp-in.l.google.com [192.0.2.26]: Remote host closed connection in response to EHLO mx1 (EHLO response was: 421-4.7.23 [203.0.113.5      23] The sending IP\n421-4.7.23 address for this message\n421 4.7.23 x - gsmtp)\n",
    ],
  ])("%s", (_what, text) => {
    expect(isRearranged(text.split("\n"), context)).toBe(false);
  });

  test("a blank line ends what was broken", () => {
    const text = `${begin}\n\n[203.0.113.5] ${end}\n`;
    expect(putBack(text, context)).toBe(text);
  });
});

test("the time grows with the length only", () => {
  const texts = (count: number) => [
    `${begin}\n`.repeat(count),
    `${begin} (\n${"x y\n".repeat(99)}`.repeat(count / 50),
    `> > > > > ${"> ".repeat(40)}\n`.repeat(count),
    `${"<pre>".repeat(40)}${begin}${"</b>".repeat(40)}\n`.repeat(count / 4),
    `<pre ${"<".repeat(400)}\n`.repeat(count / 4),
    `${"=&lt;".repeat(400)}\n`.repeat(count / 10),
    `Apr 28 17:14:53 mx1 postfix/smtp[1]: 71179717: to=<${", stat=".repeat(800)}\n`.repeat(count / 20),
  ];
  for (const [index, text] of texts(2_000).entries()) {
    const longer = texts(8_000)[index]!;
    const short = processorTime(() => putBack(text, context));
    const long = processorTime(() => putBack(longer, context));
    expect(long).toBeLessThan(8 * Math.max(short, 40));
  }
});

describe("an ordinary log is read as it is", () => {
  const exim = [
    "2026-11-23 04:01:31 1xVKiq-0000000001c-2dP0 == user@example.net R=dnslookup T=remote_smtp defer (-44) H=mx.example.net [192.0.2.9]: SMTP error from remote mail server after RCPT TO:<user@example.net>: 450 4.2.0 Greylisted",
    "2026-11-23 04:01:32 no host name found for IP address 198.51.100.7",
    "2026-11-23 04:01:33 Start queue run: pid=333",
  ];
  const cutBySyslog = [
    "Nov 23 04:01:31 mx1 postfix/smtp[297]: 3E557206A4: to=<user@example.net>, relay=mx.example.net[192.0.2.9]:25, delay=1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.9] said: 550 5.1.1 this reply was cut",
    "Nov 23 04:01:32 mx1 sshd[222]: Failed password for root from 198.51.100.7 port 22",
    "Nov 23 04:01:33 mx1 kernel: [12345.678] eth0: link up",
  ];

  const stamp = "Nov 23 04:01:31 mx1";
  const cut = cutBySyslog[0]!;
  const traceback = [
    "Traceback (most recent call last):",
    '  File "/usr/lib/python3/dist-packages/policyd.py", line 12, in check (policy, name)',
    "    return self.lookup(name)",
    "KeyError: 'name'",
  ];
  const explanation = [
    "-- Subject: A start job for unit postfix@-.service has finished successfully",
    "-- Defined-By: systemd",
    "-- Support: https://www.debian.org/support",
    "-- ",
    "-- A start job for unit postfix@-.service has finished successfully (see above).",
    "-- The job identifier is 353.",
  ];
  const filters = [
    "(00353-01) Passed CLEAN {RelayedOutbound}, LOCAL [192.0.2.1] <news@example.com> -> <user@example.net>, Hits: -1.0",
    "rspamd_task_write_log: id: <1@example.com>, qid: <3E557206A4>, (default: F (no action): [1.00/15.00])",
    "lmtp(user)<353><abc>: sieve: msgid=<1@example.com>: stored mail into mailbox 'INBOX'",
  ];
  const eximStart = "2026-11-23 04:01:31 1xVKiq-0000000001c-2dP0";
  const color = (line: string) => `\u001b[1;31m${line}\u001b[0m`;

  test.each([
    ["a reply without an end before Exim's lines of no message", exim],
    ["a line cut by syslog before lines of other programs", cutBySyslog],
    ["a line cut by syslog before a traceback", [cut, ...traceback, cut]],
    ["before the explanations of journalctl -x", [cut, ...explanation, cut]],
    ["before lines of filters without a stamp", [cut, ...filters, cut, ...filters]],
    ["before one line without a stamp", [cut, "*** end of rotated part ***", cut]],
    [
      "whole lines in color before a line that closes more than it opens",
      [color(begin + " [203.0.113.5] " + end), "done :)"],
    ],
    [
      "Exim's unroutable address before a panic of several lines",
      [
        `${eximStart} ** user@example.invalid R=dnslookup: Unrouteable address`,
        "  failed to open DB file /var/spool/exim4/db/retry (Permission denied)",
        "  retry limit exceeded for some",
      ],
    ],
    [
      "Exim's reply to EHLO over several lines, and a line without a stamp after it",
      [
        `${eximStart} H=gmail-smtp-in.l.google.com [192.0.2.26]: Remote host closed connection in response to EHLO mx1 (EHLO response was: 421-4.7.23 [203.0.113.5      23] The sending IP`,
        "421-4.7.23 address for this message",
        "421 4.7.23 x - gsmtp)",
        "a line of another program - gsmtp",
      ],
    ],
    [
      "qmail's delivery that tcpserver's output interrupts",
      [
        "@4000000069a1b2c30cea7d1c delivery 5: deferral: CNAME_lookup_failed_temporarily._(#4.4.3)/and_more",
        "tcpserver: status: 0/40",
        "tcpserver: end 353 status 0",
      ],
    ],
    [
      "a header that quotes a page's source",
      [
        `${stamp} postfix/cleanup[297]: 3E557206A4: warning: header Subject: a=&lt;b@example.com&gt; from local; from=<news@example.com> to=<user@example.net>`,
        `${stamp} postfix/smtp[297]: 3E557206A4: to=<user+a=&lt;b&gt;@example.net>, relay=mx.example.net[192.0.2.9]:25, delay=1, dsn=2.0.0, status=sent (250 OK)`,
      ],
    ],
    ["lines that all have one blank before them", cutBySyslog.map((line) => ` ${line}`)],
    ["lines of containers with a bar after the name", cutBySyslog.map((line) => `mail-1  | ${line}`)],
  ])("%s", (_name, lines) => {
    expect(isRearranged(lines, context)).toBe(false);
  });

  const refusalOf = (id: number) =>
    `${begin.replaceAll("71179717", `7117971${id}`)} [203.0.113.${id}] ${end}\n`;

  test.each([
    ["as it is", (text: string) => Buffer.from(text), "mail.log"],
    ["compressed", (text: string) => gzipSync(text), "mail.log.gz"],
  ])("the second run reads only what is new in a log with a cut line, %s", async (_how, pack, name) => {
    const directory = await mkdtemp(join(tmpdir(), "whybounce-rearranged-"));
    const path = join(directory, name);
    const state = join(directory, "state.json");
    const read = async (paths: string[]) => {
      const results = await analyzeFiles(paths, { state });
      await results.state!.save();
      await results.state!.close();
      return shown(results).map((line) => line.split(" ")[0] + line.slice(line.indexOf(" line")));
    };
    try {
      const before = [cut, ...traceback, ...explanation, ""].join("\n") + refusalOf(5);
      await writeFile(path, pack(before));
      expect(await read([path])).toEqual(["203.0.113.5 line 12"]);
      await writeFile(path, pack(`${before}${cut}\n${traceback[0]}\n${refusalOf(6)}`));
      expect(await read([path])).toEqual(["203.0.113.6 line 15"]);
      expect(await read([path])).toEqual([]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test("what stood far before a refusal is found in a text that was put back, too", async () => {
    const directory = await mkdtemp(join(tmpdir(), "whybounce-rearranged-"));
    const path = join(directory, "pasted.txt");
    const sender = `Apr 28 17:14:50 mx1 postfix/qmgr[901]: 71179717: from=<news@example.com>, size=501, nrcpt=1 (queue active)\n`;
    const others = `${stamp.replace("Nov 23", "Apr 28")} postfix/qmgr[901]: 3E557206A4: removed\n`;
    await writeFile(path, `${sender}${others.repeat(90_000)}${begin}\n[203.0.113.5] ${end}\n`);
    const quoted = await readFile(path, "utf8");
    await writeFile(path, quoted.replace(/^/gm, "> "));
    try {
      const results = await analyzeFiles([path]);
      expect(rejectionsIn(results)).toMatchObject([{ sendingIp: "203.0.113.5", sender: "news@example.com" }]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test("blanks that show an entry of Exim in the foreground stay", () => {
    const spoken = [
      "LOG: MAIN",
      "  ** user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after end of data: 550-5.7.25 [203.0.113.5] x - gsmtp",
    ].join("\n");
    const block = spoken.replace(/^/gm, "    ");
    expect(putBack(block, context)).toBe(spoken);
  });

  test("text longer than anybody pastes is a log, and read to its end", async () => {
    const piece = "nobody breaks eight MiB of lines by hand";
    const broken = `${begin}\n[203.0.113.5] ${end}\n`;
    expect(isRearranged(broken.split("\n"), context)).toBe(true);
    const another = begin.replace("to=<", "to=<another.");
    const refusal = `${another} [203.0.113.5] The IP address sending this message does not have a PTR record setup. 550 5.7.25 x1-20020a05 - gsmtp (in reply to end of DATA command))\n`;
    const text = broken + `${piece}\n`.repeat((9 << 20) / piece.length) + refusal;
    const results = await analyzeFiles(["-"], { stdin: text });
    expect(rejectionsIn(results).map(({ sendingIp }) => sendingIp)).toEqual(["203.0.113.5", "203.0.113.5"]);
  });
});

describe("the source of a page that shows a log", async () => {
  const page = await readFile(join(folder, "postfix-page-source.txt"), "utf8");
  const line = page.split("\n").find((one) => one.includes("gsmtp")) ?? "";
  const escaped = line.replace(/^(?:<[^<>]{1,200}>)+|(?:<\/?[^<>]{1,200}>)+$/g, "");
  const second = escaped.replace(/\[(\d+)\]: /, "[4711]: ").replace("user@", "anna@");
  const third = escaped.replace(/\[(\d+)\]: /, "[4712]: ").replace("user@", "mia@");
  const recipients = ["user@gmail.com", "anna@gmail.com", "mia@gmail.com"];

  test.each([
    ["behind a tag", ["<html>", "<h1>Our log</h1>", `<pre>${escaped}`, second, third, "</pre></html>"]],
    [
      "behind all tags of the page",
      [`<!DOCTYPE html><html><body><pre>${escaped}`, second, `${third}</pre></body></html>`],
    ],
    ["below a tag", ["<html>", "<h1>Our log</h1>", "<pre>", escaped, second, third, "</pre></html>"]],
    [
      "each within tags",
      [
        "<html><body>",
        ...[escaped, second, third].map((one) => `<div class="line">${one}</div>`),
        "</body></html>",
      ],
    ],
  ])("%s: the first line counts as the others do", async (_where, lines) => {
    const results = await analyzeFiles(["-"], { stdin: `${lines.join("\n")}\n` });
    expect(rejectionsIn(results).map(({ recipient }) => recipient)).toEqual(recipients);
    expect(results.report.warnings).toEqual([]);
  });
});

test("entries of other mailers that a terminal cut at its width", async () => {
  const sendmail = await readFile(join(folder, "../sendmail/gmail-550-5.7.25-failed.log"), "utf8");
  const whole = shown(await analyzeFiles(["-"], { stdin: sendmail }));
  const cut = sendmail
    .trim()
    .split("\n")
    .flatMap((line) => line.match(/.{1,80}/g) ?? []);
  const broken = shown(await analyzeFiles(["-"], { stdin: `${cut.join("\n")}\n` }));
  expect(broken.map((one) => one.replace(/ line \d+$/, ""))).toEqual(
    whole.map((one) => one.replace(/ line \d+$/, "")),
  );
});
