// Events say how far the reading came, so that another run knows as well which deliveries it has not seen the ends of.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { render } from "../../src/report/ndjson.ts";
import { analyzeFiles } from "../support/analyze.ts";

const refusal = (queueId: string, day: string, code: string, status: string) =>
  `${day}T10:00:00+00:00 mx1 postfix/smtp[9]: ${queueId}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=${code.slice(4)}, status=${status} (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${code} [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. ${queueId.toLowerCase()}-20020a05600c00c900b0040e4f4f4f4fsi10.1 - gsmtp (in reply to end of DATA command))`;
const delayed = refusal("4ABCD1", "2026-02-02", "421-4.7.23", "deferred");
const failed = refusal("4ABCD2", "2026-02-02", "550-5.7.25", "bounced");
const quiet = "2026-02-20T10:00:00+00:00 mx1 postfix/smtpd[79]: connect from unknown[192.0.2.7]";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-newest-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, lines: readonly string[]) {
  const path = join(folder, name);
  await writeFile(path, lines.map((line) => `${line.trimEnd()}\n`).join(""));
  const results = await analyzeFiles([path]);
  const target = {} as Parameters<typeof render>[1];
  return { totals: results.report.totals, results, written: [...render(results, target)] };
}

describe("a log whose last line tells nothing of a refusal", () => {
  test("has the same end not seen when it is read from its events", async () => {
    const first = await read("1.log", [delayed, quiet]);
    expect(first.totals.endNotSeen).toBe(1);
    // The clock of a log is looked at by the minute.
    expect(first.written.at(-1)).toBe('{"schema":"whybounce.newest/1","time":"2026-02-20T10:01:00.000Z"}\n');
    const second = await read("1.ndjson", first.written);
    expect(second.totals).toEqual(first.totals);
    expect(second.results.report.inputs[0]!.warnings).toEqual([]);
    expect(second.written).toEqual(first.written);
  });

  test("has no such line where every delivery ended", async () => {
    for (const lines of [[failed, quiet], [quiet]])
      expect((await read("2.log", lines)).written.join("")).not.toContain("whybounce.newest");
  });

  test("is warned of when the time is none", async () => {
    const { results } = await read("3.ndjson", ['{"schema":"whybounce.newest/1","time":"soon"}']);
    expect(results.report.inputs[0]!.warnings.join()).toContain("not written by whybounce");
  });
});
