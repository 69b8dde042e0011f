// Every form of bounce that is known, and mail that only looks like one, through the whole pipeline. The table
// that it prints says for each form how many refusals were to be found, were found, and are false.

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyse } from "../src/run.ts";
import type { Results } from "../src/model.ts";

const fixtures = join(import.meta.dirname, "../fixtures");

function read(paths: string[], stdin: Buffer | null = null): Promise<Results> {
  const period = { from: null, to: null };
  const options = { paths, period, timezone: "UTC", dns: null, keepEvents: true, onWarning: () => {} };
  return analyse(options, stdin && chunks(stdin));
}

async function* chunks(whole: Buffer): AsyncGenerator<Buffer> {
  yield whole;
}

/** `address code recipient`, one for each refusal. */
function refusals({ events }: Results): string[] {
  return events
    .flatMap((event) =>
      event.schema === "whybounce.rejection/1"
        ? [`${event.sendingIp} ${event.code} ${event.recipient} ${event.action}`]
        : [],
    )
    .toSorted();
}

interface Row {
  form: string;
  expected: number;
  found: number;
  false: number;
}
const table: Row[] = [];

function compare(form: string, found: readonly string[], expected: readonly string[]): void {
  const right = found.filter((refusal) => expected.includes(refusal)).length;
  table.push({ form, expected: expected.length, found: right, false: found.length - right });
  expect(found, form).toEqual([...expected].toSorted());
}

afterAll(() => {
  const sum = (key: "expected" | "found" | "false") => table.reduce((total, row) => total + row[key], 0);
  const total = {
    form: `${table.length} forms`,
    expected: sum("expected"),
    found: sum("found"),
    false: sum("false"),
  };
  const width = Math.max(...table.map(({ form }) => form.length));
  const line = (cells: (string | number)[]) =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(width) : String(cell).padStart(9))).join("");
  const rows = [...table, total].map((row) => line([row.form, row.expected, row.found, row.false]));
  console.log([line(["form", "expected", "found", "false"]), ...rows].join("\n"));
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-forms-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ONE = "user@gmail.com";

describe("what each mailer writes", () => {
  test.each([
    ["courier-421-4.7.23-command-failed.eml", ["203.0.113.44 421-4.7.23"]],
    ["courier-550-5.7.25-failed.eml", ["203.0.113.43 550-5.7.25"]],
    ["domino-550-5.7.25-failed.eml", ["203.0.113.42 550-5.7.25"]],
    ["dragonfly-550-5.7.25-failed.eml", ["203.0.113.49 550-5.7.25"]],
    ["exchange-421-4.7.23-expired.eml", ["203.0.113.39 421-4.7.23"]],
    ["exchange-550-5.7.25-2007.eml", ["203.0.113.41 550-5.7.25"]],
    ["exchange-550-5.7.25-failed.eml", ["203.0.113.38 550-5.7.25"]],
    ["exchange-550-5.7.25-html-only.eml", ["203.0.113.40 550-5.7.25"]],
    ["exim-421-4.7.23-delayed-text-only.eml", ["203.0.113.29 421-4.7.23 leila@school.example delayed"]],
    ["exim-421-4.7.23-delayed.eml", ["203.0.113.24 421-4.7.23 user@gmail.com delayed"]],
    ["exim-421-4.7.23-retry-timeout.eml", ["203.0.113.24 421-4.7.23"]],
    ["exim-421-4.7.23-warning-text-only.eml", ["203.0.113.32 421-4.7.23 user@gmail.com delayed"]],
    ["exim-550-5.7.25-failed.eml", ["203.0.113.21 550-5.7.25"]],
    ["exim-550-5.7.25-text-only.eml", ["203.0.113.31 550-5.7.25"]],
    ["exim-550-5.7.25-truncated.eml", ["203.0.113.33 550-5.7.25"]],
    ["forwarded-550-5.7.25-as-attachment.eml", ["203.0.113.54 550-5.7.25"]],
    ["hmailserver-550-5.7.25-failed.eml", ["203.0.113.50 550-5.7.25"]],
    ["opensmtpd-550-5.7.25-failed.eml", ["203.0.113.48 550-5.7.25"]],
    ["oracle-550-5.7.25-failed.eml", ["203.0.113.51 550-5.7.25"]],
    ["postfix-421-4.7.23-delayed.eml", ["203.0.113.7 421-4.7.23 user@gmail.com delayed"]],
    ["postfix-421-4.7.23-expired.eml", ["203.0.113.7 421-4.7.23"]],
    ["postfix-421-4.7.23-suspended-then-expired.eml", []],
    ["postfix-550-5.7.25-alias.eml", ["2001:db8:25::5 550-5.7.25"]],
    ["postfix-550-5.7.25-failed.eml", ["203.0.113.5 550-5.7.25"]],
    ["postfix-550-5.7.25-postmaster-copy.eml", ["203.0.113.5 550-5.7.25"]],
    [
      "postfix-550-5.7.25-several-recipients.eml",
      ["anna", "liam", "user"].map((name) => `203.0.113.5 550-5.7.25 ${name}@gmail.com failed`),
    ],
    ["postfix-550-5.7.25-smtputf8.eml", ["203.0.113.12 550-5.7.25 jörg@gmail.com failed"]],
    [
      "postfix-two-codes-another-language.eml",
      ["203.0.113.52 421-4.7.23 liam@gmail.com failed", "203.0.113.52 550-5.7.25 anna@gmail.com failed"],
    ],
    ["powermta-550-5.7.25-failed.eml", ["203.0.113.45 550-5.7.25"]],
    ["qmail-421-4.7.23-too-long-in-queue.eml", ["203.0.113.37 421-4.7.23"]],
    ["qmail-550-5.7.25-failed.eml", ["203.0.113.36 550-5.7.25"]],
    ["sendgrid-550-5.7.25-inline-original.eml", ["203.0.113.47 550-5.7.25"]],
    ["sendmail-421-4.7.23-warning.eml", ["203.0.113.35 421-4.7.23 user@gmail.com delayed"]],
    ["sendmail-550-5.7.25-failed.eml", ["203.0.113.34 550-5.7.25"]],
    ["ses-421-4.7.23-expired.eml", ["203.0.113.46 421-4.7.23"]],
    ["unknown-mailer-550-5.7.25-text-only.eml", ["203.0.113.53 550-5.7.25"]],
  ])("%s", async (name, want) => {
    const results = await read([join(fixtures, "dsn", name)]);
    const expected = want.map((refusal) => (refusal.includes("@") ? refusal : `${refusal} ${ONE} failed`));
    compare(name, refusals(results), expected);
    for (const { senderDomains } of results.report.sendingIps)
      expect(senderDomains.map(({ domain }) => domain)).toEqual(["example.com"]);
    for (const event of results.events)
      if (event.schema === "whybounce.rejection/1") expect(event.time).not.toBeNull();
  });

  test("no fixture is left out", async () => {
    const names = await readdir(join(fixtures, "dsn"));
    expect(table.map(({ form }) => form).toSorted()).toEqual(names.toSorted());
  });
});

