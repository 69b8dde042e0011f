// `probe --send … --via-mta`: the log is followed from the test message to its outcome, and no other message is taken for it.

import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sendByMailer } from "../../src/probe/by-mailer.ts";
import { letter } from "../../src/probe/smtp/message.ts";

const folder = mkdtempSync(join(tmpdir(), "whybounce-probe-"));
afterAll(() => rmSync(folder, { recursive: true }));

const noPtr =
  "host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.6] The IP address sending this message does " +
  "not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550-5.7.25 match the sending IP. " +
  "550 5.7.25 d75a77b69052e-3bfe6ab7225si138lbh.2 - gsmtp (in reply to end of DATA command)";
const limited = noPtr.replaceAll("550", "421").replaceAll("5.7.25", "4.7.23");
const stamp = "Feb 23 10:11:12 mx1";
const postfix = (outcome: string) => (id: string) => [
  `${stamp} postfix/pickup[1]: 4AB12C3D: uid=0 from=<root>`,
  `${stamp} postfix/cleanup[2]: 4AB12C3D: message-id=<${id}>`,
  `${stamp} postfix/qmgr[3]: 4AB12C3D: from=<postmaster@mx1.example.com>, size=700, nrcpt=1 (queue active)`,
  `${stamp} postfix/smtp[4]: 9999AAAA: to=<you@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.25, status=bounced (${noPtr})`,
  `${stamp} postfix/smtp[4]: 4AB12C3D: to=<you@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, ${outcome}`,
];
const exim = (outcome: string) => (id: string) => [
  `2026-02-23 10:11:12 1vuABC-000001-AA <= postmaster@mx1.example.com U=root P=local S=700 id=${id}`,
  `2026-02-23 10:11:12 1vuXYZ-000002-BB => you@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] C="250 OK"`,
  `2026-02-23 10:11:13 1vuABC-000001-AA ${outcome}`,
];

async function send(
  lines: (id: string) => string[],
  patienceMilliseconds = 5_000,
  path = join(folder, "mail.log"),
) {
  writeFileSync(
    path,
    `${stamp} postfix/smtp[4]: 4AB12C3D: to=<you@gmail.com>, relay=x[192.0.2.1]:25, dsn=2.0.0, status=sent (250 OK)\n`,
  );
  const given: { words: readonly string[]; text: string }[] = [];
  const asked = { sender: "postmaster@mx1.example.com", recipient: "you@gmail.com", helo: "mx1.example.com" };
  const result = await sendByMailer(
    { ...asked, logs: [path], timezone: "UTC", patienceMilliseconds },
    async (_name, words, text) => {
      given.push({ words, text });
      const [, id = ""] = /^Message-ID: <(.*)>$/m.exec(text) ?? [];
      // As a mail server does: now and then, and not in whole lines.
      const whole = lines(id)
        .map((line) => `${line}\n`)
        .join("");
      setTimeout(() => appendFileSync(path, whole.slice(0, 150)), 50);
      setTimeout(() => appendFileSync(path, whole.slice(150)), 450);
      return { text: "" };
    },
  );
  return { ...result, given };
}

test("the message is handed over with its sender, and with the recipient as no option", async () => {
  const { given } = await send(postfix("dsn=2.0.0, status=sent (250 2.0.0 OK  1771840272 d75a - gsmtp)"));
  expect(given[0]?.words).toEqual(["-i", "-f", "postmaster@mx1.example.com", "--", "you@gmail.com"]);
  expect(given[0]?.text).not.toContain("\r");
  expect(given[0]?.text).toContain("Subject: whybounce probe: test message by the local mail server\n");
});

