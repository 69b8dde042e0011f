// Other receivers that refuse for the same reason: who is known by which words, that each refusal counts once,
// that nothing of it enters Gmail's counts, and how it is shown.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGrouping } from "../../src/counting/grouping.ts";
import type { AnalysisEvent, OtherReceiverRefusal } from "../../src/model/events.ts";
import type { Report, RenderTarget, Results } from "../../src/model/report.ts";
import { loadRenderer } from "../../src/report/formats.ts";
import { tallyOtherReceivers } from "../../src/counting/tally.ts";
import { HOSTILE, nothingFound, withReport } from "../report/sample.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { toNdjson } from "../support/events.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const folder = join(fixtures, "other-receivers");
const every = "postfix-every-receiver.log";
const path = (name: string) => join(folder, name);

function read(paths: string[], stdin: string | null = null, keepEvents = true): Promise<Results> {
  return analyzeFiles(paths, { keepEvents, stdin });
}

/** `receiver code attempts addresses`, one for each row. */
function rows({ report }: { report: Report }): string[] {
  return (report.otherReceivers ?? [])
    .map(({ receiver, code, attempts, sendingIps }) => [receiver, code, attempts, ...sendingIps].join(" "))
    .toSorted();
}

describe("what is read", () => {
  test("every receiver, the code as it was sent, and the address that the reply names", async () => {
    const results = await read([path(every)]);
    expect(rows(results)).toEqual([
      "att 550-5.7.1 1 203.0.113.5",
      "comcast 554 1 203.0.113.5",
      "cox 554 1 203.0.113.5",
      "facebook 554-5.1.8 1",
      "forpsi 554 1 203.0.113.5",
      "free 421 1 203.0.113.5",
      "freenet 550 1 2001:db8:25::5",
      "gmx 554 2 203.0.113.5",
      "godaddy 421 1",
      "improvmx 450-4.7.25 1",
      "libero 421 2",
      "magicmail 550 1 203.0.113.5",
      "mail.ru 550 1 203.0.113.5",
      "microsoft 550-5.7.25 1 2001:db8:25::5",
      "migadu 550-5.7.25 1",
      "other 550-5.7.25 1 203.0.113.5",
      "postfix 450-4.7.1 1 203.0.113.5",
      "postfix 450-4.7.25 2 203.0.113.5",
      "rackspace 450-4.7.1 1",
      "sendmail 550-5.7.1 1 203.0.113.5",
      "stalwart 550-5.7.25 1",
      "yahoo 450-4.7.25 1",
      "yahoo 550-5.7.25 1",
    ]);
    expect(results.report.otherReceivers?.[0]).toMatchObject({
      receiver: "gmx",
      name: "GMX, WEB.DE and IONOS",
      example: expect.stringContaining("Bad DNS PTR resource record"),
    });
  });

  test("each host is a refusal of its own; what was merely suspended, or delivered later, is none", async () => {
    expect(rows(await read([path("postfix-gmx-both-hosts-then-delivered.log")]))).toEqual([
      "gmx 554 2 203.0.113.5",
    ]);
  });

  test("Exim's line about a host is repeated by that about the recipient", async () => {
    const results = await read([path("exim-host-line-then-deferred.log")]);
    expect(rows(results)).toEqual(["postfix 450-4.7.25 2 203.0.113.21"]);
  });

  test("a bounce, alone or with the log it repeats", async () => {
    const bounce = path("dsn-microsoft-550-5.7.25-ipv6.eml");
    expect(rows(await read([bounce]))).toEqual(["microsoft 550-5.7.25 1 2001:db8:25::5"]);
    expect(rows(await read([bounce, path(every)]))).toEqual(rows(await read([path(every)])));
  });
});

