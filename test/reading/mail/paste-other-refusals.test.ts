// Gmail's other refusals, pasted as a whole: each counts once, in whichever form it was copied.

import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../../support/analyze.ts";

const TOKEN = "d75a77b69052e-5b2a1c4si42516ad.69 - gsmtp";
const HOST = "host gmail-smtp-in.l.google.com[192.0.2.26] said: ";

/** As Gmail sends them, line by line. */
const replies: [code: string, lines: string[]][] = [
  [
    "550-5.1.1",
    [
      "The email account that you tried to reach does not exist. Please try",
      "double-checking the recipient's email address for typos or",
      "unnecessary spaces. For more information, go to",
      " https://support.google.com/mail/?p=NoSuchUser",
    ],
  ],
  [
    "550-5.2.1",
    [
      "The email account that you tried to reach is inactive. For more",
      "information, go to",
      " https://support.google.com/mail/?p=DisabledUser",
    ],
  ],
  [
    "450-4.2.1",
    [
      "The user you are trying to contact is receiving mail at a rate that",
      "prevents additional messages from being delivered. Please resend your",
      "message at a later time.",
      " https://support.google.com/mail/?p=ReceivingRate",
    ],
  ],
  [
    "452-4.2.2",
    [
      "The recipient's inbox is out of storage space. Please direct the",
      "recipient to",
      " https://support.google.com/mail/?p=OverQuotaTemp",
    ],
  ],
  [
    "552-5.2.2",
    [
      "The recipient's inbox is out of storage space and inactive. Please",
      "direct the recipient to",
      " https://support.google.com/mail/?p=OverQuotaPerm",
    ],
  ],
  [
    "552-5.2.3",
    [
      "Your message exceeded Google's message size limits. For more",
      "information, visit",
      " https://support.google.com/mail/?p=MaxSizeError",
    ],
  ],
  [
    "451-4.3.0",
    [
      "Mail server temporarily rejected message. For more information, go to",
      " https://support.google.com/a/answer/3221692.",
    ],
  ],
  ["421-4.4.5", ["Server busy, try again later."]],
  [
    "550-5.4.5",
    [
      "Daily user sending limit exceeded. For more information on Gmail",
      "sending limits go to",
      " https://support.google.com/a/answer/166852",
    ],
  ],
  [
    "452-4.5.3",
    [
      "Your message has too many recipients. For more information regarding",
      "Google's sending limits, visit",
      " https://support.google.com/mail/?p=TooManyRecipientsError",
    ],
  ],
  ["555-5.5.2", ["Syntax error, goodbye."]],
  ["550-5.6.0", ["Mail message is malformed. Not accepted."]],
  [
    "550-5.7.1",
    [
      "Gmail has detected that this message is likely",
      "unsolicited mail. To reduce the amount of spam sent to Gmail, this",
      "message has been blocked. For more information, go to",
      " https://support.google.com/mail/?p=UnsolicitedMessageError",
    ],
  ],
  [
    "550-5.7.30",
    [
      "Your email has been blocked because DKIM authentication didn't",
      "pass. Gmail requires all bulk email senders to authenticate with DKIM.",
    ],
  ],
];

function asSent(code: string, texts: readonly string[]): string[] {
  const [replyCode, status] = code.split("-");
  return texts.map((text, at) =>
    at < texts.length - 1 ? `${replyCode}-${status} ${text}` : `${replyCode} ${status} ${text} ${TOKEN}`,
  );
}

const forms: [form: string, write: (lines: readonly string[]) => string][] = [
  ["line by line", (lines) => lines.join("\n")],
  ["on one line", (lines) => lines.join(" ")],
  ["quoted", (lines) => lines.map((line) => `> ${line}`).join("\n")],
  ["indented", (lines) => lines.map((line) => `    ${line}`).join("\n")],
  ["behind the host's name", (lines) => `${HOST}${lines.join(" ")} (in reply to RCPT TO command)`],
  [
    "below a refusal by another host",
    (lines) =>
      `<anna@example.net>: host mx.example.net[192.0.2.60] said: 550 5.1.1 User unknown\n<user@gmail.com>: ${HOST}${lines.join(" ")}`,
  ],
  ["within a sentence's brackets", (lines) => `The server answered: "${lines.join("\n")}"`],
];

describe.each(replies)("%s", (code, texts) => {
  test.each(forms)("%s", async (_form, write) => {
    const { events, inputFailed, report } = await analyzeFiles(["-"], {
      stdin: `${write(asSent(code, texts))}\n`,
    });
    expect(events.filter(({ schema }) => schema === "whybounce.other/1")).toMatchObject([{ code }]);
    expect(inputFailed).toBe(false);
    expect(report.otherGmailRejections).toHaveLength(1);
  });
});

test("what is cut off is told, and not counted", async () => {
  const { events, inputFailed } = await analyzeFiles(["-"], {
    stdin: "550-5.7.1 Gmail has detected that this message is likely\n",
  });
  expect(events).toEqual([]);
  expect(inputFailed).toBe(true);
});

describe("why Postfix's queue holds a mail, pasted without the mail", () => {
  const reason = (how: string) =>
    `delivery temporarily suspended: host gmail-smtp-in.l.google.com[192.0.2.26] ${how}: 421-4.7.0 [203.0.113.5      15] The IP address sending this message does not have a PTR 421 4.7.0 record. ${TOKEN}`;
  test.each(["said", "refused to talk to me"])("%s", async (how) => {
    const one = reason(how);
    const below = `${" ".repeat(41)}user@gmail.com`;
    for (const text of [one, `(${one})`, `    (${one})`, `(${one})\n${below}`, `4C0000000014: ${one}`]) {
      const { events, report } = await analyzeFiles(["-"], { stdin: `${text}\n` });
      expect(events, text).toMatchObject([{ code: "421-4.7.0", sendingIp: "203.0.113.5" }]);
      expect(report.totals, text).toMatchObject({ attempts: 1 });
    }
  });

  test("beside a recipient, that delivery is held back", async () => {
    const { events } = await analyzeFiles(["-"], { stdin: `<user@gmail.com>: ${reason("said")}\n` });
    expect(events).toMatchObject([{ schema: "whybounce.suspension/1", recipient: "user@gmail.com" }]);
  });
});

describe("an alias in Postfix's text, pasted", () => {
  const reply = `550-5.7.25 [203.0.113.5] The IP address sending this message does not have a\n    550 5.7.25 PTR record setup. ${TOKEN} (in reply to end of DATA command)`;
  test.each([
    ["<user@gmail.com> (expanded from <alias@example.com>): host\n    gmail"],
    ["<user@gmail.com> (expanded from\n    <a.very.long.alias.name@lists.example.com>): host gmail"],
    ["<user@gmail.com>\n    (expanded from <a.very.long.alias.name@lists.example.com>): host gmail"],
    ["<user@gmail.com> (expanded from <root>): host gmail"],
  ])("%j", async (begin) => {
    for (const head of [
      "This is the mail system at host mx1.example.com.\n\n",
      "Dies ist das Mailsystem.\n\n",
      "",
    ]) {
      const { events } = await analyzeFiles(["-"], {
        stdin: `${head}${begin}-smtp-in.l.google.com[192.0.2.26] said: ${reply}\n`,
      });
      expect(events).toMatchObject([
        { code: "550-5.7.25", recipient: "user@gmail.com", sendingIp: "203.0.113.5" },
      ]);
    }
  });
});
