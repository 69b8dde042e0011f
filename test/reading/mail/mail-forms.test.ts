// Every form of bounce that is known, and mail that only looks like one, through the whole pipeline. The table
// that it prints says for each form how many refusals were to be found, were found, and are false.

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../../src/model/report.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { rejectionsIn } from "../../support/events.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");

function read(paths: string[], stdin: Buffer | null = null): Promise<Results> {
  return analyzeFiles(paths, { stdin });
}

/** `address code recipient`, one for each refusal. */
function refusals(results: Results): string[] {
  return rejectionsIn(results)
    .map(({ sendingIp, code, recipient, action }) => `${sendingIp} ${code} ${recipient} ${action}`)
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
    ["exchange-421-4.7.23-delayed-text-only.eml", ["203.0.113.56 421-4.7.23 user@gmail.com delayed"]],
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
    ["exim-550-5.7.1-wording-of-2013.eml", ["2001:db8:69:a850::16cd 550-5.7.1"]],
    ["exim-550-5.7.25-address-in-helo-response.eml", ["203.0.113.170 550-5.7.25"]],
    ["forwarded-550-5.7.25-as-attachment.eml", ["203.0.113.54 550-5.7.25"]],
    ["haraka-550-5.7.25-text-only.eml", ["203.0.113.169 550-5.7.25"]],
    ["hmailserver-550-5.7.25-failed.eml", ["203.0.113.50 550-5.7.25"]],
    ["james-550-5.7.25-failed.eml", ["203.0.113.55 550-5.7.25"]],
    ["kumomta-550-5.7.25-failed.eml", ["203.0.113.168 550-5.7.25"]],
    ["momentum-550-5.7.25-text-only.eml", ["203.0.113.186 550-5.7.25"]],
    ["interscan-550-5.7.25-text-only.eml", ["203.0.113.187 550-5.7.25"]],
    ["mailmarshal-550-5.7.25-text-only.eml", ["203.0.113.188 550-5.7.25"]],
    ["exchange-550-5.7.25-2003-text-only.eml", ["203.0.113.189 550-5.7.25"]],
    ["maddy-550-5.0.0-failed.eml", ["203.0.113.161 550"]],
    ["mailenable-550-5.7.25-failed.eml", ["203.0.113.167 550-5.7.25"]],
    ["mdaemon-550-5.7.25-address-in-greeting.eml", ["203.0.113.165 550-5.7.25"]],
    ["mdaemon-550-5.7.25-failed.eml", ["203.0.113.165 550-5.7.25"]],
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
    ["sendmail-421-4.7.23-expired-after-three-hosts.eml", ["203.0.113.36 421-4.7.23"]],
    [
      "sendmail-550-5.7.25-at-rcpt-two-recipients.eml",
      ["anna", "liam"].map((name) => `203.0.113.36 550-5.7.25 ${name}@gmail.com failed`),
    ],
    [
      "sendmail-451-4.7.23-at-rcpt-expired.eml",
      ["anna", "liam"].map((name) => `203.0.113.36 451-4.7.23 ${name}@gmail.com failed`),
    ],
    ["secureserver-550-5.7.25-text-only.eml", ["203.0.113.173 550-5.7.25"]],
    ["sendmail-550-5.7.1-broken-words.eml", ["203.0.113.171 550-5.7.1"]],
    ["sendmail-421-4.7.23-warning.eml", ["203.0.113.35 421-4.7.23 user@gmail.com delayed"]],
    ["sendmail-550-5.7.25-failed.eml", ["203.0.113.34 550-5.7.25"]],
    ["ses-421-4.7.23-expired.eml", ["203.0.113.46 421-4.7.23"]],
    ["stalwart-421-4.7.23-delayed-text-only.eml", ["203.0.113.163 421-4.7.23 user@gmail.com delayed"]],
    ["stalwart-550-5.7.25-failed.eml", ["203.0.113.162 550-5.7.25"]],
    ["unknown-mailer-550-5.7.25-fields-in-another-type.eml", ["203.0.113.172 550-5.7.25"]],
    ["zonemta-550-5.7.25-failed.eml", ["203.0.113.164 550-5.7.25"]],
    ["unknown-mailer-550-5.7.25-text-only.eml", ["203.0.113.53 550-5.7.25"]],
  ])("%s", async (name, want) => {
    const results = await read([join(fixtures, "dsn", name)]);
    const expected = want.map((refusal) => (refusal.includes("@") ? refusal : `${refusal} ${ONE} failed`));
    compare(name, refusals(results), expected);
    for (const { senderDomains } of results.report.sendingIps)
      expect(senderDomains.map(({ domain }) => domain)).toEqual(["example.com"]);
    for (const { time } of rejectionsIn(results)) expect(time).not.toBeNull();
  });

  test.each([
    ["exim-550-5.7.25-failed.eml", "exim"],
    ["haraka-550-5.7.25-text-only.eml", "haraka"],
    ["james-550-5.7.25-failed.eml", "unknown"],
    ["kumomta-550-5.7.25-failed.eml", "kumomta"],
    ["maddy-550-5.0.0-failed.eml", "maddy"],
    ["mailenable-550-5.7.25-failed.eml", "mailenable"],
    ["mdaemon-550-5.7.25-failed.eml", "mdaemon"],
    ["postfix-550-5.7.25-failed.eml", "postfix"],
    ["powermta-550-5.7.25-failed.eml", "powermta"],
    ["qmail-550-5.7.25-failed.eml", "qmail"],
    ["stalwart-421-4.7.23-delayed-text-only.eml", "stalwart"],
    ["stalwart-550-5.7.25-failed.eml", "stalwart"],
    ["zonemta-550-5.7.25-failed.eml", "zonemta"],
  ])("who wrote %s", async (name, mailer) => {
    const { events } = await read([join(fixtures, "dsn", name)]);
    expect(events.flatMap((event) => ("mta" in event ? [event.mta] : []))).toEqual([mailer]);
  });

  test.each([
    [
      "of three hosts that Sendmail tried, the last",
      "sendmail-421-4.7.23-expired-after-three-hosts.eml",
      ["13"],
    ],
    ["of two recipients, each its own", "sendmail-550-5.7.25-at-rcpt-two-recipients.eml", ["12", "11"]],
  ])("which reply of a transcript counts: %s", async (_which, name, want) => {
    const { events } = await read([join(fixtures, "dsn", name)]);
    const ids = events.flatMap((event) => ("replyId" in event ? [event.replyId?.split(".").at(-1)] : []));
    expect(ids).toEqual(want);
  });

  test("what Sendmail remarks on a reply names no host", async () => {
    const { events } = await read([join(fixtures, "dsn", "sendmail-451-4.7.23-at-rcpt-expired.eml")]);
    const hosts = events.flatMap((event) =>
      event.schema === "whybounce.rejection/1" ? [event.remoteMta] : [],
    );
    expect(hosts).toEqual(["alt2.gmail-smtp-in.l.google.com", "alt2.gmail-smtp-in.l.google.com"]);
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
  ["a byte order mark and CRLF", (m) => latin1(`\xef\xbb\xbf${m.replaceAll("\n", "\r\n")}`)],
  ["a >From_ line in front", (m) => latin1(`>From MAILER-DAEMON Mon Feb 23 10:11:13 2026\n${m}`)],
  ["a line of another kind in front", (m) => latin1(`Saved by a mail program on Monday\n${m}`)],
  ["x-store-info in front", (m) => latin1(`x-store-info:J++/JTCzmObr++wNraA4Pa4f5Xd6uensydyekesGC2M=\n${m}`)],
  ["no blank behind colons", (m) => latin1(m.replace(/^([A-Za-z-]+): /gm, "$1:"))],
  ["no line indented", (m) => latin1(m.replace(/^[ \t]+/gm, ""))],
  ["no line indented, CRLF", (m) => latin1(m.replace(/^[ \t]+/gm, "").replaceAll("\n", "\r\n"))],
  [
    "a long field without its indentation in front",
    (m) =>
      latin1(
        m.replace(
          "\n",
          "\nX-Microsoft-Antispam:\nBCL:0;PCL:0;RULEID:(22001)(81800161);SRVR:MX1;\nRULEID:;SRVR:MX1; so it goes on\n",
        ),
      ),
  ],
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
    "the multipart in quoted-printable",
    (m) => {
      const [header, body] = split(m);
      return latin1(`${header}Content-Transfer-Encoding: quoted-printable\n\n${toQuotedPrintable(body)}\n`);
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

// ---------------------------------------------------------------- mailboxes

const CHOSEN = [
  "postfix-550-5.7.25-failed.eml",
  "exim-421-4.7.23-delayed.eml",
  "qmail-550-5.7.25-failed.eml",
  "sendmail-550-5.7.25-failed.eml",
];
const ORDINARY =
  "From: a@example.com\nTo: b@example.com\nSubject: hello\nDate: Mon, 23 Feb 2026 10:00:00 +0000\n\nFrom here on all is well.\n";

const asctime = "Mon Feb 23 10:11:13 2026";
const mailboxes: [string, (messages: string[]) => string][] = [
  [
    "mboxo",
    (all) => all.map((m) => `From MAILER-DAEMON ${asctime}\n${m.replace(/^From /gm, ">From ")}\n`).join(""),
  ],
  [
    "mboxrd",
    (all) => all.map((m) => `From MAILER-DAEMON ${asctime}\n${m.replace(/^(>*From )/gm, ">$1")}\n`).join(""),
  ],
  [
    "mboxcl2",
    (all) =>
      all
        .map((m) => {
          const [header, body] = split(m);
          return `From MAILER-DAEMON ${asctime}\n${header}Content-Length: ${body.length}\n\n${body}\n`;
        })
        .join(""),
  ],
  ["nothing quoted", (all) => all.map((m) => `From MAILER-DAEMON ${asctime}\n${m}`).join("")],
  [
    "Thunderbird",
    (all) =>
      all
        .map((m) => `From \nX-Mozilla-Status: 0001\n${m}\n`)
        .join("")
        .replaceAll("\n", "\r\n"),
  ],
  [
    "Thunderbird, formerly",
    (all) => all.map((m) => `From - ${asctime}\nX-Mozilla-Status: 0001\n${m}\n`).join(""),
  ],
  [
    "Takeout",
    (all) =>
      all
        .map((m, i) => `From 18491${i}@xxx Mon Feb 23 10:11:13 +0000 2026\nX-GM-THRID: 1\n${m}\n`)
        .join("")
        .replaceAll("\n", "\r\n"),
  ],
  [
    "CR alone",
    (all) =>
      all
        .map((m) => `From MAILER-DAEMON ${asctime}\n${m}\n`)
        .join("")
        .replaceAll("\n", "\r"),
  ],
];

describe("mailboxes", async () => {
  const bounces = await Promise.all(CHOSEN.map((name) => readFile(join(fixtures, "dsn", name), "latin1")));
  const messages = bounces.flatMap((bounce) => [ORDINARY, bounce]);
  const want = refusals(await read(CHOSEN.map((name) => join(fixtures, "dsn", name))));

  test.each(mailboxes)("%s", async (form, write) => {
    const path = join(folder, "mailbox");
    const bytes = latin1(write(messages));
    for (const content of [bytes, gzipSync(bytes)]) {
      await writeFile(path, content);
      const results = await read([path]);
      compare(`mailbox: ${form}${content === bytes ? "" : ", gzip"}`, refusals(results), want);
      expect(results.report.inputs).toMatchObject([{ kind: "mbox", records: messages.length }]);
    }
    compare(`mailbox: ${form}, standard input`, refusals(await read(["-"], bytes)), want);
  });

  test.each([
    [
      "Maildir",
      (i: number) => (i % 2 === 0 ? `cur/17718${i}.M1P2.mx1,S=4211,W=4300:2,S` : `new/17718${i}.M1P2.mx1`),
    ],
    [
      "Maildir++",
      (i: number) => (i % 2 === 0 ? `cur/17718${i}.mx1:2,T` : `.Bounces.2026/cur/17718${i}.mx1:2,`),
    ],
    ["MH", (i: number) => `inbox/${i + 1}`],
    [".eml files", (i: number) => `bounces/message ${i}.eml`],
  ])("%s", async (form, nameOf) => {
    const directory = join(folder, form);
    const extra = [
      "dovecot-uidlist",
      "dovecot.index.log",
      "subscriptions",
      ".mh_sequences",
      "inbox/,9",
      "inbox/#8",
    ];
    const files = [
      ...messages.map((m, i) => [nameOf(i), latin1(m)] as const),
      ...extra.map((name) => [name, latin1("3 V1\n")] as const),
    ];
    for (const [i, [name, content]] of files.entries()) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), i % 3 === 1 ? gzipSync(content) : content);
    }
    const results = await read([directory]);
    compare(`mailbox: ${form}`, refusals(results), want);
    expect(results.inputFailed).toBe(false);
    expect(results.report.warnings).toEqual([]);
    expect(results.report.inputs.reduce((sum, { records }) => sum + records, 0)).toBe(messages.length);
  });
});

