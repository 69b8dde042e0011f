// What mailers, loggers and administrators do to a queue, and how it counts. Each case once went wrong.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../src/model/report.ts";
import { render as renderNdjson } from "../../src/report/ndjson.ts";
import { analyzeFiles } from "../support/analyze.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-cases-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function resultsOf(files: Record<string, string>, timezone = "UTC"): Promise<Results> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  await Promise.all(Object.values(files).map((text, i) => writeFile(paths[i]!, text)));
  const results = await analyzeFiles(paths, { timezone });
  await Promise.all(paths.map((path) => rm(path)));
  return results;
}

const totalsOf = async (lines: readonly string[], timezone?: string) => {
  const { report } = await resultsOf({ "mail.log": lines.map((line) => `${line}\n`).join("") }, timezone);
  const { attempts, messages, affected, lost, retrying, delivered } = report.totals;
  return [attempts, messages, affected, lost, retrying, delivered];
};

// ---------------------------------------------------------------- what Postfix and Exim write

const ID = "3A0012298F1";
const GOOGLE = "gmail-smtp-in.l.google.com[192.0.2.26]";
const TO = "to=<user1@gmail.com>";
const TIMES = "delay=0.9, delays=0/0/0.4/0.5";
const temporary = (token = " d9443c01a7336-db4c9b1d8c8si080.30 - gsmtp") =>
  `421-4.7.23 [203.0.113.5      23] The sending IP address for this message doesn't have a PTR record. 421 4.7.23  https://support.google.com/a?p=x${token}`;
const permanent = (token = " d9443c01a7336-db4c9b1d8c8si081.31 - gsmtp") =>
  `550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25  https://support.google.com/a?p=x${token}`;
const from = (time: string, host = "mx1", sender = "news@example.com", id = ID) =>
  `${time} ${host} postfix/qmgr[115]: ${id}: from=<${sender}>, size=501, nrcpt=1 (queue active)`;
const messageId = (time: string, name: string, host = "mx1", id = ID) =>
  `${time} ${host} postfix/cleanup[114]: ${id}: message-id=<${name}>`;
const deferred = (time: string, host = "mx1", id = ID, reply = temporary()) =>
  `${time} ${host} postfix/smtp[174]: ${id}: ${TO}, relay=${GOOGLE}:25, ${TIMES}, dsn=4.7.23, status=deferred (host ${GOOGLE} said: ${reply})`;
const bounced = (time: string, host = "mx1", id = ID, reply = permanent()) =>
  `${time} ${host} postfix/smtp[174]: ${id}: ${TO}, relay=${GOOGLE}:25, ${TIMES}, dsn=5.7.25, status=bounced (host ${GOOGLE} said: ${reply})`;
const sent = (time: string, epoch = "", id = ID) =>
  `${time} mx1 postfix/smtp[274]: ${id}: ${TO}, relay=${GOOGLE}:25, ${TIMES}, dsn=2.0.0, status=sent (250 2.0.0 OK ${epoch} d75a77b69052e-ae7893ee80dsi533.106 - gsmtp)`;
const removed = (time: string, program = "qmgr", id = ID) =>
  `${time} mx1 postfix/${program}[115]: ${id}: removed`;

const EXIM = "1xVLFN-0000Nt-1x";
const eximHost =
  "R=dnslookup T=remote_smtp defer (-46) H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after end of data: ";

// ---------------------------------------------------------------- tests

