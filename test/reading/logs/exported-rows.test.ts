// CSV that stores of logs and panels export: the mailer's line is found by what it says, in whatever column, with any of
// three separators, quoted or not.

import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../../support/analyze.ts";

const reply =
  "550 5.7.25 [203.0.113.5] The IP address sending this message does not have a 5.7.25 PTR record setup. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp";
const haraka = "C1DC4EB7-A301-442E-8FE2-9B648502787E.1.1";

/** As a mailer writes it, before a table doubles its quotation marks. */
const lines = {
  "Postfix's": `4X1abc2: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.5, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply} (in reply to end of DATA command))`,
  "Postfix's, with quotation marks": `4X1abc2: to=<user@gmail.com>, orig_to=<"a; b"@example.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.5, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply} (in reply to end of DATA command))`,
  "Haraka's JSON": JSON.stringify({
    level: "INFO",
    uuid: haraka,
    origin: "outbound",
    message: `bouncing mail: ${reply}`,
  }),
  "Haraka's keys and values": `level=INFO uuid=${haraka} origin=outbound message="bouncing mail: ${reply}"`,
};

const time = "2026-11-23T10:11:12Z";
const labels = JSON.stringify({ app: "mail", pod: "mail-0" });
/** The cells of a row; null is the line. */
const columns: Record<string, (string | null)[]> = {
  first: [null, time, "mx1"],
  middle: [time, null, "info"],
  last: [time, "mx1", null],
  "beside labels in JSON": [labels, time, null],
  "before labels in JSON": [null, time, labels],
};

const separators = { comma: ",", semicolon: ";", tab: "\t" };

const cases = Object.entries(lines).flatMap(([writer, line]) =>
  Object.entries(columns).flatMap(([place, cells]) =>
    Object.entries(separators).map(([name, separator]) => ({ writer, line, place, cells, name, separator })),
  ),
);

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe("a row", () => {
  test.each(cases)("$writer line, $place, $name", async ({ line, cells, separator }) => {
    const row = cells.map((cell) => quoted(cell ?? line)).join(separator);
    const head = cells.map((cell, place) => (cell === null ? "message" : `column ${place}`)).join(separator);
    const { report, events } = await analyzeFiles(["-"], { stdin: `${head}\n${row}\n` });
    expect(report.totals.attempts).toBe(1);
    const [refusal] = events.filter((event) => event.schema === "whybounce.rejection/1");
    expect(refusal).toMatchObject({ via: "log", sendingIp: "203.0.113.5", time: "2026-11-23T10:11:12.000Z" });
  });

  test("whose object is beside somebody's words only quotes it", async () => {
    const row = [quoted("Bounces at Gmail again"), quoted(lines["Haraka's JSON"]), time].join(",");
    const { events } = await analyzeFiles(["-"], { stdin: `${row}\n` });
    // What somebody pastes is read all the same.
    expect(events.map((event) => "via" in event && event.via)).not.toContain("log");
  });
});
