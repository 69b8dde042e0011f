import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRawReport } from "../../../../src/reading/mail/bounce/fields-only.ts";
import { readReport } from "../../../../src/reading/mail/bounce/read-bounce.ts";
import type { DeliveryAttempt } from "../../../../src/model/delivery.ts";

const fixtures = join(import.meta.dirname, "../../../../fixtures");
const fixture = (name: string) => readFile(join(fixtures, name));

/** Without the reply, which has tests of its own, and the remote address, which no field of a DSN holds. */
function facts(attempts: DeliveryAttempt[]): unknown[] {
  return attempts.map(({ time, ...attempt }) => {
    const { mta, action, suspended, sender, recipient, queueId, messageId, reportingMta, remoteMta } =
      attempt;
    const rest = { mta, action, suspended, sender, recipient, queueId, messageId, reportingMta, remoteMta };
    return { ...rest, time: time === null ? null : new Date(time).toISOString() };
  });
}

const postfixFailed = {
  mta: "postfix",
  time: "2026-02-23T14:11:13.000Z",
  action: "failed",
  suspended: false,
  sender: "news@example.com",
  recipient: "user@gmail.com",
  queueId: "402CD2988F9",
  messageId: "<1@app1.example.com>",
  reportingMta: "mx1.example.com",
  remoteMta: "gmail-smtp-in.l.google.com",
};
const eximFailed = {
  ...postfixFailed,
  mta: "exim",
  time: "2026-02-23T10:11:13.000Z",
  queueId: "1xVLFN-0000Nt-1x",
  messageId: "<21.7@app1.example.com>",
};

