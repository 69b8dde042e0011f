// Events of services that send mail, one a line, in lists and pretty printed. Each sample holds a final refusal and a temporary one,
// and words that only quote a refusal (of 198.51.100.250).

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { services } from "../../../../src/reading/logs/mailers/services.ts";
import { analyzeFiles } from "../../../support/analyze.ts";
import { rejectionsIn } from "../../../support/events.ts";

const folder = join(import.meta.dirname, "../../../../fixtures/services");
const names = await readdir(folder);
/** SendGrid and Brevo do not tell the sender. */
const hidesSender = /^(?:sendgrid|brevo)/;

/** The events of a sample, without the list that they stand in. */
async function eventsIn(name: string): Promise<object[]> {
  const text = await readFile(join(folder, name), "utf8");
  if (name.endsWith(".log"))
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
  const value = JSON.parse(text) as object[] | { items?: object[]; Bounces?: object[] };
  return Array.isArray(value) ? value : (value.items ?? value.Bounces ?? []);
}

const ways: [how: string, write: (events: readonly object[]) => string][] = [
  ["one a line", (events) => events.map((event) => `${JSON.stringify(event)}\n`).join("")],
  ["in a list", (events) => JSON.stringify(events)],
  ["in a list, pretty printed", (events) => JSON.stringify(events, null, 2)],
  [
    "one after the other, pretty printed",
    (events) => events.map((event) => `${JSON.stringify(event, null, 2)}\n`).join(""),
  ],
];

/** How applications log what their webhook was given. */
const loggers: [how: string, write: (json: string) => string][] = [
  ["behind a syslog header", (json) => `Nov 23 04:02:15 app1 webhook[812]: ${json}`],
  [
    "in the journal",
    (json) => JSON.stringify({ MESSAGE: json, SYSLOG_IDENTIFIER: "webhook", _HOSTNAME: "app1" }),
  ],
  [
    "in the journal, after words",
    (json) => JSON.stringify({ MESSAGE: `INFO webhook: ${json}`, _COMM: "php" }),
  ],
  ["in Docker's log", (json) => JSON.stringify({ log: `INFO webhook: ${json}\n`, stream: "stdout" })],
  ["after a stamp and a level", (json) => `2026-11-30 12:00:01 INFO webhook: ${json}`],
  ["before more words", (json) => `[2026-11-30 12:00:01] production.INFO: mailgun ${json} {"request":7} []`],
  ["without a stamp", (json) => `INFO:webhook:${json}`],
  [
    "as a quoted value",
    (json) => `time=2026-11-30T12:00:01Z msg=webhook payload=${JSON.stringify(json)} ok=true`,
  ],
];

describe.each(names)("%s", (name) => {
  const expected = [
    {
      time: expect.stringMatching(/^2026-02-23T10:11:12/) as string,
      code: "550-5.7.25",
      action: "failed",
      sendingIp: "203.0.113.40",
      sender: hidesSender.test(name) ? null : "news@example.com",
      recipient: "user@gmail.com",
      replyId: "a640c23a62f3a-93e4dbb2288si424.61",
      mta: name.replace(/-(?:firehose|sns|events|bounces)|\.\w+$/g, ""),
    },
    {
      time: expect.stringMatching(/^2026-02-23T10:11:13/) as string,
      code: "421-4.7.23",
      action: "delayed",
      sender: hidesSender.test(name) ? null : "shop@example.org",
      recipient: "anna@gmail.com",
      replyId: "a640c23a62f3a-93e4dbb2288si424.62",
    },
  ];

  test("as it is", async () => {
    const results = await analyzeFiles([join(folder, name)]);
    expect(rejectionsIn(results)).toMatchObject(expected);
    expect(results.report.unread?.count).toBe(0);
    expect(results.report.warnings).toEqual([]);
    expect(results.report.inputs).toMatchObject([{ kind: "log", warnings: [] }]);
  });

  test.each(ways)("%s", async (_how, write) => {
    const text = write(await eventsIn(name));
    const results = await analyzeFiles(["-"], { stdin: text });
    expect(rejectionsIn(results)).toMatchObject(expected);
    const windows = await analyzeFiles(["-"], { stdin: text.replaceAll("\n", "\r\n") });
    expect(rejectionsIn(windows)).toMatchObject(expected);
    expect([results, windows].map(({ report }) => report.unread?.count)).toEqual([0, 0]);
  });
});

