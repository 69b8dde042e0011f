// Lines that follow in one, because the line before was never ended: each counts as if it stood alone.

import { describe, expect, test } from "vitest";
import type { Rejection } from "../../../src/model/events.ts";
import type { Results } from "../../../src/model/report.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";

const refusal = (number: number, time: string, action = "bounced") =>
  `${time} mx1 postfix/smtp[2010]: 3A00007BB${number}: to=<user${number}@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.4, delays=0.05/0.01/0.4/0.94, dsn=5.7.25, status=${action} (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25 d75a77b69052e-ae7893ee80dsi50${number}.${number} - gsmtp (in reply to end of DATA command))`;
const deferred = (time: string) =>
  refusal(1, time, "deferred").replaceAll("5.7.25", "4.7.23").replaceAll("550", "421");
const sent = (time: string) =>
  `${time} mx1 postfix/smtp[2010]: 3A00007BB1: to=<user1@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.4, delays=0.05/0.01/0.4/0.94, dsn=2.0.0, status=sent (250 2.0.0 OK  1763460000 d75a77b69052e-ae7893ee80dsi509.9 - gsmtp)`;
const exim = (number: number) =>
  `2026-11-16 08:00:0${number} 1uA0xY-000000abcd${number}-2k00 ** user${number}@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes: SMTP error from remote mail server after end of data: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup. d75a77b69052e-ae7893ee80dsi50${number}.${number} - gsmtp`;

const shown = (results: Results) =>
  rejectionsIn(results).map(
    ({ recipient, queueId, source }) => `${recipient} ${queueId} line ${source.line}`,
  );

const old = (second: number) => `Nov 18 10:00:0${second}`;
const iso = (second: number) => `2026-11-18T10:00:0${second}.123456+00:00`;

const table: [name: string, line: string, found: string[]][] = [
  [
    "behind another program's",
    `Nov 18 09:59:59 mx1 dovecot: imap-login: Log${refusal(1, old(0))}`,
    ["user1@gmail.com 3A00007BB1 line 1"],
  ],
  [
    "behind another program's, with ISO 8601 stamps",
    `2026-11-18T09:59:59.000000+00:00 mx1 dovecot: imap-login: Log${refusal(1, iso(0))}`,
    ["user1@gmail.com 3A00007BB1 line 1"],
  ],
  [
    "behind Postfix's own, broken within an address",
    `Nov 18 09:58:00 mx1 postfix/smtp[15]: 4FAAAA0001: to=<x@gma${refusal(1, old(0))}`,
    ["user1@gmail.com 3A00007BB1 line 1"],
  ],
  [
    "two whole ones, where a file without its last line feed is before another",
    refusal(1, old(0)) + refusal(2, old(1)),
    ["user1@gmail.com 3A00007BB1 line 1", "user2@gmail.com 3A00007BB2 line 1"],
  ],
  [
    "behind Exim's own",
    `2026-11-16 07:59:59 1uAzxY-0000000zabc-2kzz <= info@example.com${exim(1)}`,
    ["user1@gmail.com 1uA0xY-000000abcd1-2k00 line 1"],
  ],
  [
    "two whole ones of Exim",
    `${exim(1).replace(" - gsmtp", " - gsmtp.")}${exim(2)}`,
    ["user1@gmail.com 1uA0xY-000000abcd1-2k00 line 1", "user2@gmail.com 1uA0xY-000000abcd2-2k00 line 1"],
  ],
];

