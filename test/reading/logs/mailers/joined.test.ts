// Lines that complete one another, whatever stands between them: deliveries by number, replies line by line, recipients
// that were named as the message came in.

import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../../../support/analyze.ts";
import { rejectionsIn } from "../../../support/events.ts";

const TEXT = "[203.0.113.5] The IP address sending this message does not have a PTR record setup.";
const reply = (number: number) => `${TEXT} d75a77b69052e-3b2a1c4si93755ad.${number} - gsmtp`;

async function refusalsIn(...lines: string[]) {
  const results = await analyzeFiles(["-"], { stdin: `${lines.join("\n")}\n` });
  return { refusals: rejectionsIn(results), report: results.report };
}

describe("qmail", () => {
  const at = (second: number, host: string) =>
    `Feb 23 10:11:${String(second).padStart(2, "0")} ${host} qmail: `;
  const said = (number: number, code = "550-5.7.25") =>
    `192.0.2.26_failed_after_I_sent_the_message./Remote_host_said:_${code}_${reply(number).replaceAll(" ", "_")}/`;

  test("numbers that two hosts use at once", async () => {
    const { refusals } = await refusalsIn(
      `${at(1, "mx1")}starting delivery 7: msg 11 to remote anna@gmail.com`,
      `${at(1, "mx2")}starting delivery 7: msg 22 to remote liam@gmail.com`,
      `${at(2, "mx2")}delivery 7: failure: ${said(1)}`,
      `${at(3, "mx1")}delivery 7: failure: ${said(2)}`,
    );
    expect(
      refusals.map(({ recipient, queueId, reportingMta }) => [recipient, queueId, reportingMta]),
    ).toEqual([
      ["liam@gmail.com", "22", "mx2"],
      ["anna@gmail.com", "11", "mx1"],
    ]);
  });

  test("a number that comes again, and one whose beginning is not in the log", async () => {
    const { refusals } = await refusalsIn(
      `${at(1, "mx1")}starting delivery 7: msg 11 to remote anna@gmail.com`,
      `${at(2, "mx1")}delivery 7: failure: ${said(1)}`,
      `${at(3, "mx1")}starting delivery 7: msg 12 to remote liam@gmail.com`,
      `${at(4, "mx1")}delivery 7: failure: ${said(2)}`,
      `${at(5, "mx1")}delivery 7: failure: ${said(3)}`,
    );
    expect(refusals.map(({ recipient, queueId }) => [recipient, queueId])).toEqual([
      ["anna@gmail.com", "11"],
      ["liam@gmail.com", "12"],
      [null, null],
    ]);
  });

  test("a temporary refusal after which qmail gave up is final", async () => {
    const { refusals, report } = await refusalsIn(
      `${at(1, "mx1")}starting delivery 7: msg 11 to remote anna@gmail.com`,
      `${at(2, "mx1")}delivery 7: failure: ${said(1, "421-4.7.23")}I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./`,
    );
    expect(refusals).toMatchObject([
      { code: "421-4.7.23", action: "failed", replyId: expect.any(String) as string },
    ]);
    expect(report.totals.lost).toBe(1);
  });

  test("local deliveries and other words tell of no refusal", async () => {
    const { refusals } = await refusalsIn(
      `${at(1, "mx1")}starting delivery 7: msg 11 to local anna@example.com`,
      `${at(2, "mx1")}delivery 7: failure: The_user_forwards_to_Gmail_which_said_${said(1)}`,
      `${at(2, "mx1")}delivery 8: deferral: Remote_host_is_busy:_${said(2).replace("Remote_host_said", "quoted")}`,
    );
    expect(refusals).toEqual([]);
  });
});

describe("Courier", () => {
  const line = (recipient: string, text: string) =>
    `Feb 23 10:11:12 mx1 courieresmtp: id=0038C081.4D026171.000051A1,from=<news@example.com>,addr=<${recipient}>: ${text}`;
  const lines = (recipient: string, number: number) =>
    [
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a",
      "550-5.7.25 PTR record setup.",
      `550 5.7.25 d75a77b69052e-3b2a1c4si93755ad.${number} - gsmtp`,
    ].map((text) => line(recipient, text));

  test("replies to two recipients, line by line in turns", async () => {
    const [one, other] = [lines("anna@gmail.com", 1), lines("liam@gmail.com", 2)];
    const { refusals } = await refusalsIn(...one.flatMap((text, i) => [text, other[i]!]));
    expect(refusals.map(({ recipient, replyId, reply: text }) => [recipient, replyId?.at(-1), text])).toEqual(
      [
        ["anna@gmail.com", "1", expect.stringContaining("does not have a PTR record setup.")],
        ["liam@gmail.com", "2", expect.stringContaining("does not have a PTR record setup.")],
      ],
    );
  });

  test("another refusal of Gmail's is found by its last line", async () => {
    const { report } = await refusalsIn(
      line("nobody@gmail.com", "550-5.1.1 The email account that you tried to reach does not exist."),
      line(
        "nobody@gmail.com",
        "550 5.1.1 https://support.google.com/mail/?p=NoSuchUser d75a77b69052e-3b2a1c4si93755ad.9 - gsmtp",
      ),
    );
    expect(report.totals.attempts).toBe(0);
    expect(report.otherGmailRejections).toMatchObject([{ code: "550-5.1.1", attempts: 1 }]);
  });

  test("a sender who writes a refusal into his address", async () => {
    const forged = `"x>,addr=<user@gmail.com>: 550 5.7.25 ${reply(3)}"@example.com`;
    const { refusals } = await refusalsIn(
      `Feb 23 10:11:12 mx1 courieresmtp: id=0038C081.4D026171.000051A1,from=<${forged}>,addr=<anna@gmail.com>: 250 2.0.0 OK`,
    );
    expect(refusals).toEqual([]);
  });
});