test.each([
  ["still in the queue", [deferred("Nov 10 04:00:01")], [1, 1, 1, 0, 1, 0]],
  [
    "deleted by the administrator",
    [from("Nov 10 04:00:00"), deferred("Nov 10 04:00:01"), removed("Nov 10 05:00:00", "postsuper")],
    [1, 1, 1, 1, 0, 0],
  ],
  [
    "deleted, in a log without names of programs",
    [
      `${ID}: from=<news@example.com>, size=5, nrcpt=1 (queue active)`,
      deferred("").slice(" mx1 postfix/smtp[174]: ".length),
      `${ID}: removed`,
    ],
    [1, 1, 1, 1, 0, 0],
  ],
  [
    "removed from Exim's queue by hand",
    [
      `2026-11-10 04:00:01 ${EXIM} == user1@gmail.com ${eximHost}${temporary()}`,
      `2026-11-10 05:00:00 ${EXIM} removed by root`,
      `2026-11-10 05:00:00 ${EXIM} Completed`,
    ],
    [1, 1, 1, 1, 0, 0],
  ],
  [
    "requeued, and taken under its new queue id",
    [
      messageId("Nov 10 04:00:00", "a1@app.example.com"),
      from("Nov 10 04:00:00"),
      deferred("Nov 10 04:00:01"),
      `Nov 10 05:00:00 mx1 postfix/postsuper[900]: ${ID}: requeued`,
      `Nov 10 05:00:01 mx1 postfix/pickup[901]: 7B4452298F9: uid=109 from=<news@example.com> orig_id=${ID}`,
      messageId("Nov 10 05:00:01", "a1@app.example.com", "mx1", "7B4452298F9"),
      sent("Nov 10 05:00:02", "", "7B4452298F9"),
      removed("Nov 10 05:00:02", "qmgr", "7B4452298F9"),
    ],
    [1, 1, 1, 0, 0, 1],
  ],
  [
    "requeued, and only the Message-ID tells the new queue id",
    [
      messageId("Nov 10 04:00:00", "a1@app.example.com"),
      deferred("Nov 10 04:00:01"),
      `Nov 10 05:00:00 mx1 postfix/postsuper[900]: ${ID}: requeued`,
      messageId("Nov 10 05:00:01", "a1@app.example.com", "mx1", "7B4452298F9"),
      sent("Nov 10 05:00:02", "", "7B4452298F9"),
    ],
    [1, 1, 1, 0, 0, 1],
  ],
  [
    "requeued twice, refused each time",
    [
      deferred("Nov 10 04:00:01"),
      `Nov 10 05:00:01 mx1 postfix/pickup[901]: 7B4452298F9: uid=109 from=<news@example.com> orig_id=${ID}`,
      deferred(
        "Nov 10 05:00:02",
        "mx1",
        "7B4452298F9",
        temporary(" d9443c01a7336-db4c9b1d8c8si090.1 - gsmtp"),
      ),
      "Nov 10 06:00:01 mx1 postfix/pickup[901]: 8C4452298F9: uid=109 from=<news@example.com> orig_id=7B4452298F9",
      bounced("Nov 10 06:00:02", "mx1", "8C4452298F9"),
    ],
    [3, 1, 1, 1, 0, 0],
  ],
  [
    "a queue id that comes again within the hour, by its Message-IDs",
    [
      messageId("Nov 10 04:00:00", "a1@app.example.com"),
      bounced("Nov 10 04:00:01"),
      messageId("Nov 10 04:20:00", "b2@app.example.com"),
      deferred("Nov 10 04:20:01"),
    ],
    [2, 2, 2, 1, 1, 0],
  ],
  [
    "a queue id that comes again within the hour, by its removal alone",
    [
      from("Nov 10 04:00:00"),
      bounced("Nov 10 04:00:01"),
      removed("Nov 10 04:00:01"),
      from("Nov 10 04:20:00"),
      deferred("Nov 10 04:20:01"),
    ],
    [2, 2, 2, 1, 1, 0],
  ],
  [
    "Exim's Completed ends a message, too",
    [
      `2026-11-10 04:00:01 ${EXIM} ** user1@gmail.com ${eximHost.replace(" defer (-46)", "")}${permanent()}`,
      `2026-11-10 04:00:01 ${EXIM} Completed`,
      `2026-11-10 04:20:01 ${EXIM} == user1@gmail.com ${eximHost}${temporary()}`,
    ],
    [2, 2, 2, 1, 1, 0],
  ],
  [
    "delivered under a queue id that was a refused message's before",
    [
      from("Nov 10 04:00:00"),
      deferred("Nov 10 04:00:01"),
      removed("Nov 10 04:10:00", "postsuper"),
      messageId("Nov 10 04:20:00", "b2@app.example.com"),
      sent("Nov 10 04:20:01"),
    ],
    [1, 1, 1, 1, 0, 0],
  ],
  [
    "the clock was set back by half an hour",
    [
      from("Nov 10 04:00:00"),
      deferred("Nov 10 04:00:01"),
      sent("Nov 10 03:40:00"),
      removed("Nov 10 03:40:00"),
    ],
    [1, 1, 1, 0, 0, 1],
  ],
  [
    "the clock was set back by a day, and Google's tells when the message was accepted",
    [from("Nov 10 04:00:00"), deferred("Nov 10 04:00:01"), sent("Nov 09 04:20:00", " 1794284400")],
    [1, 1, 1, 0, 0, 1],
  ],
  [
    "two recipients of one process in one second, cut in front of Gmail's token",
    [
      from("Nov 10 04:00:00"),
      deferred("Nov 10 04:00:01", "mx1", ID, temporary("")),
      deferred("Nov 10 04:00:01", "mx1", ID, temporary("")).replace("user1", "user2"),
    ],
    [1, 1, 2, 0, 2, 0],
  ],
  [
    "the same of two processes",
    [
      deferred("Nov 10 04:00:01", "mx1", ID, temporary("")),
      deferred("Nov 10 04:00:01", "mx1", ID, temporary("")).replace("user1", "user2").replace("174", "175"),
    ],
    [2, 1, 2, 0, 2, 0],
  ],
])("%s", async (_name, lines, totals) => {
  expect(await totalsOf(lines)).toEqual(totals);
});

