// Log lines with marks within them: bold words, tags, links, and what a typesetter makes of blanks, hyphens and quotes.

import { describe, expect, test } from "vitest";
import type { Results } from "../../../src/model/report.ts";
import { withoutInnerMarks } from "../../../src/reading/logs/inner-marks.ts";
import { isRearranged } from "../../../src/reading/logs/rearranged.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";
import { processorTime } from "../../support/processor-time.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-30T00:00:00Z") };
const arrival =
  "Nov 23 04:02:14 mx1 postfix/qmgr[100]: 63D5E2988B8: from=<news@example.com>, size=501, nrcpt=1 (queue active)";
const line =
  "Nov 23 04:02:15 mx1 postfix/smtp[128]: 63D5E2988B8: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup. 550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))";
const exim =
  "2026-11-23 04:01:31 1xVKiq-0000000001c-2dP0 ** user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after end of data: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup\\n550 5.7.25  https://support.google.com/a?p=sender-guidelines. d9443c01a7336-dc5c9b1d8c8si180.122 - gsmtp";

const shown = (results: Results) =>
  rejectionsIn(results).map(
    ({ sendingIp, code, sender, recipient, remoteMta }) =>
      `${sendingIp} ${code} ${sender} ${recipient} ${remoteMta}`,
  );
const host = "gmail-smtp-in.l.google.com";
const bracketed = /<([^<>@]{1,60}@[^<>]{1,60})>/g;

type Mark = (text: string) => string;
const ways: [how: string, mark: Mark][] = [
  ["bold words", (text) => text.replace("status=bounced", "**status=bounced**")],
  ["a bold host", (text) => text.replaceAll(host, `**${host}**`)],
  ["a bold code", (text) => text.replaceAll("550-5.7.25", "**550-5.7.25**")],
  ["words with stars", (text) => text.replace("status=bounced", "*status=bounced*")],
  ["bold tags", (text) => text.replaceAll("550-5.7.25", "<b>550-5.7.25</b>")],
  [
    "strong and emphasized tags",
    (text) => text.replace("status=bounced", "<strong><em>status=bounced</em></strong>"),
  ],
  ["colored tags", (text) => text.replaceAll(host, `<span style="color: red">${host}</span>`)],
  ["bold BBCode", (text) => text.replaceAll("550-5.7.25", "[b]550-5.7.25[/b]")],
  [
    "colored BBCode",
    (text) =>
      text
        .replace("status=bounced", "[color=red]status=bounced[/color]")
        .replaceAll(host, `[COLOR="#FF0000"]${host}[/COLOR]`),
  ],
  ["addresses in BBCode", (text) => text.replace(bracketed, "<[email]$1[/email]>")],
  ["hosts as links in BBCode", (text) => text.replaceAll(host, `[url=http://${host}]${host}[/url]`)],
  ["addresses as links in Markdown", (text) => text.replace(bracketed, "<[$1](mailto:$1)>")],
  ["hosts as links in Markdown", (text) => text.replaceAll(host, `[${host}](http://${host}/)`)],
  ["addresses as links", (text) => text.replace(bracketed, '<<a href="mailto:$1">$1</a>>')],
  ["addresses with their links", (text) => text.replace(bracketed, "<$1 <mailto:$1>>")],
  ["addresses with their links, glued", (text) => text.replace(bracketed, "<$1<mailto:$1>>")],
  ["hosts with their links", (text) => text.replaceAll(host, `${host} <http://${host}>`)],
  ["a page in brackets", (text) => text.replace(/https:\S*guidelines/, "<$&>")],
  ["a page as a link in Markdown", (text) => text.replace(/https:\S*guidelines/, "[$&]($&)")],
  ["escapes of Markdown", (text) => text.replace(/[[\]<>_*]/g, "\\$&")],
  [
    "backticks",
    (text) => text.replace("63D5E2988B8:", "`63D5E2988B8`:").replace("status=bounced", "`status=bounced`"),
  ],
  ["blanks that are not to be broken", (text) => text.replaceAll(" ", "\u00A0")],
  ["some blanks that are not to be broken", (text) => text.replaceAll(", ", ",\u00A0")],
  ["blanks without width", (text) => text.replace(/[=@]/g, "$&\u200B")],
  ["soft hyphens", (text) => text.replaceAll("gmail", "gm\u00ADail")],
  ["hyphens of a typesetter", (text) => text.replaceAll("550-5", "550\u20105")],
  ["dashes", (text) => text.replaceAll("550-5", "550\u20135").replace(" - gsmtp", " \u2013 gsmtp")],
];

describe.each([
  ["Postfix", [arrival, line], "news@example.com"],
  ["Exim", [exim], null],
])("%s", (_mailer, lines, sender) => {
  test.each(ways)("%s", async (_how, mark) => {
    const results = await analyzeFiles(["-"], { stdin: `${lines.map(mark).join("\n")}\n` });
    expect(shown(results)).toEqual([`203.0.113.5 550-5.7.25 ${sender} user@gmail.com ${host}`]);
    expect(results.report.totals).toMatchObject({ affected: 1, lost: 1 });
    expect([results.report.warnings, results.report.unread?.count]).toEqual([[], 0]);
  });
});

test.each([
  ["as it stands in the page", "[email protected]"],
  ["as the page's source has it", "[email&#160;protected]"],
  ["with a blank that is not to be broken", "[email\u00A0protected]"],
])("an address that Cloudflare hides is not known, %s", async (_how, hidden) => {
  const stdin = [arrival, line].map((one) => one.replace(bracketed, `<${hidden}>`)).join("\n");
  const { report, events } = await analyzeFiles(["-"], { stdin });
  expect(events).toMatchObject([{ sender: null, recipient: null, sendingIp: "203.0.113.5" }]);
  expect(report.inputs[0]!.warnings).toEqual([expect.stringContaining("without the recipient")]);
});

test.each([
  ["an ordinary line", line],
  ["a recipient that is called as a tag is", line.replace("user@gmail.com", "b")],
  ["a recipient with stars and underscores", line.replace("user@", "*u__s*e`r@")],
  ["a reply with a page in brackets", line.replace(/https:\S*guidelines/, "<$&>")],
  ["a reply with a dash", line.replace("setup.", "setup \u2013 see below.")],
  ["Exim's own stars", exim],
  [
    "a subject in bold",
    line
      .replace("postfix/smtp", "postfix/cleanup")
      .replace("to=<user@gmail.com>, ", "warning: header Subject: **hello** "),
  ],
])("a log with %s is read as it is", (_what, one) => {
  expect(isRearranged([arrival, one], context)).toBe(false);
});

test("the time grows with the length only", () => {
  const toldBy = () => null;
  const texts = (count: number) => [
    "*".repeat(count),
    "**a".repeat(count / 3),
    "[".repeat(count),
    "[a](http:".repeat(count / 9),
    "a<mailto:".repeat(count / 9),
    `${"a".repeat(count - 20)}<mailto:b>`,
    "<a ".repeat(count / 3),
    "\\".repeat(count),
    `</b>${"<b>".repeat(count / 4)}`,
    "[color=".repeat(count / 7),
  ];
  for (const [index, text] of texts(2_000).entries()) {
    const longer = texts(8_000)[index]!;
    const run = (one: string) => () => {
      for (let time = 0; time < 20; time++) withoutInnerMarks(one, toldBy);
    };
    const short = processorTime(run(text));
    expect(processorTime(run(longer))).toBeLessThan(8 * Math.max(short, 40));
  }
});
