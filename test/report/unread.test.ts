// Where not a byte could be read, nothing is known: no format may say that Gmail refused no mail.

import { expect, test } from "vitest";
import { renderParts } from "../../src/index.ts";
import type { InputSummary, Results } from "../../src/model/report.ts";
import { formatNames } from "../../src/report/formats.ts";
import { nothingFound } from "./sample.ts";

const target = {
  width: 80,
  color: false,
  unicode: true,
  mail: { to: ["a@example.com"], from: "b@example.com" },
};
const reason = "mail.log: not enough memory";
const unread: InputSummary = {
  path: "mail.log",
  kind: "log",
  bytes: 0,
  records: 0,
  rejections: 0,
  warnings: [reason],
};
const empty: InputSummary = { ...unread, path: "old.log", kind: null, warnings: [] };

test.each([
  ["one", [unread]],
  ["a Maildir", [{ ...unread, path: "Maildir", kind: "maildir" as const }]],
  ["two", [unread, { ...unread, path: "mail.log.1" }]],
  ["one beside an empty one", [unread, empty]],
])("%s, in every format", async (_name, inputs) => {
  const report = { ...nothingFound.report, inputs, otherGmailRejections: [], warnings: [] };
  const results: Results = { ...nothingFound, report, inputFailed: true };
  const texts = await Promise.all(
    formatNames.map(async (format) =>
      [...(await renderParts(results, format, target))].join("").replaceAll(/=\n|\s+/g, " "),
    ),
  );
  for (const text of texts) expect(text).not.toMatch(/Gmail refused no mail/);
  expect(texts.filter((text) => /No input could be read/.test(text)).length).toBeGreaterThanOrEqual(4);
});