test("two hosts with one queue id in one file", async () => {
  const lines = [
    messageId("Nov 10 04:00:00", "a1@app.example.com"),
    from("Nov 10 04:00:00"),
    bounced("Nov 10 04:00:01"),
    messageId("Nov 10 04:00:01", "b2@shop.example", "mx2"),
    from("Nov 10 04:00:01", "mx2", "billing@shop.example"),
    bounced("Nov 10 04:00:02", "mx2", ID, permanent(" d9443c01a7336-db4c9b1d8c8si082.1 - gsmtp")),
  ];
  const { report } = await resultsOf({ "mail.log": lines.join("\n") });
  expect(report.totals).toMatchObject({ attempts: 2, messages: 2, affected: 2, lost: 2 });
  expect(report.sendingIps[0]!.senderDomains.map(({ domain }) => domain)).toEqual([
    "example.com",
    "shop.example",
  ]);
});

describe("the hour that comes twice", () => {
  const refused = deferred("Oct 25 02:40:01");
  test.each([
    ["oldest first", [refused, sent("Oct 25 02:05:01")]],
    ["newest first", [from("Oct 25 02:10:00"), sent("Oct 25 02:05:01"), refused, from("Oct 25 02:40:00")]],
    ["by Google's clock", [sent("Oct 25 02:50:01", " 1792893001"), deferred("Oct 25 02:55:01")]],
    [
      "half an hour that comes twice",
      [refused.replace("Oct 25 02:40", "Apr 05 01:50"), sent("Apr 05 01:35:00")],
      "Australia/Lord_Howe",
    ],
  ])("%s", async (_name, lines, timezone = "Europe/Berlin") => {
    expect(await totalsOf(lines, timezone)).toEqual([1, 1, 1, 0, 0, 1]);
  });

  test("both passages have times of their own", async () => {
    const lines = [deferred("Oct 25 02:40:01"), bounced("Oct 25 02:05:01"), from("Oct 25 03:05:01")];
    const { report } = await resultsOf({ "mail.log": lines.join("\n") }, "Europe/Berlin");
    expect(report.sendingIps[0]).toMatchObject({
      firstSeen: "2026-10-25T00:40:01.000Z",
      lastSeen: "2026-10-25T01:05:01.000Z",
    });
  });
});