describe.each(loggers)("events that an application logged %s", (_how, write) => {
  test.each(names)("%s", async (name) => {
    const events = await eventsIn(name);
    const lines = events.map((event) => `${write(JSON.stringify(event))}\n`).join("");
    const list = `${write(JSON.stringify(events))}\n`;
    for (const stdin of [lines, list]) {
      const results = await analyzeFiles(["-"], { stdin });
      const found = rejectionsIn(results).map(({ code, recipient }) => `${code} ${recipient}`);
      expect(found).toEqual(["550-5.7.25 user@gmail.com", "421-4.7.23 anna@gmail.com"]);
      expect(results.report.unread?.count).toBe(0);
    }
  });
});

test.each([
  ["Python", (json: string) => json.replaceAll('"', "'")],
  ["Ruby", (json: string) => json.replaceAll('":', '"=>')],
])("an event that an application logged as %s prints it is told as unread", async (_who, print) => {
  for (const name of ["mailgun.log", "amazon-ses-firehose.log"]) {
    const [event = {}] = await eventsIn(name);
    const stdin = `2026-11-30 12:00:01 INFO webhook: ${print(JSON.stringify(event))}\n`;
    const { report } = await analyzeFiles(["-"], { stdin });
    expect([report.totals.attempts, report.unread?.count]).toEqual([0, 1]);
  }
});

test("an event that a line of an application's log quotes, or that is cut off, is not counted", async () => {
  const [event = {}] = await eventsIn("mailgun.log");
  const json = JSON.stringify(event);
  const quoted = `2026-11-30 12:00:01 INFO ticket 4711 comment: ${json}\n`;
  const cut = `Nov 23 04:02:15 app1 webhook[812]: ${json.slice(0, -40)}\n`;
  const results = await analyzeFiles(["-"], { stdin: quoted + cut });
  expect(results.report.totals.attempts).toBe(0);
  expect(results.report.unread?.count).toBe(1);
});

describe("an event that tells of no refusal by Gmail", async () => {
  const [bounce = {}] = await eventsIn("sendgrid.json");
  test.each([
    ["dropped before it was sent", { ...bounce, event: "dropped", reason: "Bounced Address" }],
    ["another receiver's reply", { ...bounce, reason: "550 5.1.1 no such user" }],
    ["a reply without a code", { ...bounce, reason: "unable to get mx info" }],
  ])("%s", async (_what, event) => {
    const { report } = await analyzeFiles(["-"], { stdin: `${JSON.stringify(event)}\n` });
    expect([report.totals.attempts, report.unread?.count]).toEqual([0, 0]);
  });
});

test("several recipients of one notification, and one of another receiver", async () => {
  const [line = ""] = (await readFile(join(folder, "amazon-ses-firehose.log"), "utf8")).split("\n");
  const event = JSON.parse(line) as { bounce: { bouncedRecipients: { diagnosticCode: string }[] } };
  const [refused] = event.bounce.bouncedRecipients;
  event.bounce.bouncedRecipients.push(
    {
      ...refused,
      emailAddress: "liam@gmail.com",
      diagnosticCode: refused!.diagnosticCode.replace(".61", ".65"),
    } as never,
    { ...refused, emailAddress: "ben@example.net", diagnosticCode: "smtp; 550 5.1.1 no such user" } as never,
  );
  const results = await analyzeFiles(["-"], { stdin: `${JSON.stringify(event)}\n` });
  expect(rejectionsIn(results).map(({ recipient }) => recipient)).toEqual([
    "user@gmail.com",
    "liam@gmail.com",
  ]);
});

