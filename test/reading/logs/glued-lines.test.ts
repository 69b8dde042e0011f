// Lines that follow in one, because the line before was never ended: each counts as if it stood alone.

import { describe, expect, test } from "vitest";
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
});