describe("bounces", () => {
  test.each([
    ["postfix-550-5.7.25-failed.eml", [{}]],
    ["postfix-550-5.7.25-postmaster-copy.eml", [{}]],
    [
      "postfix-550-5.7.25-several-recipients.eml",
      ["anna", "liam", "user"].map((name) => ({
        queueId: "379EC29852C",
        messageId: "<7@app1.example.com>",
        recipient: `${name}@gmail.com`,
      })),
    ],
    [
      "postfix-550-5.7.25-smtputf8.eml",
      [{ queueId: "8CE313A907B", messageId: "<14@app1.example.com>", recipient: "jörg@gmail.com" }],
    ],
    ["postfix-550-5.7.25-alias.eml", [{ queueId: "4gdhZZ3pLCz8Kr", messageId: "<9@app1.example.com>" }]],
    [
      "postfix-421-4.7.23-delayed.eml",
      [
        {
          action: "delayed",
          time: "2026-02-23T11:21:13.000Z",
          queueId: "4NQh2b5xKdz9rxK",
          messageId: "<2@app1.example.com>",
          remoteMta: "alt1.gmail-smtp-in.l.google.com",
        },
      ],
    ],
    [
      "postfix-421-4.7.23-expired.eml",
      [
        {
          time: "2026-02-28T10:21:13.000Z",
          queueId: "4NQh2b5xKdz9rxK",
          messageId: "<2@app1.example.com>",
          remoteMta: "alt1.gmail-smtp-in.l.google.com",
        },
      ],
    ],
    [
      "postfix-421-4.7.23-suspended-then-expired.eml",
      [
        {
          suspended: true,
          recipient: "liam@gmail.com",
          queueId: "2222222222B",
          messageId: "<41@app1.example.com>",
          remoteMta: "alt1.gmail-smtp-in.l.google.com",
        },
      ],
    ],
  ])("%s", async (name, want) => {
    const attempts = await readReport(await fixture(`dsn/${name}`));
    expect(facts(attempts)).toEqual(want.map((one) => ({ ...postfixFailed, ...one })));
    for (const { reply } of attempts) expect(reply).toMatch(/^(?:550-5\.7\.25|421-4\.7\.23) \[.* - gsmtp$/s);
  });

  test.each([
    ["exim-550-5.7.25-failed.eml", {}],
    [
      "exim-421-4.7.23-delayed.eml",
      {
        action: "delayed",
        time: "2026-02-23T02:11:13.000Z",
        queueId: "1xVLEV-00006B-2S",
        messageId: "<24.7@app1.example.com>",
      },
    ],
    [
      "exim-421-4.7.23-retry-timeout.eml",
      { time: "2026-02-23T09:11:13.000Z", queueId: "1xVLEV-00006B-2S", messageId: "<24.7@app1.example.com>" },
    ],
  ])("%s", async (name, want) => {
    const attempts = await readReport(await fixture(`dsn/${name}`));
    expect(facts(attempts)).toEqual([{ ...eximFailed, ...want }]);
    expect(attempts[0]?.reply).toMatch(/^(?:550-5\.7\.25|421-4\.7\.23) \[.* - gsmtp$/s);
  });

  test("Exim's warning without Diagnostic-Code: the reply stands in the text, cut short", async () => {
    const attempts = await readReport(await fixture("dsn/exim-421-4.7.23-delayed-text-only.eml"));
    expect(facts(attempts)).toEqual([
      {
        ...eximFailed,
        action: "delayed",
        recipient: "leila@school.example",
        queueId: "1xVLHf-0000fF-6g",
        messageId: "<29.7@app1.example.com>",
        remoteMta: "aspmx.l.google.com",
      },
    ]);
    expect(attempts[0]?.reply).toMatch(
      /^421-4\.7\.23 \[203\.0\.113\.29 {1,6}23\] The IP address .* PTR rec$/s,
    );
  });
});

describe("the same bounce", async () => {
  const raw = await fixture("dsn/postfix-550-5.7.25-failed.eml");
  const text = raw.toString("latin1");
  const want = facts(await readReport(raw));

  test.each([
    ["CRLF", text.replaceAll("\n", "\r\n")],
    ["a From_ line in front", `From MAILER-DAEMON Mon Feb 23 10:11:13 2026\n${text}`],
    ["types in capitals", text.replaceAll("message/delivery-status", "MESSAGE/DELIVERY-STATUS")],
    [
      "field names in capitals",
      text.replace(/^(Final-Recipient|Action|Status):/gm, (name) => name.toUpperCase()),
    ],
    ["no blank line between the groups", text.replace(/(Arrival-Date: [^\n]*\n)\n/, "$1")],
    ["a comment behind the action", text.replace("Action: failed", "Action: failed (delivery refused)")],
    ["a comment behind the status", text.replace("Status: 5.7.25", "Status: 5.7.25 (reverse DNS)")],
    ["cut off after the report", text.slice(0, text.indexOf("Content-Description: Undelivered"))],
    [
      "the report in base64",
      text.replace(/(Content-Type: message\/delivery-status\n)\n([^]*?)\n(--402)/, (_all, type, body, end) =>
        [
          `${type}Content-Transfer-Encoding: base64\n\n`,
          Buffer.from(body as string, "latin1")
            .toString("base64")
            .replace(/.{76}/g, "$&\n"),
          `\n${end}`,
        ].join(""),
      ),
    ],
  ])("%s", async (name, changed) => {
    const without = name === "cut off after the report" ? { messageId: null } : {};
    expect(facts(await readReport(Buffer.from(changed, "latin1")))).toEqual([
      { ...(want[0] as object), ...without },
    ]);
  });

  test("an unreadable date is not the present", async () => {
    const changed = text
      .replace(/^Date: .*$/m, "Date: yesterday")
      .replace(/^Arrival-Date: .*$/m, "Arrival-Date: x");
    const [attempt] = await readReport(Buffer.from(changed, "latin1"));
    // Whatever else dates the bounce was written then, and not now.
    if (attempt?.time !== null) expect(new Date(attempt?.time ?? 0).toISOString()).toMatch(/^2026-02-23T/);
  });

  test("from the bytes alone: what the fields hold", () => {
    expect(facts(readRawReport(raw) ?? [])).toMatchObject([
      { action: "failed", recipient: "user@gmail.com", queueId: "402CD2988F9", messageId: null },
    ]);
    expect(readRawReport(Buffer.from("Subject: no report\n\ntext\n"))).toBeNull();
  });
});

describe("no bounce, or no refusal", () => {
  test.each([
    ["abuse-report-quotes-a-bounce.eml"],
    ["read-receipt-quotes-a-bounce.eml"],
    ["mail-quotes-a-bounce.eml"],
    ["mail-pastes-a-bounce.eml"],
    ["auto-reply-quotes-a-bounce.eml"],
    ["dsn-delivered-4.7.23-in-text.eml"],
  ])("%s", async (name) => {
    expect(await readReport(await fixture(`not-ptr/${name}`))).toEqual([]);
  });

  test("the returned message is never searched", async () => {
    const attempts = await readReport(await fixture("not-ptr/dsn-5.1.1-original-quotes-5.7.25.eml"));
    expect(attempts).toHaveLength(1);
    expect(attempts[0]?.reply).toMatch(/^550-5\.1\.1 /);
  });
});

test("bounces cut off anywhere are read or passed over, never fatal", async () => {
  for (const name of await readdir(join(fixtures, "dsn"))) {
    const raw = await fixture(`dsn/${name}`);
    for (let length = 0; length < raw.length; length += 397) {
      const attempts = await readReport(raw.subarray(0, length));
      expect(attempts.length).toBeLessThanOrEqual(3);
      readRawReport(raw.subarray(0, length));
    }
  }
});