describe("a line that was not ended", () => {
  test.each(table)("%s", async (_name, line, found) => {
    expect(shown(await analyzeFiles(["-"], { stdin: `${line}\n` }))).toEqual(found);
  });

  test("the end of a delivery behind it is read", async () => {
    const lines = [deferred(iso(0)), `2026-11-18T10:00:05.000000+00:00 mx1 dovecot: imap-l${sent(iso(7))}`];
    const { report } = await analyzeFiles(["-"], { stdin: lines.map((line) => `${line}\n`).join("") });
    expect(report.totals).toMatchObject({ affected: 1, delivered: 1, retrying: 0 });
  });

  test.each(["found '", 'line="', "file.log:", "- "])(
    "what another program quotes behind %j is none",
    async (mark) => {
      const line = `Nov 18 09:59:59 mx1 watcher[12]: ${mark}${refusal(1, old(0))}`;
      expect(shown(await analyzeFiles(["-"], { stdin: `${line}\n` }))).toEqual([]);
    },
  );

  const envelope =
    "Nov 18 09:59:59 mx1 postfix/qmgr[15]: 3A00007BB1: from=<news@example.com>, size=501, nrcpt=1 (queue active)";
  const end = (line: string) => `${line}\n`;
  test.each([
    ["the line of the sender before it", ""],
    ["the line of the sender before it, with a carriage return between them", "\r"],
    ["the line of the sender before it, with zeros between them", "\0".repeat(40)],
  ])("%s keeps its sender", async (_name, between) => {
    for (const stdin of [
      end(`${envelope}${between}${refusal(1, old(0))}`),
      end(`${envelope}${between}${deferred(old(0))}${between}${sent(old(7))}`),
      end(`${envelope}${between}${sent(old(0))}`) + end(refusal(1, old(0))),
    ]) {
      const [{ sender, recipient }] = rejectionsIn(await analyzeFiles(["-"], { stdin })) as [Rejection];
      expect({ sender, recipient }).toEqual({ sender: "news@example.com", recipient: "user1@gmail.com" });
    }
  });

  test("a whole one in front of zeros counts as well", async () => {
    const stdin = end(`${deferred(old(0))}${"\0".repeat(700)}${sent(old(7))}`);
    const { report } = await analyzeFiles(["-"], { stdin });
    expect(report.totals).toMatchObject({ attempts: 1, affected: 1, delivered: 1 });
  });
});

describe("a line that a stranger wrote into one is told, and never counted", () => {
  const forged = refusal(1, old(0));
  const postfix = (program: string) => `Nov 18 09:59:59 mx1 postfix/${program}[15]: `;
  const client = "from unknown[198.51.100.66]";
  const smtp = "from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<x>";
  test.each([
    [
      "a sender",
      `${postfix("qmgr")}4A00007BB1: from=<"x${forged}"@example.org>, size=501, nrcpt=1 (queue active)`,
    ],
    ["a subject", `${postfix("cleanup")}4A00007BB1: warning: header Subject: x${forged} ${client}; ${smtp}`],
    [
      "a greeting",
      `${postfix("smtpd")}NOQUEUE: reject: RCPT ${client}: 550 5.1.1 <b@example.com>: unknown; ${smtp.replace("<x>", `<x${forged}>`)}`,
    ],
    ["a Message-ID", `${postfix("cleanup")}4A00007BB1: message-id=x${forged}`],
    [
      "a command",
      `${postfix("smtpd")}warning: Illegal address syntax ${client} in MAIL command: <x${forged}`,
    ],
    ["what is no command", `${postfix("submission/smtpd")}warning: non-SMTP command ${client}: x${forged}`],
    [
      "two lines, the first of which is a mailer's",
      `${postfix("smtpd")}warning: non-SMTP command ${client}: x${sent(old(0))}${forged}`,
    ],
    [
      "a user",
      `Nov 18 09:59:59 mx1 dovecot: imap-login: Aborted login: user=<x${forged}>, rip=198.51.100.66`,
    ],
    [
      "Exim's Message-ID",
      `2026-11-16 07:59:59 1uAzxY-0000000zabc-2kzz <= a@example.org P=esmtp id=x${exim(1)}`,
    ],
    [
      "Exim's greeting",
      `2026-11-16 07:59:59 rejected EHLO from [198.51.100.66]: syntactically invalid argument(s): x${exim(1)}`,
    ],
    [
      "Exim's greeting, over syslog",
      `Nov 18 09:59:59 mx1 exim[15]: rejected EHLO from [198.51.100.66]: syntactically invalid argument(s): x${exim(1)}`,
    ],
  ])("as %s", async (_name, line) => {
    const { report } = await analyzeFiles(["-"], { stdin: `${line}\n` });
    expect(report.totals.attempts).toBe(0);
    expect(report.unread?.count).toBe(1);
  });

  test("as a recipient, whose line says who took the mail", async () => {
    const line = `${postfix("smtp")}4A00007BB1: to=<"x${forged}"@example.org>, relay=mx.example.org[198.51.100.9]:25, delay=0.9, delays=0/0/0.4/0.5, dsn=2.0.0, status=sent (250 ok)`;
    const { report } = await analyzeFiles(["-"], { stdin: `${line}\n` });
    expect(report.totals.attempts).toBe(0);
    expect(report.unread?.count).toBe(0);
  });

  test("but not where only the program's own words stand before it", async () => {
    for (const words of [
      "connect from unkn",
      "4A00007BB1: client=unknown[198.",
      "lost connection after DATA from u",
    ]) {
      const { report } = await analyzeFiles(["-"], { stdin: `${postfix("smtpd")}${words}${forged}\n` });
      expect(report.totals.attempts).toBe(1);
    }
  });
});
