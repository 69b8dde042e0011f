// The logs of mailers that write JSON, tables or words of their own. Each sample holds the same: a final refusal, a temporary
// one whose message is delivered an hour later, mail to others, and lines that only quote a refusal (of 198.51.100.250).

import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { analyzeFiles } from "../../../support/analyze.ts";
import { rejectionsIn, toNdjson } from "../../../support/events.ts";

const folder = join(import.meta.dirname, "../../../../fixtures/mailers");
const scratch = mkdtempSync(join(tmpdir(), "whybounce-mailers-"));
afterAll(() => rmSync(scratch, { recursive: true }));
/** More than the beginning that is looked at. */
const otherLines =
  "Feb 23 10:11:00 mx1 postfix/smtpd[513]: connect from app3.example.com[198.51.100.240]\n".repeat(2_000);
const names = await readdir(folder);
/** Mailers that write from which of its own addresses they sent. */
const tellsLocalIp = /^(?:kumomta|powermta|zonemta)/;
/** Mailers that leave out which host refused. */
const hidesHost = /^(?:haraka|courier|qmail|chasquid)/;

describe.each(names)("%s", (name) => {
  test("refusals, outcomes and senders", async () => {
    const results = await analyzeFiles([join(folder, name)]);
    const { report } = results;
    const { attempts, messages, affected, lost, retrying, delivered, unattributed } = report.totals;
    expect([attempts, messages, affected, lost, retrying, delivered, unattributed]).toEqual([
      2, 2, 2, 1, 0, 1, 0,
    ]);
    expect([report.warnings, report.unread?.count, report.otherGmailRejections]).toEqual([[], 0, []]);
    expect(report.sendingIps.map(({ ip }) => ip)).toEqual(["203.0.113.40"]);
    const found = rejectionsIn(results).toSorted((a, b) => b.replyCode - a.replyCode);
    expect(found).toMatchObject([
      {
        time: expect.stringMatching(/^2026-02-23T10:11:12/) as string,
        code: "550-5.7.25",
        action: "failed",
        sender: "news@example.com",
        recipient: "user@gmail.com",
        mta: name.split(/[-.]/)[0],
      },
      {
        code: name.startsWith("stalwart") ? "421" : "421-4.7.23",
        action: "delayed",
        sender: "shop@example.org",
        recipient: "anna@gmail.com",
      },
    ]);
    for (const { queueId, localIp, remoteMta } of found) {
      expect(queueId).toBeTruthy();
      expect(localIp !== null).toBe(tellsLocalIp.test(name));
      expect(remoteMta).toBe(hidesHost.test(name) ? null : "gmail-smtp-in.l.google.com");
    }
  });

  test("its events read again say the same", async () => {
    const once = await analyzeFiles([join(folder, name)]);
    const again = await analyzeFiles(["-"], { stdin: toNdjson(once.events) });
    expect(again.report.totals).toEqual(once.report.totals);
    expect(again.report.sendingIps).toEqual(once.report.sendingIps);
    const both = await analyzeFiles([join(folder, name), "-"], { stdin: toNdjson(once.events) });
    expect(both.report.totals).toEqual(once.report.totals);
  });

  test("as a stream, and far behind another mailer's lines", async () => {
    const text = await readFile(join(folder, name), "utf8");
    const stream = await analyzeFiles(["-"], { stdin: text });
    expect(stream.report.totals).toMatchObject({ attempts: 2, lost: 1, delivered: 1 });
    // An array ends with its bracket. Exchange begins each file with the head of its table; after other lines, rows are unread.
    if (name.endsWith(".json") || name.startsWith("exchange")) return;
    const path = join(scratch, name);
    await writeFile(path, otherLines + text);
    const { report } = await analyzeFiles([path]);
    expect(report.totals).toMatchObject({ attempts: 2, affected: 2, lost: 1, delivered: 1 });
  });
});

describe("Exchange's tracking", async () => {
  const text = await readFile(join(folder, "exchange.csv"), "utf8");
  const head = text.split("\n").find((line) => line.startsWith("#Fields"))!;
  const rows = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

  test("a byte order mark and the line ends of Windows", async () => {
    const { report } = await analyzeFiles(["-"], { stdin: `\uFEFF${text.replaceAll("\n", "\r\n")}` });
    expect(report.totals).toMatchObject({ attempts: 2, lost: 1, delivered: 1 });
  });

  test("without its head, each refusal is unread; so are the subjects that quote one, for nothing tells the columns", async () => {
    const path = join(scratch, "rows.csv");
    await writeFile(path, otherLines + rows.map((row) => `${row}\n`).join(""));
    const { report } = await analyzeFiles([path]);
    expect([report.totals.attempts, report.unread?.count]).toEqual([0, 4]);
  });

  test("several recipients of one reply, and a status of Exchange's own", async () => {
    const refused = rows.find((row) => row.includes(",FAIL,"))!;
    const several = refused.replace(",user@gmail.com,", ",user@gmail.com;liam@gmail.com,");
    const own = refused.replace(/\{LED=.*\};\{MSG/, "{LED=};{MSG").replace("user@gmail.com", "noa@gmail.com");
    const results = await analyzeFiles(["-"], { stdin: [head, several, own, ""].join("\n") });
    expect(rejectionsIn(results).map(({ recipient }) => recipient)).toEqual([
      "user@gmail.com",
      "liam@gmail.com",
    ]);
    expect(results.report.totals).toMatchObject({ attempts: 1, affected: 2 });
  });
});

describe("Postal names Google's host, in whatever form, where the reply is cut", async () => {
  const [first = ""] = (await readFile(join(folder, "postal.log"), "utf8")).split("\n");
  test.each([
    ["address, port and name", "192.0.2.26:25 (gmail-smtp-in.l.google.com)", "192.0.2.26"],
    ["name and address", "gmail-smtp-in.l.google.com (192.0.2.26)", "192.0.2.26"],
    ["name, port and address", "gmail-smtp-in.l.google.com:25 (192.0.2.26)", "192.0.2.26"],
    ["name and port", "gmail-smtp-in.l.google.com:25", null],
    ["name alone", "gmail-smtp-in.l.google.com", null],
  ])("%s", async (_name, place, remoteIp) => {
    const line = first
      .replace(/sending to [^"]*/, `sending to ${place}`)
      .replace(/"output":"([^"]{1,250})[^"]*"/, '"output":"$1"');
    const results = await analyzeFiles(["-"], { stdin: `${line}\n` });
    expect(results.report.totals.attempts).toBe(1);
    expect(rejectionsIn(results)).toMatchObject([{ remoteMta: "gmail-smtp-in.l.google.com", remoteIp }]);
  });
});