describe("the outcome", () => {
  test.each([
    ["Postfix: accepted", postfix("dsn=2.0.0, status=sent (250 2.0.0 OK - gsmtp)"), "accepted", null],
    ["Postfix: refused", postfix(`dsn=5.7.25, status=bounced (${noPtr})`), "refused", "550-5.7.25"],
    [
      "Exim: accepted",
      exim(
        '=> you@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] C="250 2.0.0 OK"',
      ),
      "accepted",
      null,
    ],
    [
      "Exim: refused",
      exim(
        "** you@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after end of data: 550-5.7.25 [203.0.113.6] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup\\n550 5.7.25 d75a77b69052e-3bfe6ab7225si138lbh.2 - gsmtp",
      ),
      "refused",
      "550-5.7.25",
    ],
  ])("%s", async (_name, lines, outcome, code) => {
    const { delivery, facts } = await send(lines);
    expect(facts).toEqual([]);
    expect(delivery.outcome).toBe(outcome);
    expect(delivery.verdict?.code ?? null).toBe(code);
    if (code !== null) expect(delivery.verdict).toMatchObject({ kind: "ptr", namedIp: "203.0.113.6" });
  });

  test("a refusal for now, when nothing better came in time", async () => {
    const { delivery } = await send(postfix(`dsn=4.7.23, status=deferred (${limited})`), 1_500);
    expect(delivery).toMatchObject({ outcome: "deferred", verdict: { kind: "ptr", code: "421-4.7.23" } });
  });

  test("a refusal for now that is followed by an acceptance", async () => {
    const both = (id: string) => [
      ...postfix(`dsn=4.7.23, status=deferred (${limited})`)(id),
      postfix("dsn=2.0.0, status=sent (250 2.0.0 OK - gsmtp)")(id).at(-1)!,
    ];
    expect((await send(both)).delivery.outcome).toBe("accepted");
  });

  test.each([
    [
      "Postfix",
      postfix("dsn=5.4.6, status=bounced (mail for gmail.com loops back to myself)"),
      "loops back to myself",
    ],
    ["Exim", exim("** you@gmail.com: Unrouteable address"), "Unrouteable address"],
  ])("%s gave up by itself: no receiver has refused it", async (_name, lines, words) => {
    const { delivery, facts } = await send(lines);
    expect(delivery).toMatchObject({ outcome: "no connection", reply: null, verdict: null });
    expect(facts).toMatchObject([{ id: "probe_given_up", state: "fail" }]);
    expect(JSON.stringify(facts)).toContain(words);
    expect(JSON.stringify(facts)).not.toContain("Feb 23");
  });

  test("the log's last line of a message that waits is told", async () => {
    const waits = postfix(
      "dsn=4.4.1, status=deferred (connect to gmail-smtp-in.l.google.com[192.0.2.26]:25: Connection timed out)",
    );
    const { delivery, facts } = await send(waits, 1_500);
    expect(delivery.outcome).toBe("unknown");
    expect(facts).toMatchObject([
      {
        id: "probe_no_outcome",
        data: { said: expect.stringMatching(/^4AB12C3D: to=<.*timed out\)$/) as string },
      },
    ]);
  });

  test("another message's is not taken for it", async () => {
    const { delivery, facts } = await send(
      () => postfix("dsn=2.0.0, status=sent (250 OK)")("other@example.com"),
      1_200,
    );
    expect(delivery.outcome).toBe("unknown");
    expect(facts).toMatchObject([{ id: "probe_no_outcome", data: { problem: null } }]);
  });

  test("in a log that is rotated meanwhile", async () => {
    const path = join(folder, "rotated.log");
    const lines = (id: string) => {
      setTimeout(() => {
        renameSync(path, `${path}.1`);
        writeFileSync(
          path,
          postfix("dsn=2.0.0, status=sent (250 OK)")(id)
            .map((line) => `${line}\n`)
            .join(""),
        );
      }, 700);
      return [`${stamp} postfix/pickup[1]: 4AB12C3D: uid=0 from=<root> ${"x".repeat(3_000)}`];
    };
    expect((await send(lines, 5_000, path)).delivery.outcome).toBe("accepted");
  });
});

describe("where it cannot be followed", () => {
  const asked = {
    sender: "a@example.com",
    recipient: "you@gmail.com",
    helo: "mx1.example.com",
    timezone: "UTC",
  };
  const path = join(folder, "quiet.log");
  writeFileSync(path, "");

  test.each([
    ["there is no sendmail", null, [path], "this host has no sendmail command"],
    [
      "sendmail refuses",
      { problem: { command: "sendmail -i", reason: "failed" as const, detail: "postdrop: warning" } },
      [path],
      "it was not taken: sendmail -i: postdrop: warning",
    ],
    ["there is no log", { text: "" }, [join(folder, "nowhere.log")], "there is no log to follow: name one"],
  ])("%s", async (_name, told, logs, problem) => {
    const { delivery, facts } = await sendByMailer(
      { ...asked, logs, patienceMilliseconds: 500 },
      async () => told,
    );
    expect(delivery.outcome).toBe("unknown");
    expect(facts).toMatchObject([{ id: "probe_no_outcome", data: { problem } }]);
  });
});

test("a Message-ID has a domain, whatever the host calls itself", () => {
  const ofLiteral = letter({
    sender: "postmaster@[203.0.113.5]",
    recipient: "a@b.example",
    from: null,
    helo: "[203.0.113.5]",
  });
  expect(ofLiteral.messageId).toMatch(/@whybounce\.invalid$/);
});
