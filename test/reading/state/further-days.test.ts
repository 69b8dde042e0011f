// Mailers whose lines do not all say when a message left the queue: read day by day, their logs say what they say as a whole,
// and what is remembered is what may still be refused.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { maddy, qmail, sendmail } from "../../counting/generated-further.ts";
import { generate, plans, written, type CreateWriter, type Plan } from "../../counting/generated-log.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { asWhole, cutAt, dayByDay, nextRun, shown, stored, troubles, useFolder } from "../../support/days.ts";
import type { ReaderState } from "../../../src/model/reader-state.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-further-days-"));
  useFolder(folder);
});
afterAll(() => rm(folder, { recursive: true }));

interface Case {
  name: string;
  create: CreateWriter;
  fates: Plan["fate"][];
}

const usual: Plan["fate"][] = ["never refused", "bounced", "delivered later", "retrying"];
const cases: Case[] = [
  { name: "sendmail", create: sendmail, fates: [...usual, "expired"] },
  // It gives up with the words of a refusal.
  { name: "qmail", create: qmail, fates: usual },
  { name: "maddy", create: maddy, fates: [...usual, "expired"] },
];

const linesOf = (create: CreateWriter, planned: readonly Plan[]) => {
  const { lines, truth } = generate(create, planned);
  return { text: lines.toSorted((a, b) => a.at - b.at).map((line) => written(line, "syslog")), truth };
};

/** In thousandths of the log. */
const cuts = fc.array(fc.nat(999), { minLength: 1, maxLength: 5 });

async function memoryAfter(parts: readonly string[][]): Promise<ReaderState["logs"]> {
  const state = join(folder, `state-${nextRun()}.json`);
  for (const lines of parts) {
    const path = join(folder, `${nextRun()}.log`);
    await writeFile(path, lines.map((line) => `${line}\n`).join(""));
    const results = await analyzeFiles([path], { state });
    await results.state!.save();
    await results.state!.close();
  }
  return (JSON.parse(await readFile(state, "utf8")) as ReaderState).logs;
}

describe.each(cases)("generated logs of $name", ({ name, create, fates }) => {
  test("say day by day what they say as a whole", async () => {
    await fc.assert(
      // Only qmail's ids come again: those of the others hold the time.
      fc.asyncProperty(plans(fates), cuts, troubles, async (given, places, trouble) => {
        const planned = given.map((plan) => ({ ...plan, reuse: plan.reuse && name === "qmail" }));
        const { text, truth } = linesOf(create, planned);
        const whole = await asWhole(text);
        const { messages, affected, lost, retrying, delivered } = truth;
        expect(whole.report.totals).toMatchObject({ messages, affected, lost, retrying, delivered });
        expect(shown(await dayByDay(cutAt(text, places)))).toEqual(shown(whole));
        expect(shown(await stored(cutAt(text, places), trouble))).toEqual(shown(whole));
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 600_000);

  test("leave to the next run the messages that wait, and few more", async () => {
    const plan = (fate: Plan["fate"], recipients = 1) => ({
      host: "mx1",
      fate,
      recipients,
      after: 3,
      reuse: false,
    });
    const delivered = Array.from({ length: 3_000 }, () => plan("never refused", 2));
    const { text } = linesOf(create, [plan("retrying", 2), ...delivered]);
    const { queue, recent = [] } = await memoryAfter([text]);
    expect(queue.map(({ sender }) => sender)).toEqual(["news@m0.example.com"]);
    expect(recent.length).toBeLessThanOrEqual(1_000);
    // What was carried over leaves in a later part, too.
    const later = await memoryAfter([text.slice(0, 1_000), text.slice(1_000, 2_000), text.slice(2_000)]);
    expect(later.queue.map(({ sender }) => sender)).toEqual(["news@m0.example.com"]);
  });
});

test("a message of Sendmail's waits for the recipient who was deferred first, in a sparse log days later", async () => {
  const line = (day: number, text: string) => `Nov ${day} 04:02:15 mx1 sm-mta[77]: 6AN42Fcd001200: ${text}`;
  const to = (who: string, rest: string) =>
    `to=<${who}@gmail.com>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120342, relay=gmail-smtp-in.l.google.com. [192.0.2.26], ${rest}`;
  const parts = [
    [
      line(
        10,
        "from=<news@example.com>, size=501, class=0, nrcpts=2, msgid=<1@app.example.com>, proto=ESMTP, daemon=MTA, relay=app1 [198.51.100.240]",
      ),
      line(10, to("anna", "dsn=4.2.0, stat=Deferred: 452-4.2.2 The email account is over quota")),
      line(10, to("liam", "dsn=2.0.0, stat=Sent (OK)")),
    ],
    [
      line(
        12,
        to(
          "anna",
          "dsn=5.7.25, reply=550 5.7.25 [203.0.113.5] The IP address sending this message does not have a, stat=Service unavailable",
        ),
      ),
    ],
  ];
  const { events } = await dayByDay(parts);
  expect(events.filter(({ schema }) => schema === "whybounce.rejection/1")).toMatchObject([
    { sender: "news@example.com", recipient: "anna@gmail.com" },
  ]);
});
