// A report with a state says how much of it no earlier run had read.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { render, type Results } from "../../src/index.ts";
import { analyzeFiles } from "../support/analyze.ts";

const SENDER_LOG = join(import.meta.dirname, "../../fixtures/postfix/gmail-sender-refusals.log");

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-since-"));
  log = join(folder, "mail.log");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One refusal as Postfix logs it; `deferred` stays open, and is told again to the next run. */
function refusal(number: number, status: "deferred" | "bounced", day = 23): string {
  const reply = `421-4.7.23 [203.0.113.5] The IP address sending this message does not have a 421-4.7.23 PTR record setup, or the corresponding forward DNS entry does not match 421-4.7.23 the sending IP. 421 4.7.23 https://support.google.com/a?p=sender-guidelines-ip d75a77b69052e-1b2a1c4si93755ad.${number} - gsmtp`;
  return `2026-02-${day}T13:00:${number}.345000+00:00 mx1 postfix/smtp[900]: A00000000${number}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=4.7.23, status=${status} (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply} (in reply to end of DATA command))\n`;
}

async function run(changes: Parameters<typeof analyzeFiles>[1] = {}): Promise<Results> {
  const results = await analyzeFiles([log], { state: join(folder, "state.json"), ...changes });
  await results.state?.save();
  await results.state?.close();
  return results;
}

test("the first run has nothing before it, nor has a run without a state", async () => {
  writeFileSync(log, refusal(10, "deferred"));
  expect((await run()).report).not.toHaveProperty("sinceLastRun");
  expect((await analyzeFiles([log])).report).not.toHaveProperty("sinceLastRun");
});

test("what an earlier run left open is counted, and is not new", async () => {
  writeFileSync(log, refusal(10, "deferred") + refusal(11, "bounced"));
  await run();
  appendFileSync(log, refusal(12, "deferred") + refusal(13, "bounced"));
  const second = await run();
  expect(second.report.totals.attempts).toBe(3);
  expect(second.report.sinceLastRun).toEqual({
    lastRun: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    attempts: 2,
  });
  const text = await render(second, "table", { width: 100 });
  expect(text).toMatch(
    /^Since the last run \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\): 2 new refusals for reverse DNS of 3\.$/m,
  );
});

test("refusals for the sender were left out of what is new", async () => {
  const lines = readFileSync(SENDER_LOG, "utf8")
    .split(/(?<=\n)/)
    .filter((line) => line.includes("550-5.7.26"));
  const bounced = lines.slice(0, 3);
  const deferred = bounced.map((line) => line.replace("status=bounced", "status=deferred"));
  writeFileSync(log, refusal(10, "bounced") + deferred[0] + bounced[1]);
  await run();
  appendFileSync(log, `${bounced[2]}`);
  const second = await run();
  // The one that was bounced before is not told again.
  expect(second.report.sinceLastRun).toMatchObject({ attempts: 0, forSenders: 1 });
  const text = await render(second, "table", { width: 100 });
  expect(text).toMatch(/^Since the last run \(.* UTC\): 1 new refusal for the sender of 2\.$/m);
  expect((await run()).report.sinceLastRun).toMatchObject({ attempts: 0, forSenders: 0 });
});

test("nothing new is a number, too", async () => {
  writeFileSync(log, refusal(10, "deferred"));
  await run();
  const { report } = await run();
  expect(report.totals.attempts).toBe(1);
  expect(report.sinceLastRun?.attempts).toBe(0);
});

test("what lies outside the period counts on neither side", async () => {
  writeFileSync(log, refusal(10, "deferred", 22));
  await run();
  appendFileSync(log, refusal(12, "deferred"));
  const { report } = await run({ period: { from: Date.parse("2026-02-23T00:00:00Z"), to: null } });
  expect(report.totals.attempts).toBe(1);
  expect(report.sinceLastRun?.attempts).toBe(1);
});

test("a run that only hands on what it reads counts nothing for it", async () => {
  writeFileSync(log, refusal(10, "deferred"));
  await run();
  const { report } = await run({ onObservations: async () => {} });
  expect(report).not.toHaveProperty("sinceLastRun");
});