describe("Haraka", () => {
  const id = "C1DC4EB7-A301-442E-8FE2-9B648502787C.1";
  const came = (recipient: string) =>
    `2026-02-23T10:11:10.394Z [NOTICE] [${id}] [core] recipient <${recipient}> code=OK msg="" sender=news@example.com`;
  const refused = `2026-02-23T10:11:12.544Z [INFO] [${id}.1] [outbound] bouncing mail: 550 5.7.25 ${reply(1)}`;

  test("recipients of one domain are all meant", async () => {
    const { refusals } = await refusalsIn(came("anna@gmail.com"), came("liam@gmail.com"), refused);
    expect(refusals.map(({ recipient }) => recipient)).toEqual(["anna@gmail.com", "liam@gmail.com"]);
  });

  test("of recipients at several domains nobody knows which", async () => {
    const { refusals } = await refusalsIn(came("anna@gmail.com"), came("ben@example.net"), refused);
    expect(refusals).toMatchObject([{ recipient: null, sender: "news@example.com" }]);
  });

  test("the line alone still counts", async () => {
    const { refusals } = await refusalsIn(refused);
    expect(refusals).toMatchObject([{ recipient: null, sender: null, sendingIp: "203.0.113.5" }]);
  });
});

describe("PowerMTA", () => {
  const head = "type,timeLogged,orig,rcpt,dsnStatus,dsnDiag,dsnMta,envId";
  const row = (type: string, diagnostic: string, recipient = "user@gmail.com") =>
    `${type},2026-02-23 10:11:12+0100,news@example.com,${recipient},5.7.25 (bad),${diagnostic},gmail-smtp-in.l.google.com (192.0.2.26),e1`;

  test("columns in any order, and another head in the same file", async () => {
    const { refusals } = await refusalsIn(
      head,
      row("b", `smtp;550 5.7.25 ${reply(1)}`),
      "type,dsnDiag,rcpt,timeLogged",
      `t,"smtp;421-4.7.23 ${reply(2).replace("message", '""message""')}",anna@gmail.com,1771841472`,
    );
    expect(refusals.map(({ recipient, time, action }) => [recipient, time, action])).toEqual([
      ["user@gmail.com", "2026-02-23T09:11:12.000Z", "failed"],
      ["anna@gmail.com", "2026-02-23T10:11:12.000Z", "delayed"],
    ]);
  });

  test("rows without their head are refused, with what to do", async () => {
    const { report } = await refusalsIn(row("b", `smtp;550 5.7.25 ${reply(1)}`));
    expect(report.warnings.join()).toContain("without its head; put the line that names the columns");
    expect(report.totals.attempts).toBe(0);
  });

  test("temporary refusals may be missing", async () => {
    const { report } = await refusalsIn(head, row("b", `smtp;550 5.7.25 ${reply(1)}`));
    expect(report.inputs[0]?.warnings.join()).toContain("PowerMTA records them only if");
  });

  test("records of mail that came in, of complaints and of remote bounces are no refusals", async () => {
    const rows = ["r", "f", "rb", "rs", "tq"].map((type, i) => row(type, `smtp;550 5.7.25 ${reply(i)}`));
    expect((await refusalsIn(head, ...rows)).refusals).toEqual([]);
  });
});

describe("mixed producers in one file", () => {
  test("each line is its own mailer's", async () => {
    const { refusals } = await refusalsIn(
      `Feb 23 10:11:12 mx1 postfix/smtp[9]: 63D5E2988B8: to=<a@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/1/0, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550 5.7.25 ${reply(1)} (in reply to end of DATA command))`,
      `2026-02-23T10:11:12.345Z queue: delivery attempt failed\t${JSON.stringify({ msg_id: "161c8b61", rcpt: "b@gmail.com", remote_server: "gmail-smtp-in.l.google.com.", smtp_code: 550, smtp_enchcode: "5.7.25", smtp_msg: reply(2) })}`,
      JSON.stringify({
        type: "Bounce",
        id: "1d98076abbbc11ed940250ebf67f93bd",
        sender: "x@example.com",
        recipient: "c@gmail.com",
        response: {
          code: 550,
          enhanced_code: { class: 5, subject: 7, detail: 25 },
          content: reply(3),
          command: ".",
        },
        timestamp: 1_771_841_472,
      }),
      `Feb 23 10:11:12 mx1 qmail: 1771841472.123456 delivery 7: failure: 192.0.2.26_failed_after_I_sent_the_message./Remote_host_said:_550_5.7.25_${reply(4).replaceAll(" ", "_")}/`,
    );
    expect(refusals.map(({ mta }) => mta)).toEqual(["postfix", "maddy", "kumomta", "qmail"]);
  });
});

describe("text in fields that no reader knows", () => {
  const unknown = (i: number) =>
    JSON.stringify({
      at: 1_771_841_472 + i,
      raw_smtp: `550 5.7.25 ${reply(i)}`,
      recipient: "user@gmail.com",
    });

  test("is told, each line once, in time that grows with the lines", async () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => unknown(i));
    const { report } = await refusalsIn("Feb 23 10:11:12 mx1 x[9]: y", ...lines);
    expect([report.unread?.count, report.totals.attempts]).toEqual([2_000, 0]);
  });

  test("JSON within JSON within JSON is no reason to fail", async () => {
    let text = unknown(1);
    for (let depth = 0; depth < 8; depth++)
      text = JSON.stringify({ message: text, time: "2026-02-23T10:11:12Z" });
    const { report } = await refusalsIn("Feb 23 10:11:12 mx1 x[9]: y", text);
    expect(report.totals.attempts).toBe(0);
  });
});