describe("Gmail's counts stay Gmail's", async () => {
  const names = await readdir(folder);
  test.each(names)("%s", async (name) => {
    const { report, weeks, timeline, recipients } = await read([path(name)]);
    expect(Object.values(report.totals)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(report.inputs).toMatchObject([{ rejections: 0 }]);
    expect([report.sendingIps, report.otherGmailRejections, weeks, recipients]).toEqual([[], [], [], []]);
    expect(timeline).toBeNull();
  });

  test("together with Gmail's refusals", async () => {
    const gmail = join(fixtures, "postfix");
    const alone = await read([gmail]);
    const both = await read([gmail, folder]);
    const { otherReceivers, inputs: _inputs, generatedAt: _at, ...report } = both.report;
    expect(alone.report).toMatchObject({ ...report, warnings: alone.report.warnings });
    expect([both.weeks, both.recipients]).toEqual([alone.weeks, alone.recipients]);
    expect(otherReceivers?.length).toBeGreaterThan(10);
  });
});

describe("events", () => {
  const paths = async () => (await readdir(folder)).map(path);
  const counted = (results: Results) => results.report.otherReceivers;

  test("fed back, alone or with what they came from, and in parts", async () => {
    const direct = await read(await paths());
    expect(counted(await read(["-"], toNdjson(direct.events)))).toEqual(counted(direct));
    expect(counted(await read([...(await paths()), "-"], toNdjson(direct.events)))).toEqual(counted(direct));
    const parts = await Promise.all((await paths()).map((one) => read([one])));
    expect(
      counted(
        await read(
          ["-"],
          parts
            .map(({ events }) => toNdjson(events))
            .toReversed()
            .join(""),
        ),
      ),
    ).toEqual(counted(direct));
    const again = await read(["-"], toNdjson(direct.events));
    expect(toNdjson(again.events).split("\n").toSorted()).toEqual(
      toNdjson(direct.events).split("\n").toSorted(),
    );
  });

  test("are the same counts when they are not kept", async () => {
    expect(counted(await read(await paths(), null, false))).toEqual(counted(await read(await paths())));
    expect(counted(await read((await paths()).toReversed(), null, false))).toEqual(
      counted(await read(await paths())),
    );
  });

  test("one line", async () => {
    const { events } = await read([path("postfix-gmx-both-hosts-then-delivered.log")]);
    expect(events).toMatchObject([
      { schema: "whybounce.other-receiver/1", recipient: null, remoteMta: "mx00.gmx.net" },
      {
        schema: "whybounce.other-receiver/1",
        id: expect.stringMatching(/^[0-9a-f]{20}$/),
        time: "2026-02-23T15:40:12.845Z",
        receiver: "gmx",
        name: "GMX, WEB.DE and IONOS",
        code: "554",
        sendingIp: "203.0.113.5",
        recipient: "anna@gmx.net",
        queueId: "F0000000040",
        reportingMta: "mx1",
        via: "log",
        source: { line: 3 },
      },
    ]);
  });
});

describe("counting once", () => {
  function refusal(change: Partial<OtherReceiverRefusal>): AnalysisEvent {
    const event: OtherReceiverRefusal = {
      schema: "whybounce.other-receiver/1",
      id: "",
      time: "2026-02-23T10:00:00.000Z",
      receiver: "gmx",
      name: "GMX, WEB.DE and IONOS",
      code: "554",
      sendingIp: "203.0.113.5",
      recipient: "anna@gmx.net",
      queueId: "Q1",
      messageId: null,
      reportingMta: "mx1",
      remoteMta: "mx00.gmx.net",
      remoteIp: "192.0.2.60",
      via: "log",
      source: { path: "mail.log", line: 1 },
      reply: "Bad DNS PTR resource record.",
      ...change,
    };
    return {
      ...event,
      id: [event.via, event.queueId, event.time, event.recipient, event.remoteMta].join(" "),
    };
  }
  const later = "2026-02-23T11:00:00.000Z";

  test.each<[string, AnalysisEvent[], number]>([
    ["one", [refusal({})], 1],
    ["the same twice", [refusal({}), refusal({})], 1],
    ["a retry", [refusal({}), refusal({ time: later })], 2],
    ["another recipient", [refusal({}), refusal({ recipient: "liam@gmx.net" })], 2],
    ["a bounce of it", [refusal({}), refusal({ via: "dsn", time: later })], 1],
    ["two bounces of it", [refusal({ via: "dsn" }), refusal({ via: "dsn", time: later })], 1],
    ["a bounce of another message", [refusal({}), refusal({ via: "dsn", queueId: "Q2" })], 2],
    [
      "bounces that name no message",
      ["10", "11"].map((hour) =>
        refusal({ via: "dsn", queueId: null, time: `2026-02-23T${hour}:00:00.000Z` }),
      ),
      2,
    ],
    ["a listing of the queue", [refusal({}), refusal({ time: null })], 1],
    [
      "no recipient, then one",
      [refusal({ recipient: null }), refusal({ time: "2026-02-23T10:00:02.000Z" })],
      1,
    ],
    [
      "no recipient, and another host",
      [refusal({ recipient: null }), refusal({ remoteMta: "mx01.gmx.net" })],
      2,
    ],
    ["no recipient, and a retry", [refusal({ recipient: null }), refusal({ time: later })], 2],
  ])("%s", (_name, events, want) => {
    for (const order of [events, events.toReversed()]) {
      const grouping = createGrouping(true);
      for (const event of order) grouping.add(event);
      const grouped = grouping.finish();
      const [row] = tallyOtherReceivers(grouped.otherReceivers);
      expect(row?.attempts).toBe(want);
      expect(grouped.events).toHaveLength(want);
      expect(grouped.attempts).toEqual([]);
    }
  });
});

describe("how it is shown", () => {
  const target: RenderTarget = { width: 80, color: false, unicode: true };
  const otherReceivers = [
    {
      receiver: "gmx",
      name: "GMX, WEB.DE and IONOS",
      code: "554",
      attempts: 1204,
      sendingIps: ["192.0.2.77", "203.0.113.5"],
      example: "Bad DNS PTR resource record.",
    },
    { receiver: "rackspace", name: "Rackspace", code: "450-4.7.1", attempts: 1, sendingIps: [], example: "" },
  ];
  const results = withReport({ otherReceivers });

  async function show(format: "table" | "markdown" | "html" | "mail", shown: Results): Promise<string> {
    const text = await (await loadRenderer(format))(shown, target);
    return typeof text === "string" ? text : [...text].join("");
  }

  /** The section alone: the rest has goldens of its own. */
  test.each([
    ["table", "other-receivers.txt", /^Other receivers.*?(?=\n\nWhat was read)/ms],
    ["markdown", "other-receivers.md", /^## Other receivers.*?(?=\n\n## What was read)/ms],
    ["html", "other-receivers.html", /^<section aria-labelledby="other-receivers">.*?<\/section>/ms],
  ] as const)("golden %s", async (format, name, section) => {
    const text = section.exec(await show(format, results))?.[0] ?? "";
    await expect(`${text}\n`).toMatchFileSnapshot(`../../fixtures/reports/${name}`);
  });

  test("a mail, as text and as HTML", async () => {
    // Quoted-printable lines are folded anywhere.
    const text = (await show("mail", results)).replace(/=\n/g, "");
    expect(text.match(/Other receivers that refuse for the same reason/g)).toHaveLength(2);
    expect(text.match(/The same repair helps here,\s+too/g)).toHaveLength(2);
    expect(text.match(/whybounce check 192\.0\.2\.77/g)).toHaveLength(2);
  });

  test.each(["table", "markdown", "html", "mail"] as const)("%s without any", async (format) => {
    for (const none of [nothingFound, withReport({ otherReceivers: [] })])
      expect(await show(format, none)).not.toMatch(/Other\s+receivers/);
  });

  test.each(["table", "markdown", "html", "mail"] as const)("%s of strangers' words", async (format) => {
    const hostile = {
      receiver: HOSTILE,
      name: `${HOSTILE}<b>|`,
      code: HOSTILE,
      attempts: 1,
      example: HOSTILE,
    };
    const many = Array.from({ length: 40 }, () => ({ ...hostile, sendingIps: [HOSTILE, "$(reboot)"] }));
    const text = await show(format, withReport({ otherReceivers: many }));
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(text).not.toContain("check $(reboot)");
    if (format === "html") expect(text).not.toContain("<b>|");
    expect(text.replace(/=\n/g, "")).toContain("And 10 more");
  });

  test("of 40 addresses the first", async () => {
    const sendingIps = Array.from({ length: 40 }, (_, i) => `198.51.100.${i + 1}`);
    const text = await show(
      "markdown",
      withReport({ otherReceivers: [{ ...otherReceivers[0]!, sendingIps }] }),
    );
    expect(text).toContain("and 36 more");
    expect(text.match(/whybounce check [\d. ]+/)?.[0].split(" ")).toHaveLength(10);
  });
});

test("the fixtures hold documentation addresses only", async () => {
  for (const name of await readdir(folder)) {
    const text = await readFile(path(name), "utf8");
    for (const [ip] of text.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g))
      expect(ip).toMatch(/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
  }
});
