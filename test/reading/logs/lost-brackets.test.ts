// Log lines whose angle brackets, and what stood in them, were lost: a web page took them for tags.

import { describe, expect, test } from "vitest";
import type { Results } from "../../../src/model/report.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";

const shown = (results: Results) =>
  rejectionsIn(results).map(
    ({ sendingIp, code, sender, recipient, queueId }) =>
      `${queueId} ${sendingIp} ${code} ${sender} ${recipient}`,
  );
const notes = ({ report }: Results) => [
  ...report.warnings,
  ...report.inputs.flatMap((input) => input.warnings),
];
const read = (lines: readonly string[]) => analyzeFiles(["-"], { stdin: `${lines.join("\n")}\n` });

const arrival =
  "Nov 23 04:02:14 mx1 postfix/qmgr[100]: 63D5E2988B8: from=<news@example.com>, size=501, nrcpt=1 (queue active)";
const refused = (recipient: string) =>
  `Nov 23 04:02:15 mx1 postfix/smtp[128]: 63D5E2988B8: to=<${recipient}>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))`;
const delivered =
  "Nov 23 05:02:15 mx1 postfix/smtp[128]: 63D5E2988B8: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp)";
const log = [arrival, refused("user@gmail.com")];

const emptied = (line: string) => line.replace(/<[^<>]*>/g, "");
const bare = (line: string) => line.replace(/[<>]/g, "");
const escaped = (line: string) => line.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const noRecipient = "1 refusal without the recipient (to= is empty";

describe("Postfix", () => {
  test.each([
    ["brackets only", bare, "news@example.com user@gmail.com"],
    ["entities of HTML", escaped, "news@example.com user@gmail.com"],
    [
      "brackets only, and the address before an alias",
      (line: string) => bare(line).replace("m, relay", "m, orig_to=root, relay"),
      "news@example.com user@gmail.com",
    ],
  ])("%s", async (_what, lose, who) => {
    const results = await read(log.map(lose));
    expect(shown(results)).toEqual([`63D5E2988B8 203.0.113.5 550-5.7.25 ${who}`]);
    expect(results.report.totals).toMatchObject({ affected: 1, lost: 1 });
    expect([notes(results), results.report.unread?.count]).toEqual([[], 0]);
  });

  test.each([
    ["the addresses too", emptied, "null"],
    [
      "the addresses too, before an alias",
      (line: string) => emptied(line).replace("to=, ", "to=, orig_to=, "),
      "null",
    ],
    [
      "the addresses between the brackets",
      (line: string) => line.replace(/(?<=to=)<[^<>]*>/g, "<>"),
      "news@example.com",
    ],
  ])("%s: the recipient is not known, and that is told", async (_what, lose, sender) => {
    const results = await read(log.map(lose));
    expect(shown(results)).toEqual([`63D5E2988B8 203.0.113.5 550-5.7.25 ${sender} null`]);
    expect(results.report.totals).toMatchObject({ attempts: 1, messages: 1, affected: 0 });
    expect(notes(results)).toEqual([expect.stringContaining(noRecipient)]);
    expect(results.report.unread?.count).toBe(0);
  });

  test("several recipients without names are no single delivery", async () => {
    const lines = [arrival, refused("user@gmail.com"), refused("anna@gmail.com")].map(emptied);
    const results = await read(lines);
    expect(results.report.totals).toMatchObject({ attempts: 1, messages: 1, affected: 0, lost: 0 });
    expect(notes(results)).toEqual([expect.stringContaining("2 refusals without the recipient")]);
  });

  test("a delivery without a name ends none that is known, and fails none", async () => {
    const results = await read([...log, emptied(delivered)]);
    expect(results.report.totals).toMatchObject({ affected: 1, lost: 1, delivered: 0 });
    const temporary = refused("user@gmail.com").replaceAll("550", "421").replaceAll("5.7.25", "4.7.23");
    const retried = await read([arrival, temporary.replace("bounced", "deferred"), emptied(delivered)]);
    expect(retried.report.totals).toMatchObject({ affected: 1, retrying: 1, lost: 0, delivered: 0 });
  });

  test("a delivery whose line lost its brackets only is one", async () => {
    const temporary = refused("user@gmail.com").replaceAll("550", "421").replaceAll("5.7.25", "4.7.23");
    const lines = [arrival, temporary.replace("bounced", "deferred"), delivered].map(bare);
    expect((await read(lines)).report.totals).toMatchObject({ affected: 1, delivered: 1 });
  });

  test("no sender is not the null sender", async () => {
    const results = await read([emptied(arrival), refused("user@gmail.com")]);
    expect(rejectionsIn(results)).toMatchObject([{ sender: null, recipient: "user@gmail.com" }]);
  });
});

test("Sendmail", async () => {
  const line =
    "Nov 23 04:02:15 mx1 sm-mta[1201]: 6AN42Fcd001199: to=<user@gmail.com>,<anna@gmail.com>, ctladdr=<news@example.com> (1001/1001), delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120342, relay=gmail-smtp-in.l.google.com. [192.0.2.26], dsn=5.7.25, reply=550 5.7.25 [203.0.113.5] The IP address sending this message does not have a, stat=Service unavailable";
  const results = await read([emptied(line)]);
  expect(rejectionsIn(results)).toMatchObject([{ sendingIp: "203.0.113.5", recipient: null }]);
  expect(notes(results)).toEqual([expect.stringContaining("2 refusals without the recipient")]);
  expect(rejectionsIn(await read([bare(line)]))).toMatchObject([
    { recipient: "user@gmail.com" },
    { recipient: "anna@gmail.com" },
  ]);
});