// ---------------------------------------------------------------- hostile mail

/** What a strange sender may put into a message must not cost more than reading it. */
const LIMIT_MILLISECONDS = 4_000;
const template = "Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nTo: a@example.com\nSubject: x\n";
const reportTemplate = (status: string) =>
  `${template}MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n550-5.7.25\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n${status}\n--b--\n`;

test.each([
  ["recipient lines", `${template}\n${"user@gmail.com\n".repeat(100_000)}550-5.7.25 x\n`],
  ["recipient lines with a reply each", `${template}\n${"<user@gmail.com>: 550-5.7.25 [x\n".repeat(50_000)}`],
  ["dots", `${template}\nu@gmail.com\n${"a.".repeat(500_000)} 550-5.7.25 x\n`],
  ["words", `${template}\nu@gmail.com\n${"host a.b ".repeat(100_000)} 550-5.7.25 x\n`],
  ["transcript", `${template}\nu@gmail.com\n${"<<< 550-5.7.25 x\n".repeat(50_000)}`],
  [
    "what is nearly a reply",
    reportTemplate("Final-Recipient: rfc822; u@gmail.com\nAction: failed\n").replace(
      "550-5.7.25",
      `5.7.25\n${"x450 \n".repeat(100_000)}`,
    ),
  ],
  ["open elements", `${template}Content-Type: text/html\n\n5.7.25 ${"<style><script>".repeat(50_000)}`],
  [
    "recipients",
    reportTemplate(
      "Final-Recipient: rfc822; u@gmail.com\nAction: failed\nDiagnostic-Code: x\n\n".repeat(9_000),
    ),
  ],
  [
    "a folded field",
    reportTemplate(
      `Final-Recipient: rfc822; u@gmail.com\nAction: failed\nDiagnostic-Code: smtp;${"\n 550-5.7.25 x".repeat(100_000)}`,
    ),
  ],
  [
    "blanks in a recipient",
    reportTemplate(
      `Final-Recipient: rfc822; ${" ".repeat(500_000)}(\nAction: failed\nDiagnostic-Code: smtp; 550-5.7.25 x`,
    ),
  ],
  ["attachments in attachments", `${template}Content-Type: message/rfc822\n\n`.repeat(400)],
  [
    "boundaries",
    `${template}Content-Type: multipart/mixed; boundary=b\n\n5.7.25\n${"--b\n".repeat(100_000)}`,
  ],
  ["Received fields", `${template}${"Received: by x id y\n".repeat(10_000)}\n5.7.25\n`],
])("hostile mail takes no longer than its size deserves: %s", async (_name, message) => {
  const path = join(folder, "hostile");
  await writeFile(path, message, "latin1");
  // Time of the processor: a busy machine is no fault of the mail's.
  const started = process.cpuUsage();
  await read([path]);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1_000).toBeLessThan(LIMIT_MILLISECONDS);
});