const applications: [writes: string, write: (event: string) => string][] = [
  ["through syslog", (event) => `Feb 23 12:30:00 web1 webhook[311]: ${event}`],
  ["Log4j", (event) => `2026-02-23 12:30:00,123 INFO  [http-8080-1] c.e.Webhook - received ${event}`],
  ["Python's logging", (event) => `INFO:webhook:${event}`],
  ["Monolog", (event) => `[2026-02-23 12:30:00] production.INFO: bounce ${event} []`],
  ["as a text of JSON", (event) => `2026-02-23T12:30:00Z web1 webhook[311]: ${JSON.stringify(event)}`],
  ["Pino, as an object", (event) => `{"level":30,"time":1771849800000,"msg":"webhook","payload":${event}}`],
  ["Pino, as a text", (event) => JSON.stringify({ level: 30, msg: "webhook", req: { body: event } })],
];

describe.each(applications)("an event that an application logs: %s", (_writes, write) => {
  test.each(names.filter((name) => name.endsWith(".log")))("%s", async (name) => {
    const events = await eventsIn(name);
    const text = events.map((event) => `${write(JSON.stringify(event))}\n`).join("");
    const results = await analyzeFiles(["-"], { stdin: text });
    expect(rejectionsIn(results)).toMatchObject([
      { time: expect.stringMatching(/^2026-02-23T10:11:12/) as string, recipient: "user@gmail.com" },
      { time: expect.stringMatching(/^2026-02-23T10:11:13/) as string, recipient: "anna@gmail.com" },
    ]);
    expect(results.report.unread?.count).toBe(0);
  });
});

test("Brevo's name for what was refused is no reply, wherever the event is quoted", async () => {
  const event = JSON.parse(services.samples.find(({ shows }) => shows.includes("Brevo"))!.line) as object;
  const quoted = `Hello,\n\nthis came today:\n\n${JSON.stringify(event, null, 2)}\n\nWhat does it mean?\n`;
  const { report } = await analyzeFiles(["-"], { stdin: quoted });
  expect(report.sendingIps.map(({ ip }) => ip)).toEqual(["203.0.113.5"]);
  expect(report.otherGmailRejections).toEqual([]);
});

describe("one event about recipients with replies of their own", async () => {
  const [line = ""] = (await readFile(join(folder, "amazon-ses-firehose.log"), "utf8")).split("\n");
  const event = JSON.parse(line) as { bounce: { bouncedRecipients: Record<string, string>[] } };
  const [refused = {}] = event.bounce.bouncedRecipients;
  const others = [
    { emailAddress: "ben@example.net", diagnosticCode: "smtp; 550 5.1.1 no such user" },
    {
      emailAddress: "liam@gmail.com",
      diagnosticCode: refused["diagnosticCode"]!.replaceAll("203.0.113.40", "203.0.113.41").replace(
        ".61",
        ".65",
      ),
    },
    {
      emailAddress: "mia@gmail.com",
      diagnosticCode:
        "smtp; 550 5.2.1 The email account is disabled. a640c23a62f3a-93e4dbb2288si424.66 - gsmtp",
    },
  ];

  test.each([
    ["Gmail's first", [refused, ...others]],
    ["another receiver's first", [...others, refused]],
  ])("%s", async (_order, recipients) => {
    const told = { ...event, bounce: { ...event.bounce, bouncedRecipients: recipients } };
    const results = await analyzeFiles(["-"], { stdin: `${JSON.stringify(told)}\n` });
    const found = rejectionsIn(results).map(({ recipient, sendingIp }) => `${recipient} ${sendingIp}`);
    expect(found.toSorted()).toEqual(["liam@gmail.com 203.0.113.41", "user@gmail.com 203.0.113.40"]);
    expect(results.report.totals).toMatchObject({ attempts: 2, affected: 2, lost: 2 });
    expect(results.report.otherGmailRejections).toMatchObject([{ code: "550-5.2.1", attempts: 1 }]);
  });
});

