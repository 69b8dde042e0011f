// The small programs that give mail to Gmail without a mail server: a final refusal, a temporary one, and mail to others.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../../../support/analyze.ts";
import { rejectionsIn } from "../../../support/events.ts";

const folder = join(import.meta.dirname, "../../../../fixtures/submission");
const shown = (results: Awaited<ReturnType<typeof analyzeFiles>>) =>
  rejectionsIn(results).map(
    ({ sendingIp, code, sender, recipient, action, remoteMta, mta }) =>
      `${mta} ${sendingIp} ${code} ${sender} ${recipient} ${action} ${remoteMta}`,
  );

const host = "gmail-smtp-in.l.google.com";
const ofMsmtp = [
  `msmtp 203.0.113.40 550-5.7.25 news@example.com user@gmail.com failed ${host}`,
  `msmtp 203.0.113.40 421-4.7.23 shop@example.org anna@gmail.com delayed ${host}`,
];

describe.each([
  ["msmtp.log", ofMsmtp],
  ["msmtp-syslog.log", ofMsmtp],
  [
    "dma.log",
    [
      `dma 203.0.113.40 550-5.7.25 null user@gmail.com failed ${host}`,
      `dma 203.0.113.40 421-4.7.23 null anna@gmail.com failed ${host}`,
    ],
  ],
])("%s", (name, found) => {
  test("as a file, as a stream, and with the line ends of Windows", async () => {
    const results = await analyzeFiles([join(folder, name)]);
    const text = await readFile(join(folder, name), "utf8");
    const stream = await analyzeFiles(["-"], { stdin: text });
    const windows = await analyzeFiles(["-"], { stdin: text.replaceAll("\n", "\r\n") });
    for (const one of [results, stream, windows]) {
      expect(shown(one)).toEqual(found);
      expect([one.report.warnings, one.report.unread?.count]).toEqual([[], 0]);
    }
  });
});

describe("msmtp", async () => {
  const [refused = ""] = (await readFile(join(folder, "msmtp.log"), "utf8")).split("\n");
  test.each([
    ["without a time", refused.slice("Feb 23 10:11:12 ".length)],
    ["with a time in a form of the user's", refused.replace("Feb 23 10:11:12", "2026-02-23T10:11:12+0000")],
    ["with a name for its login", refused.replace("auth=off", "auth=on user=news@example.com")],
    [
      "with its own words in another language",
      refused.replace(/errormsg='.*?'/, "errormsg='der Server hat die Mail nicht akzeptiert'"),
    ],
    ["cut behind the reply", refused.slice(0, refused.indexOf(" errormsg="))],
  ])("%s", async (_how, line) => {
    expect(shown(await analyzeFiles(["-"], { stdin: `${line}\n` }))).toEqual(ofMsmtp.slice(0, 1));
  });

  test("several recipients, and the null sender", async () => {
    const line = refused
      .replace("recipients=user@gmail.com", "recipients=user@gmail.com,liam@gmail.com")
      .replace("from=news@example.com", "from=");
    const results = await analyzeFiles(["-"], { stdin: `${line}\n` });
    expect(rejectionsIn(results)).toMatchObject([
      { recipient: "user@gmail.com", sender: "<>" },
      { recipient: "liam@gmail.com", sender: "<>" },
    ]);
  });

  test("two mails of one sender to one recipient are two messages, and one to two recipients is one", async () => {
    const second = refused
      .replace("Feb 23 10:11:12", "Feb 23 10:41:12")
      .replace(/(\S+)(?= - gsmtp)/, "a640c23a62f3a-93e4dbb2288si424.99");
    const both = await analyzeFiles(["-"], { stdin: `${refused}\n${second}\n` });
    expect(both.report.totals).toMatchObject({ attempts: 2, messages: 2, affected: 2, lost: 2 });
    const third = second.replace("recipients=user@gmail.com", "recipients=user@gmail.com,anna@gmail.com");
    const together = await analyzeFiles(["-"], { stdin: `${third}\n` });
    expect(together.report.totals).toMatchObject({ attempts: 1, messages: 1, affected: 2, lost: 2 });
  });
});

describe("dma", async () => {
  const text = await readFile(join(folder, "dma.log"), "utf8");
  test.each([
    ["line ends as journald shows them", text.replaceAll("#015#012", "\\r\\n")],
    ["a version without the ends' carriage returns", text.replaceAll("#015#012", "#012")],
    [
      "two deliveries at once",
      text
        .split("\n")
        .toSorted((a, b) => rank(a) - rank(b))
        .join("\n"),
    ],
  ])("%s", async (_how, stdin) => {
    const found = rejectionsIn(await analyzeFiles(["-"], { stdin }));
    expect(found.map(({ recipient }) => recipient)).toEqual(["user@gmail.com", "anna@gmail.com"]);
  });

  test("without the lines before it, nobody is named", async () => {
    const stdin = text
      .split("\n")
      .filter((line) => line.includes("failed after"))
      .join("\n");
    const found = rejectionsIn(await analyzeFiles(["-"], { stdin }));
    expect(found.map(({ recipient, sendingIp }) => [recipient, sendingIp])).toEqual([
      [null, "203.0.113.40"],
      [null, "203.0.113.40"],
    ]);
  });

  test("what became of a message", async () => {
    const delivered = text.replaceAll("1c2a2.", "1c2a1.").replaceAll("<ben@gmail.com>", "<anna@gmail.com>");
    const { report } = await analyzeFiles(["-"], { stdin: delivered });
    expect(report.totals).toMatchObject({ attempts: 2, affected: 2, lost: 1, delivered: 1 });
  });
});

/** The steps of all deliveries, one after the other. */
function rank(line: string): number {
  return ["new mail", "> trying", "trying remote", "failed after"].findIndex((words) => line.includes(words));
}

describe("msmtp, which names no id", async () => {
  const log = await readFile(join(folder, "msmtp.log"), "utf8");
  const [refused = ""] = log.split("\n");

  test("each line is a message of its own, though sender and recipient are the same", async () => {
    const later = refused
      .replace("10:11:12", "11:11:12")
      .replace(/\S+ - gsmtp/, "a640c23a62f3a-93e4dbb2288si424.99 - gsmtp");
    const stdin = `${refused}\n${later}\n`;
    const { report } = await analyzeFiles(["-"], { stdin });
    expect(report.totals).toMatchObject({ attempts: 2, messages: 2, affected: 2, lost: 2 });
    const twice = await analyzeFiles(["-"], { stdin: stdin + stdin });
    expect(twice.report.totals).toEqual(report.totals);
  });

  test.each([72, 80, 100])("lines that a terminal cut at %i columns", async (width) => {
    const cut = log
      .trim()
      .split("\n")
      .flatMap((line) => line.match(new RegExp(`.{1,${width}}`, "g")) ?? []);
    const results = await analyzeFiles(["-"], { stdin: `${cut.join("\n")}\n` });
    expect(shown(results)).toEqual(ofMsmtp);
  });
});