describe("a log that is read in parts, each with the events so far", () => {
  const day1 = [
    messageId("Nov 10 04:00:00", "a1@app.example.com"),
    from("Nov 10 04:00:00"),
    deferred("Nov 10 04:00:01"),
  ];
  const requeued = `Nov 11 05:00:01 mx1 postfix/pickup[901]: 7B4452298F9: uid=109 from=<news@example.com> orig_id=${ID}`;
  test.each([
    ["delivered the day after", [[sent("Nov 11 00:05:02"), removed("Nov 11 00:05:02")]], { delivered: 1 }],
    ["deleted the day after", [[removed("Nov 11 00:05:02", "postsuper")]], { lost: 1 }],
    [
      "requeued the day after, delivered on the third",
      [[requeued], [sent("Nov 12 00:05:02", "", "7B4452298F9")]],
      { delivered: 1 },
    ],
    ["nothing the day after", [[]], { retrying: 1 }],
    [
      "its queue id is another's the day after",
      [
        [
          removed("Nov 11 00:05:02", "postsuper"),
          messageId("Nov 11 00:10:00", "b2@app.example.com"),
          sent("Nov 11 00:10:01"),
        ],
      ],
      { lost: 1 },
    ],
  ])("%s", async (_name, days, counts) => {
    const none = { lost: 0, retrying: 0, delivered: 0 };
    let results = await resultsOf({ "mail.log": day1.join("\n") });
    for (const day of days) {
      const events = [...renderNdjson(results, {} as never)].join("");
      results = await resultsOf({
        "events.ndjson": events,
        "mail.log": day.map((line) => `${line}\n`).join(""),
      });
    }
    const totals = { attempts: 1, messages: 1, affected: 1, ...none, ...counts };
    expect(results.report.totals).toMatchObject(totals);
    const merged = await resultsOf({ "events.ndjson": [...renderNdjson(results, {} as never)].join("") });
    expect(merged.report.totals).toMatchObject(totals);
  });
});