describe("Mailjet, which tells of final refusals only", () => {
  const said =
    "550-5.7.25 [203.0.113.40] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550 5.7.25 match the sending IP. a640c23a62f3a-93e4dbb2288si424.61 - gsmtp";
  const bounce = {
    event: "bounce",
    time: 1771841472,
    MessageID: 13792286917004336,
    Message_GUID: "1ab23cd4-0000-4000-8000-000000000001",
    email: "user@gmail.com",
    mj_campaign_id: 0,
    blocked: false,
    hard_bounce: true,
    error_related_to: "system",
    error: "policy issue",
  };
  const inWords = `host gmail-smtp-in.l.google.com[192.0.2.26] said: ${said} (in reply to end of DATA command)`;

  test.each([
    ["as it was", said, null],
    ["in Postfix's words", inWords, "gmail-smtp-in.l.google.com"],
  ])("the reply %s", async (_how, comment, remoteMta) => {
    const events = [{ ...bounce, comment }];
    const results = await analyzeFiles(["-"], { stdin: JSON.stringify(events) });
    const known = {
      mta: "mailjet",
      queueId: bounce.Message_GUID,
      action: "failed",
      sendingIp: "203.0.113.40",
    };
    expect(rejectionsIn(results)).toMatchObject([{ ...known, recipient: "user@gmail.com", remoteMta }]);
    expect(rejectionsIn(results)[0]?.time).toMatch(/^2026-02-23T10:11:12/);
  });

  test("other bounces, and what was blocked before it was sent", async () => {
    const unknown = {
      ...bounce,
      comment: "Host or domain name not found. Name service error for name=example.org",
    };
    const stdin = JSON.stringify([unknown, { ...bounce, event: "blocked" }, bounce]);
    const { report } = await analyzeFiles(["-"], { stdin });
    expect([report.totals.attempts, report.unread?.count]).toEqual([0, 0]);
  });
});

describe("a list of events in a field of what an application logs", async () => {
  const events = (await eventsIn("sendgrid.json")).filter(
    (event) => "event" in event && (event.event === "bounce" || event.event === "deferred"),
  );
  const others = { event: "delivered", email: "ben@example.net", timestamp: 1771841500, sg_event_id: "x" };
  test.each([
    ["as a value", [...events, others]],
    ["as a text", JSON.stringify([others, ...events])],
  ])("%s", async (_how, payload) => {
    const stdin = `${JSON.stringify({ time: "2026-02-23T12:30:00Z", msg: "webhook", payload })}\n`;
    const results = await analyzeFiles(["-"], { stdin });
    expect(rejectionsIn(results).map(({ recipient }) => recipient)).toEqual([
      "user@gmail.com",
      "anna@gmail.com",
    ]);
    expect(results.report.unread?.count).toBe(0);
  });
});

test("an event of SparkPost's webhook without the number of its transmission", async () => {
  const sample = services.samples.find(({ shows }) => shows.includes("SparkPost"))!.line;
  const stdin = `Feb 23 12:30:00 web1 shop[812]: webhook body=[${sample.replace(/,"transmission_id":"\d+"/, "")}]\n`;
  expect(rejectionsIn(await analyzeFiles(["-"], { stdin }))).toMatchObject([{ recipient: "user@gmail.com" }]);
});

test("a host that is only given is marked so for every recipient of one event", async () => {
  const [line = ""] = (await readFile(join(folder, "amazon-ses-firehose.log"), "utf8")).split("\n");
  const event = JSON.parse(line) as { bounce: { bouncedRecipients: object[] } };
  const { bouncedRecipients } = event.bounce;
  bouncedRecipients.push({ ...bouncedRecipients[0], emailAddress: "liam@gmail.com" });
  const results = await analyzeFiles(["-"], { stdin: `${JSON.stringify(event)}\n`, host: "mx1.example.com" });
  expect(rejectionsIn(results)).toMatchObject([
    { reportingMta: "mx1.example.com", hostGiven: true },
    { reportingMta: "mx1.example.com", hostGiven: true },
  ]);
});
