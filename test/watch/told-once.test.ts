// One reply of Gmail's counts once, in whatever rounds the log and the bounce that tell it are read: as a report of both counts it.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createToldRefusals, MAX_TOLD } from "../../src/watch/told-refusals.ts";
import { rejection } from "../support/events.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { lines, MINUTE, openLab, SENDER, zone, type Lab } from "./lab.ts";

let lab: Lab;
let mail: string;
beforeEach(async () => {
  lab = await openLab(zone({ ptr: false }));
  mail = join(lab.folder, "mail");
  for (const part of ["", "new", "cur", "tmp"]) await mkdir(join(mail, part));
});
afterEach(() => lab.close());

const TOKEN = / [0-9a-z]+-[0-9a-z]+\.\d+ - gsmtp/;
const whole = (text: string) => text;
const cut = (text: string) => text.replace(TOKEN, "");

/** The bounce that Postfix sends for a line of its log. */
function bounceOf(line: string, write: (text: string) => string): string {
  const [, id, recipient] = /: (\w+): to=<([^>]+)>/.exec(line)!;
  const reply = /said: (.*) \(in reply to/.exec(line)![1]!;
  const status = /dsn=([\d.]+)/.exec(line)![1]!;
  return `From: MAILER-DAEMON@mx1.example.net
To: news@example.net
Subject: Undelivered Mail Returned to Sender
Date: ${new Date(lab.now()).toUTCString().replace("GMT", "+0000")}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1

This is the mail system at host mx1.example.net.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx1.example.net
X-Postfix-Queue-ID: ${id}
Arrival-Date: ${new Date(lab.now() - 2 * MINUTE).toUTCString().replace("GMT", "+0000")}

Final-Recipient: rfc822; ${recipient}
Action: failed
Status: ${status}
Remote-MTA: dns; gmail-smtp-in.l.google.com
Diagnostic-Code: smtp; ${write(reply)}

--b1--
`;
}

const written = {
  log: (text: string) => lab.append(text),
  mail: (text: string) => writeFile(join(mail, "new", `${text.length}.1.mx1`), text),
};

const spellings = [
  ["both with Gmail's token", whole, whole],
  ["the token is cut off in the log", cut, whole],
  ["the token is cut off in the bounce", whole, cut],
  ["the token is cut off in both", cut, cut],
] as const;

describe.each(spellings)("a reply in a log and its bounce: %s", (_, writeLog, writeBounce) => {
  test.each([
    ["the log first", ["log", "mail"]],
    ["the bounce first", ["mail", "log"]],
  ] as const)("read in two rounds, %s, is one refusal", async (__, order) => {
    const paths = [lab.log, mail];
    const line = writeLog(lines.refused(lab.now() - MINUTE, 1));
    const texts = { log: line, mail: bounceOf(lines.refused(lab.now() - MINUTE, 1), writeBounce) };
    for (const kind of order) {
      await written[kind](texts[kind]);
      await lab.once({ paths });
    }
    const { report } = await analyzeFiles([lab.log, mail]);
    expect(report.totals.attempts).toBe(1);
    expect((await lab.state()).addresses).toMatchObject([{ ip: SENDER, refusals: 1 }]);
  });

  test("read in one round is one refusal", async () => {
    const paths = [lab.log, mail];
    await written.log(writeLog(lines.refused(lab.now() - MINUTE, 1)));
    await written.mail(bounceOf(lines.refused(lab.now() - MINUTE, 1), writeBounce));
    await lab.once({ paths });
    expect((await lab.state()).addresses).toMatchObject([{ ip: SENDER, refusals: 1 }]);
  });

  test("does not hide the next attempt for the same message", async () => {
    const paths = [lab.log, mail];
    await written.mail(bounceOf(lines.deferred(lab.now() - 2 * MINUTE, 1), writeBounce));
    await lab.once({ paths });
    const first = lines.deferred(lab.now() - 2 * MINUTE, 1);
    await written.log(
      writeLog(first) + writeLog(lines.deferred(lab.now() - MINUTE, 1).replace("si1ad.1 ", "si2ad.1 ")),
    );
    await lab.once({ paths });
    expect((await lab.state()).addresses).toMatchObject([{ ip: SENDER, refusals: 2 }]);
  });
});

test("what is kept of refusals holds no address, and is bounded", async () => {
  await lab.append(lines.refused(lab.now() - MINUTE, 1));
  await lab.once();
  const text = await readFile(join(lab.directory, "watch.json"), "utf8");
  expect(JSON.parse(text)).toHaveProperty("told");
  expect(text).not.toContain("u1@gmail.com");
  const told = createToldRefusals(undefined, 1_800_000_000_000);
  for (let number = 0; number < MAX_TOLD; number++)
    told.isRepeat(rejection({ replyId: `${number}`, queueId: `Q${number}` }));
  expect(Object.keys(told.kept())).toHaveLength(MAX_TOLD);
  expect(told.isFull()).toBe(true);
});

test("what was told a month ago is forgotten", () => {
  const now = 1_800_000_000_000;
  const first = createToldRefusals(undefined, now);
  expect(first.isRepeat(rejection({ replyId: "a" }))).toBe(false);
  const later = (days: number) => createToldRefusals(first.kept(), now + days * 86_400_000);
  expect(later(29).isRepeat(rejection({ replyId: "a" }))).toBe(true);
  expect(later(31).isRepeat(rejection({ replyId: "a" }))).toBe(false);
});