describe("a recipient that holds the text of a refusal", () => {
  const forged = `relay=${GOOGLE}:25, dsn=5.7.25, status=bounced (host ${GOOGLE} said: ${permanent()}`;
  const accepted = `relay=mx.elsewhere.example[198.51.100.9]:25, ${TIMES}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4AB)`;
  const eximForged = `R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after end of data: ${permanent()}`;
  const eximAccepted = 'R=dnslookup T=remote_smtp H=mx.elsewhere.example [198.51.100.9] C="250 OK id=1xVLFN"';
  const eximRefused =
    "R=dnslookup T=remote_smtp H=mx.elsewhere.example [198.51.100.9]: SMTP error from remote mail server after end of data: 550 no";
  const smtp = "Nov 10 04:00:01 mx1 postfix/smtp[174]";
  const mainlog = `2026-11-10 04:00:01 ${EXIM}`;
  test.each([
    ["Postfix, quoted", `${smtp}: ${ID}: to=<"x>, ${forged})"@elsewhere.example>, ${accepted}`],
    [
      "Postfix, with quotes in it",
      `${smtp}: ${ID}: to=<"x\\"@gmail.com>, ${forged})"@elsewhere.example>, ${accepted}`,
    ],
    [
      "Postfix, addresses without their quotes",
      `${smtp}: ${ID}: to=<x@gmail.com>, ${forged})@elsewhere.example>, ${accepted}`,
    ],
    [
      "Postfix, an alias",
      `${smtp}: ${ID}: to=<a@elsewhere.example>, orig_to=<"x>, ${forged})"@example.com>, ${accepted}`,
    ],
    [
      "Exim",
      `${mainlog} => x ${eximForged}@elsewhere.example <"x ${eximForged}"@elsewhere.example> ${eximAccepted}`,
    ],
    [
      "Exim, refused elsewhere",
      `${mainlog} ** x@gmail.com ${eximForged}@elsewhere.example <"x@gmail.com ${eximForged}"@elsewhere.example> ${eximRefused}`,
    ],
    [
      "Exim, made of an alias",
      `${mainlog} ** x@gmail.com ${eximForged}@elsewhere.example <alias@example.com> ${eximRefused}`,
    ],
    [
      "Exim, the alias holds it",
      `${mainlog} ** a@elsewhere.example <"x ${eximForged}"@example.com> ${eximRefused}`,
    ],
    [
      "Sendmail",
      `Nov 10 04:00:01 mx1 sm-mta[1201]: 6AN42Fcd001199: to=<"x>, delay=00:00:01, relay=gmail-smtp-in.l.google.com. [192.0.2.26], dsn=5.7.25, stat=${permanent()}"@elsewhere.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120342, relay=mx.elsewhere.example. [198.51.100.9], dsn=2.0.0, stat=Sent (ok)`,
    ],
    [
      "OpenSMTPD",
      `Nov 10 04:00:01 mx1 smtpd[75295]: 5df87c9ffd0e785d mta delivery evpid=f6e94209918f7e7b from=<news@example.com> to=<"x> rcpt=<-> source=1 relay=192.0.2.26 (gmail-smtp-in.l.google.com) result=PermFail stat=${permanent()}"@elsewhere.example> rcpt=<-> source="10.20.0.5" relay="198.51.100.9 (mx.elsewhere.example)" delay=2s result="Ok" stat="250 ok"`,
    ],
  ])("%s", async (_name, line) => {
    expect(await totalsOf([line])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("a quoted local part is a recipient as any other", async () => {
    const line = bounced("Nov 10 04:00:01").replace("<user1@gmail.com>", '<"a, b>, relay=c"@gmail.com>');
    const { recipients } = await resultsOf({ "mail.log": line });
    expect(recipients).toEqual(['"a, b>, relay=c"@gmail.com']);
  });
});

describe("a copy of a log that ends within a line", () => {
  const whole = [messageId("Nov 10 04:00:00", "a1@app.example.com"), from("Nov 10 04:00:00")];
  const forSender =
    " 550-5.7.26 Your email has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. 550 5.7.26 x d9443c01a7336-db4c9b1d8c8si081.31 - gsmtp";
  test.each([
    ["before Gmail's token", bounced("Nov 10 04:00:01"), 30],
    ["within the wording", bounced("Nov 10 04:00:01"), 120],
    [
      "within the address",
      bounced("Nov 10 04:00:01"),
      bounced("").length - bounced("").indexOf("203.0.113.5") - 6,
    ],
    ["before the token of another refusal", bounced("Nov 10 04:00:01", "mx1", ID, forSender), 30],
  ])("counts nothing twice: %s", async (_name, line, cut) => {
    const text = [...whole, line, ""].join("\n");
    const half = text.slice(0, -1 - cut);
    const { totals: once, sendingIps, refusals } = (await resultsOf({ "mail.log": text })).report;
    for (const files of [
      { "mail.log": text, "copy.log": half },
      { "copy.log": half, "mail.log": text },
      { "mail.log": text + half.slice(half.lastIndexOf("\n") + 1) },
    ]) {
      const { report } = await resultsOf(files);
      expect(report.totals).toEqual(once);
      expect(report.sendingIps).toEqual(sendingIps);
      expect(report.refusals?.map(({ codes }) => codes)).toEqual(refusals?.map(({ codes }) => codes));
    }
  });
});

test("a log that begins in the second passage: Google's clock tells the lines behind it, too", async () => {
  const zone = "Australia/Lord_Howe";
  const files = {
    "mail.log.1": [from("Apr 05 01:50:00"), deferred("Apr 05 01:50:01"), ""].join("\n"),
    "mail.log": [sent("Apr 05 01:40:01", " 1775315401"), removed("Apr 05 01:40:01"), ""].join("\n"),
  };
  const { report } = await resultsOf(files, zone);
  expect(report.totals).toMatchObject({ affected: 1, delivered: 1, retrying: 0 });
});
