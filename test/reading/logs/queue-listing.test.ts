// Listings of a queue that came another way than from a file: broken, collapsed, quoted, cut.

import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createListing } from "../../../src/reading/logs/framing/queue-listing.ts";
import type { Results } from "../../../src/model/report.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";
import { processorTime } from "../../support/processor-time.ts";

const fixture = join(import.meta.dirname, "../../../fixtures/postfix/queue-listing-gmail-421-4.7.23.log");
const listing = await readFile(fixture, "utf8");
const found = [
  "203.0.113.53 421-4.7.23 news@example.com anna@gmail.com",
  "203.0.113.53 421-4.7.23 news@example.com liam@gmail.com",
];
/** The third is suspended: that is no refusal of its own. */
const affected = { affected: 3, retrying: 3, unattributed: 0 };
const shown = (results: Results) =>
  rejectionsIn(results).map(
    ({ sendingIp, code, sender, recipient }) => `${sendingIp} ${code} ${sender} ${recipient}`,
  );
const read = (stdin: string) => analyzeFiles(["-"], { stdin });

const fold = (text: string, ...options: string[]) =>
  spawnSync("fold", options, { input: text, encoding: "utf8" }).stdout;
const collapsed = (text: string) => text.replace(/ +/g, " ").replace(/^ /gm, "");
const quoted = (text: string) => text.replace(/^/gm, "> ");

describe.each([60, 66, 72, 76, 80, 100, 132])("postqueue -p at %i columns", (width) => {
  test.each([
    ["broken at blanks", fold(listing, "-s", "-w", `${width}`)],
    ["broken at blanks, which were taken off", fold(listing, "-s", "-w", `${width}`).replace(/ +$/gm, "")],
    ["broken at blanks and quoted", quoted(fold(listing, "-s", "-w", `${width}`))],
    ["collapsed and broken at blanks", fold(collapsed(listing), "-s", "-w", `${width}`)],
    ["cut by a terminal", fold(listing, "-w", `${width}`)],
  ])("%s", async (_how, text) => {
    const results = await read(text);
    expect(shown(results)).toEqual(found);
    expect(results.report.totals).toMatchObject(affected);
    expect([results.report.warnings, results.report.unread?.count]).toEqual([[], 0]);
  });
});

describe("postqueue -p", () => {
  test.each([
    ["with one blank of several", collapsed(listing)],
    ["with a blank before each line", listing.replace(/ +/g, " ")],
    ["with blanks that are not to be broken", listing.replaceAll(" ", "\u00A0")],
    ["quoted", quoted(listing)],
    ["in a code fence", `\`\`\`\n${listing}\`\`\`\n`],
    ["indented as code", listing.replace(/^/gm, "    ")],
    ["in every other line", collapsed(listing).replaceAll("\n", "\n\n")],
    ["with line ends of Windows", listing.replaceAll("\n", "\r\n")],
    ["with its last lines missing", listing.slice(0, listing.lastIndexOf("\n\n-- "))],
  ])("%s", async (_how, text) => {
    const results = await read(text);
    expect(shown(results)).toEqual(found);
    expect(results.report.totals).toMatchObject(affected);
  });

  test("a reason without recipients is told without one", async () => {
    const [cut = ""] = listing.split("\n                                               anna", 1);
    expect(shown(await read(`${cut}\n`))).toEqual(["203.0.113.53 421-4.7.23 news@example.com null"]);
  });

  test("a reason that was cut still has its recipients", async () => {
    const text = collapsed(listing).replaceAll(/ temporarily rate limited.*$/gm, "");
    expect(shown(await read(text))).toEqual(found);
  });

  test("the sender in a line of its own", async () => {
    const text = listing.replace(" news@example.com", "\nnews@example.com");
    expect(shown(await read(text))).toEqual(found);
  });

  test("the time grows with the length only", () => {
    const begun = "402CD2988F9    1501 Mon Feb 23 10:11:10  news@example.com\n";
    const texts = (count: number) => [
      `${begun}${"(host x said: (\n".repeat(count)}`,
      `${begun}(${"x ( ".repeat(900)}\n${"user@gmail.com\n".repeat(count)}`,
      `${begun}(${"x".repeat(30_000)})\n${"user@gmail.com\n".repeat(count)}`,
      `${begun}${"(a)\n".repeat(count)}`,
      `${"> ".repeat(200)}\n`.repeat(count),
    ];
    const run = (text: string) => {
      const turn = createListing(begun)!;
      for (const line of [...text.split("\n"), null]) turn(line);
    };
    for (const [index, text] of texts(1_000).entries()) {
      const longer = texts(4_000)[index]!;
      const short = processorTime(() => run(text));
      expect(processorTime(() => run(longer))).toBeLessThan(8 * Math.max(short, 40));
    }
  });
});

describe("listings without replies are told as such", () => {
  const exim = [
    " 3d  2.9K 1xVKiq-0000000001c-2dP0 <news@example.com> *** frozen ***",
    "          user@gmail.com",
    "",
  ].join("\n");
  const sendmail = [
    "\t\t/var/spool/mqueue (1 request)",
    "-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------",
    "61NAB1cd012345*    1501 Mon Feb 23 10:11 <news@example.com>",
    "                 (Deferred: 421-4.7.28 [203.0.113.5      15] Gmail has detected an)",
    "\t\t\t\t\t <user@gmail.com>",
    "",
  ].join("\n");

  test.each([
    ["Exim's", exim, "Exim's listing of the queue has no replies"],
    [
      "Exim's, its command in front",
      `root@mx1:~# exim -bp\n${exim}`,
      "Exim's listing of the queue has no replies",
    ],
    ["Sendmail's", sendmail, "Sendmail's listing of the queue has only the first 60 characters of a reply"],
    ["Sendmail's, collapsed", collapsed(sendmail), "Sendmail's listing of the queue has only the first"],
  ])("%s", async (_whose, text, advice) => {
    const { report } = await read(text);
    const warnings = [...report.warnings, ...report.inputs.flatMap((input) => input.warnings)];
    expect(warnings).toEqual([expect.stringContaining(advice)]);
  });
});