describe("no bounce, or no refusal of Gmail's for reverse DNS", async () => {
  const names = (await readdir(join(fixtures, "not-ptr"))).filter((name) => name.endsWith(".eml"));
  test.each(names)("%s", async (name) => {
    const results = await read([join(fixtures, "not-ptr", name)]);
    compare(`not-ptr/${name}`, refusals(results), []);
    expect(results.report.totals.affected).toBe(0);
  });
});

// ---------------------------------------------------------------- the same bounce, bent

type Bend = (message: string) => Buffer;

const latin1 = (text: string) => Buffer.from(text, "latin1");
const wrap76 = (text: string) => text.replace(/.{76}/g, "$&\n");
const toBase64 = (bytes: Buffer) => wrap76(bytes.toString("base64"));
const toQuotedPrintable = (text: string) =>
  text
    .replace(/[=.]/g, (byte) => `=${byte.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/.{30}/g, "$&=\n");

const bouncePart = /(Content-Type: message\/(?:global-)?delivery-status\n)\n([^]*?)\n(?=--)/;
const split = (message: string) => {
  const blank = message.indexOf("\n\n") + 1;
  return [message.slice(0, blank), message.slice(blank + 1)] as const;
};
const boundary = (message: string) => /boundary="?([^"\n;]+)/.exec(message)![1]!;

const bends: [string, Bend][] = [
  ["CRLF", (m) => latin1(m.replaceAll("\n", "\r\n"))],
  ["CR alone", (m) => latin1(m.replaceAll("\n", "\r"))],
  ["a From_ line in front", (m) => latin1(`From MAILER-DAEMON Mon Feb 23 10:11:13 2026\n${m}`)],
  ["a byte order mark in front", (m) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), latin1(m)])],
  ["blank lines in front", (m) => latin1(`\n\n${m}`)],
  [
    "types in capitals",
    (m) =>
      latin1(
        m.replace(/^Content-Type: .*$/gm, (line) =>
          line.replace("message/delivery-status", "MESSAGE/Delivery-Status"),
        ),
      ),
  ],
  [
    "field names in lower case",
    (m) =>
      latin1(m.replace(bouncePart, (part) => part.replace(/^[A-Za-z-]+:/gm, (name) => name.toLowerCase()))),
  ],
  [
    "blanks around colons and semicolons",
    (m) =>
      latin1(
        m.replace(bouncePart, (part) =>
          part.replace(/^(Final-Recipient|Action|Status|Diagnostic-Code|Remote-MTA):/gm, "$1 :"),
        ),
      ),
  ],
  [
    "comments",
    (m) =>
      latin1(
        m.replace("Action: failed", "Action: failed (given up)").replace(/^Status: .*$/m, "$& (reverse DNS)"),
      ),
  ],
  [
    "no blank lines between groups",
    (m) =>
      latin1(
        m.replace(
          bouncePart,
          (_part, type: string, body: string) => `${type}\n${body.trim().replace(/\n\n/g, "\n")}\n`,
        ),
      ),
  ],
  [
    "a blank line behind each field",
    (m) =>
      latin1(
        m.replace(
          bouncePart,
          (_part, type: string, body: string) => `${type}\n${body.trim().replace(/\n(?![ \t])/g, "\n\n")}\n`,
        ),
      ),
  ],
  [
    "status part in base64",
    (m) =>
      latin1(
        m.replace(
          bouncePart,
          (_part, type: string, body: string) =>
            `${type}Content-Transfer-Encoding: base64\n\n${toBase64(latin1(body))}\n`,
        ),
      ),
  ],
  [
    "status part in quoted-printable",
    (m) =>
      latin1(
        m.replace(
          bouncePart,
          (_part, type: string, body: string) =>
            `${type}Content-Transfer-Encoding: Quoted-Printable\n\n${toQuotedPrintable(body)}\n`,
        ),
      ),
  ],
  [
    "status part in UTF-16 and base64",
    (m) =>
      latin1(
        m.replace(
          bouncePart,
          (_part, type: string, body: string) =>
            `${type}Content-Transfer-Encoding: base64\n\n${toBase64(Buffer.from(`\ufeff${body}`, "utf16le"))}\n`,
        ),
      ),
  ],
  [
    "status part as a global one",
    (m) => latin1(m.replace("message/delivery-status", "message/global-delivery-status")),
  ],
  [
    "status part named as a text",
    (m) =>
      latin1(
        m.replace(
          "Content-Type: message/delivery-status",
          "Content-Type: text/plain; name=details.txt\nContent-Disposition: attachment",
        ),
      ),
  ],
  ["boundary missing", (m) => latin1(m.replace(/;\s*boundary=.*/, ""))],
  ["boundary wrong", (m) => latin1(m.replace(/boundary=.*/, 'boundary="another"'))],
  ["no type at all", (m) => latin1(m.replace(/^Content-Type: multipart.*\n(?:[ \t].*\n)*/m, ""))],
  ["no closing boundary", (m) => latin1(m.replaceAll(`--${boundary(m)}--`, ""))],
  [
    "the multipart in base64",
    (m) => {
      const [header, body] = split(m);
      return latin1(`${header}Content-Transfer-Encoding: base64\n\n${toBase64(latin1(body))}\n`);
    },
  ],
  [
    "within another multipart",
    (m) => {
      const [header, body] = split(m);
      const type = /^Content-Type: multipart.*\n(?:[ \t].*\n)*/m.exec(header)![0];
      return latin1(
        `${header.replace(type, 'Content-Type: multipart/mixed; boundary="outer"\n')}\n--outer\n${type}\n${body}\n--outer\nContent-Type: text/plain\n\nlist footer\n--outer--\n`,
      );
    },
  ],
  [
    "attached as message/rfc822",
    (m) =>
      latin1(
        `From: a@example.com\nTo: b@example.com\nSubject: Fwd\nDate: Tue, 24 Feb 2026 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="forward"\n\n--forward\nContent-Type: text/plain\n\nlook\n--forward\nContent-Type: message/rfc822\n\n${m}\n--forward--\n`,
      ),
  ],
  [
    "attached as .eml in base64",
    (m) =>
      latin1(
        `From: a@example.com\nTo: b@example.com\nSubject: Fwd\nDate: Tue, 24 Feb 2026 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="forward"\n\n--forward\nContent-Type: application/octet-stream; name="bounce.eml"\nContent-Disposition: attachment; filename="bounce.eml"\nContent-Transfer-Encoding: base64\n\n${toBase64(latin1(m))}\n--forward--\n`,
      ),
  ],
  [
    "with 6,000 header fields",
    (m) => latin1(m.replace(/^MIME-Version/m, `${"X-Filler: x\n".repeat(6_000)}$&`)),
  ],
  [
    "with 6,000 parts",
    (m) =>
      latin1(
        m.replace(
          `--${boundary(m)}--`,
          `${`--${boundary(m)}\nContent-Type: text/plain\n\nx\n`.repeat(6_000)}--${boundary(m)}--`,
        ),
      ),
  ],
];

describe.each([
  ["postfix-550-5.7.25-failed.eml", "203.0.113.5 550-5.7.25 user@gmail.com failed"],
  ["exim-550-5.7.25-failed.eml", "203.0.113.21 550-5.7.25 user@gmail.com failed"],
])("%s, bent", (name, want) => {
  test.each(bends)("%s", async (how, bend) => {
    const message = await readFile(join(fixtures, "dsn", name), "latin1");
    const path = join(folder, "bent");
    await writeFile(path, bend(message));
    const results = await read([path]);
    compare(`${name}: ${how}`, refusals(results), [want]);
  });
});
