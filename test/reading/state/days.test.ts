// A log that is read day by day, with a state, says what it says when it is read as a whole.

import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate, plans, written, type Plan } from "../../counting/generated-log.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import {
  asWhole,
  cutAt,
  dayByDay,
  nextRun,
  pushDay,
  shown,
  stored,
  troubles,
  useFolder,
  type Trouble,
} from "../../support/days.ts";
import { formatNames, render } from "../../../src/index.ts";
import type { Results } from "../../../src/model/report.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-days-"));
  useFolder(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const planOf = (fate: Plan["fate"], after: number, recipients: number, reuse: boolean, host = "mx1") => ({
  host,
  fate,
  recipients,
  after,
  reuse,
});

/** Queue ids that came again near a cut: once, each of these counted a delivery twice. */
const reusedIds: [shows: string, cut: Cut][] = [
  [
    "a message that is open, under the id of one that was never refused",
    [
      [
        planOf("never refused", 3, 1, false, "mx2"),
        planOf("never refused", 3, 1, false),
        planOf("requeued and bounced", 7, 1, true),
        planOf("never refused", 3, 1, false),
      ],
      [286, 643],
      ["none"],
    ],
  ],
  [
    "a message that is requeued a day after it got the id of another",
    [
      [
        planOf("requeued and bounced", 3, 1, false, "mx2"),
        planOf("never refused", 1_002, 1, false),
        planOf("requeued and bounced", 7, 1, true),
        planOf("requeued and delivered", 3, 2, false),
        planOf("delivered later", 3, 2, false),
      ],
      [391, 794, 277],
      ["killed before it stored", "twice"],
    ],
  ],
  [
    "a message that came in and was taken at once, a day after its id was refused",
    [
      [
        planOf("never refused", 3, 1, false),
        planOf("never refused", 3, 1, false),
        planOf("delivered by the next host", 4, 1, true),
        planOf("never refused", 3, 1, false),
        planOf("never refused", 3, 1, true),
        planOf("never refused", 3, 1, true),
        planOf("expired", 3, 1, false),
      ],
      [720, 194],
      ["killed before it stored", "twice", "killed before it saved its state"],
    ],
  ],
  [
    "two messages of one id, cut after the first",
    [
      [planOf("never refused", 3, 1, false, "mx2"), planOf("requeued and bounced", 7, 1, true, "mx2")],
      [154, 539],
      ["none"],
    ],
  ],
];

/** In thousandths of the log. */
const cuts = fc.array(fc.nat(999), { minLength: 1, maxLength: 5 });

type Layout = [mailer: "postfix" | "exim", layout: "syslog" | "iso" | "mainlog"];

const layouts: Layout[] = [
  ["postfix", "syslog"],
  ["postfix", "iso"],
  ["exim", "syslog"],
  ["exim", "mainlog"],
];

type Cut = [planned: Plan[], places: number[], trouble: Trouble[]];

function textOf([mailer, layout]: Layout, planned: Plan[]) {
  const { lines, truth } = generate(
    mailer,
    layout === "mainlog" ? planned.map((plan) => ({ ...plan, host: "mx1" })) : planned,
  );
  return { text: lines.toSorted((a, b) => a.at - b.at).map((line) => written(line, layout)), truth };
}

async function expectDaysToBeWhole(layout: Layout, [planned, places, trouble]: Cut): Promise<void> {
  const { text, truth } = textOf(layout, planned);
  const whole = await asWhole(text);
  const days = await dayByDay(cutAt(text, places));
  const { attempts, messages, affected, lost, retrying, delivered } = truth;
  expect(days.report.totals).toMatchObject({ attempts, messages, affected, lost, retrying, delivered });
  expect(shown(days)).toEqual(shown(whole));
  const history = await stored(cutAt(text, places), trouble);
  expect(shown(history)).toEqual(shown(whole));
}

/** Gmail's words for another reason than reverse DNS. */
function forSpf(line: string): string {
  const advice = "SPF [app.example.com] with ip: [203.0.113.5] = did not pass. For instructions, go to";
  return line
    .replace(/4\.7\.23/g, "4.7.27")
    .replace(/5\.7\.25/g, "5.7.27")
    .replace(
      "The IP address sending this message does not have a PTR record.",
      `Your email has been rate limited because SPF authentication didn't pass for this message. ${advice}`,
    )
    .replace(
      "The IP address sending this message does not have a 550-5.7.27 PTR record setup.",
      `Your email has been blocked because SPF authentication didn't pass for this message. ${advice}`,
    );
}

async function expectDaysOfSpfToBeWhole(layout: Layout, [planned, places, trouble]: Cut): Promise<void> {
  const { text, truth } = textOf(layout, planned);
  const said = text.map(forSpf);
  const whole = await asWhole(said);
  const { messages, affected, lost, delivered } = truth;
  const groups = whole.report.refusals ?? [];
  const sum = (count: "affected" | "lost" | "delivered" | "messages") =>
    groups.reduce((all, { counts }) => all + counts[count], 0);
  expect([sum("messages"), sum("affected"), sum("lost"), sum("delivered")]).toEqual([
    messages,
    affected,
    lost,
    delivered,
  ]);
  expect(shown(await dayByDay(cutAt(said, places)))).toEqual(shown(whole));
  expect(shown(await stored(cutAt(said, places), trouble))).toEqual(shown(whole));
}

describe.each(layouts)("generated logs of %s as %s", (...layout) => {
  test("say day by day what they say as a whole", async () => {
    await fc.assert(
      fc.asyncProperty(plans(), cuts, troubles, (...cut) => expectDaysToBeWhole(layout, cut)),
      { numRuns: 20, endOnFailure: true },
    );
  }, 600_000);

  test.each(reusedIds)("%s", (_shows, cut) => expectDaysToBeWhole(layout, cut));

  test("say so of what Gmail refused for the sender's records", async () => {
    await fc.assert(
      fc.asyncProperty(plans(), cuts, troubles, (...cut) => expectDaysOfSpfToBeWhole(layout, cut)),
      { numRuns: 10, endOnFailure: true },
    );
  }, 600_000);
});

describe("the demo", () => {
  test("says day by day what it says as a whole, in every format", async () => {
    const lines = (await readFile(join(FIXTURES, "demo/mail.log"), "utf8")).trimEnd().split("\n");
    const whole = await asWhole(lines);
    const formats = await inEveryFormat(whole);
    await fc.assert(
      fc.asyncProperty(cuts, troubles, async (places, trouble) => {
        expect(shown(await dayByDay(cutAt(lines, places)))).toEqual(shown(whole));
        const history = await stored(cutAt(lines, places), trouble);
        expect(shown(history)).toEqual(shown(whole));
        expect(await inEveryFormat(history)).toEqual(formats);
      }),
      { numRuns: 5, endOnFailure: true },
    );
  }, 600_000);
});

/** Which inputs there were, and when they were read, differs; so does the place of a line in a file that was cut. */
async function inEveryFormat(results: Results): Promise<Record<string, string>> {
  const inputs = [
    { path: "mail.log", kind: "log" as const, bytes: 0, records: 0, rejections: 0, warnings: [] },
  ];
  const report = { ...results.report, inputs, warnings: [], generatedAt: "2026-11-20T00:00:00.000Z" };
  const events = results.events.map((event) =>
    "source" in event ? { ...event, source: { path: "mail.log", line: 1 } } : event,
  );
  const byText = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const same = { ...results, report, events: events.toSorted(byText), weeks: results.weeks.toSorted(byText) };
  const texts = await Promise.all(
    formatNames.map(async (format) => [format, await render(same, format)] as const),
  );
  return Object.fromEntries(texts);
}

const FOLDERS = ["postfix", "exim", "sendmail", "opensmtpd", "unread", "other-receivers"];
const fixtures = FOLDERS.flatMap((name) =>
  readdirSync(join(FIXTURES, name))
    .filter((file) => file.endsWith(".log"))
    .map((file) => join(name, file)),
);

/** A line with which an entry begins: syslog may split an entry of Exim's into several. */
const beginsEntry = (line: string) =>
  /^(?:[A-Z][a-z]{2} [ \d]\d|\d{4}-|<\d+>)/.test(line) && !/: \[(?!1[/\\])\d{1,2}[/\\]\d{1,2}\]/.test(line);

const mailerLogs = readdirSync(join(FIXTURES, "mailers")).filter((file) => /\.(?:log|csv)$/.test(file));

test.each(mailerLogs)(
  "%s, while it grows line by line",
  async (file) => {
    const lines = (await readFile(join(FIXTURES, "mailers", file), "utf8")).replace(/\n$/, "").split("\n");
    const whole = shown(await asWhole(lines));
    const path = join(folder, `${nextRun()}-${file}`);
    const directory = join(folder, `history-${nextRun()}`);
    for (const [read, line] of lines.entries()) {
      await writeFile(path, `${line}\n`, { flag: "a" });
      if (isEntryWhole(lines, read)) await pushDay(path, directory, join(directory, "state.json"), "none");
    }
    expect(shown(await analyzeFiles([], { store: { directory } }))).toEqual(whole);
  },
  120_000,
);

/** A JSON object may span lines, and an entry of chasquid's, which is written at once. */
function isEntryWhole(lines: readonly string[], read: number): boolean {
  const next = lines[read + 1];
  return next === undefined || !/^(?:\s|[45]\.\d)/.test(next);
}

test.each(fixtures)("%s, cut at each entry", async (file) => {
  const lines = (await readFile(join(FIXTURES, file), "utf8")).replace(/\n$/, "").split("\n");
  const whole = shown(await asWhole(lines));
  for (let cut = 1; cut < lines.length; cut++) {
    if (!beginsEntry(lines[cut]!)) continue;
    const history = await stored([lines.slice(0, cut), lines.slice(cut)], ["none"]);
    expect(shown(history), `cut before line ${cut + 1}`).toEqual(whole);
  }
});
