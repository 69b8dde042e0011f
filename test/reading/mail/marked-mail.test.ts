// A mail that was pasted with a mark before each line says what it says without the marks.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyzeFiles } from "../../support/analyze.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/dsn");
const mails = [
  "postfix-550-5.7.25-failed.eml",
  "qmail-550-5.7.25-failed.eml",
  "exim-421-4.7.23-delayed.eml",
  "forwarded-550-5.7.25-as-attachment.eml",
  "sendmail-550-5.7.25-at-rcpt-two-recipients.eml",
];

const before = (mark: string) => (mail: string) => mail.replaceAll(/^/gm, mark);
const marks: [mark: string, put: (mail: string) => string][] = [
  ["a blank", before(" ")],
  ["two blanks", before("  ")],
  ["four blanks", before("    ")],
  ["eight blanks, none in blank lines", (mail) => mail.replaceAll(/^(?=.)/gm, "        ")],
  ["a tab", before("\t")],
  ["four blanks, but for the first line", (mail) => before("    ")(mail).slice(4)],
  ["a mark of quoting", before("> ")],
  ["a mark of quoting without a blank", before(">")],
  ["two marks of quoting", before("> > ")],
  ["a bar", before("| ")],
  ["a comment's mark", before("# ")],
  ["four blanks, and the lines of Windows", (mail) => before("    ")(mail).replaceAll("\n", "\r\n")],
  ["four blanks after a byte order mark", (mail) => `\u00EF\u00BB\u00BF${before("    ")(mail)}`],
  ["four blanks below blank lines", (mail) => `\n\n${before("    ")(mail)}`],
  ["four blanks within a fence", (mail) => before("    ")(`\`\`\`\n${mail}\`\`\`\n`)],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-marked-"));
});
afterAll(() => rm(folder, { recursive: true }));

const withoutPlace = (events: readonly object[]) =>
  events.map((event) => ({ ...event, source: undefined, origin: undefined }));

describe.each(mails)("%s", async (name) => {
  const mail = await readFile(join(fixtures, name), "latin1");
  const own = (await analyzeFiles([join(fixtures, name)])).events;

  test.each(marks)("behind %s", async (_mark, put) => {
    expect(own.length).toBeGreaterThan(0);
    const marked = await analyzeFiles(["-"], { stdin: Buffer.from(put(mail), "latin1") });
    expect(withoutPlace(marked.events)).toEqual(withoutPlace(own));
    expect(marked.inputFailed).toBe(false);
  });

  test("in a mailbox, behind four blanks", async () => {
    const mailbox = `From MAILER-DAEMON Mon Feb 23 10:11:13 2026\n${mail}`;
    const marked = await analyzeFiles(["-"], { stdin: Buffer.from(before("    ")(mailbox), "latin1") });
    expect(withoutPlace(marked.events)).toEqual(withoutPlace(own));
  });
});

test("what nobody named is told, and not read", async () => {
  const mail = await readFile(join(fixtures, mails[0]!), "latin1");
  await writeFile(join(folder, "notes.txt"), before("    ")(mail), "latin1");
  const warnings: string[] = [];
  const { events } = await analyzeFiles([folder], { onWarning: (warning) => warnings.push(warning) });
  expect(events).toEqual([]);
  expect(warnings.join()).toMatch(/notes\.txt: neither a mail log nor mail; not read/);
});

test("a mail whose body is indented is the same mail", async () => {
  const mail =
    "From: a@example.com\nTo: b@example.org\nSubject: x\n\n    From: c@example.com\n    To: d@example.com\n";
  const { report } = await analyzeFiles(["-"], { stdin: mail });
  expect(report.inputs).toMatchObject([{ kind: "message", records: 1 }]);
});
