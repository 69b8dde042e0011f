// What the tests of the store share: events of real fixtures, and reports of them from files and from a store.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatNames, renderParts } from "../../src/index.ts";
import type { Comparison } from "../../src/model/comparison.ts";
import type { AnalysisEvent } from "../../src/model/events.ts";
import type { Observation } from "../../src/model/observations.ts";
import type { Period, StoreOptions } from "../../src/model/options.ts";
import type { OutsidePeriod, Results } from "../../src/model/report.ts";
import { openStore } from "../../src/store/connection.ts";
import { initStore } from "../../src/store/init.ts";
import { openWriter, type PushOptions } from "../../src/store/push.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { toNdjson } from "../support/events.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const folders = ["postfix", "exim", "sendmail", "opensmtpd", "other-receivers", "not-ptr", "dsn", "demo"];
const OPEN: Period = { from: null, to: null };
const silent = { onWarning: () => {}, onProgress: () => {}, pusher: "mx1", period: OPEN };

export async function fixturePaths(): Promise<string[]> {
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(fixtures, folder)))
        .filter((name) => /\.(log|eml|mbox)$/.test(name))
        .map((name) => join(fixtures, folder, name)),
    ),
  );
  return [...lists.flat(), join(fixtures, "framing/journal-json.log")].toSorted();
}

/** As `whybounce store push PATH...` reads them. */
export async function eventsOf(paths: string[]): Promise<AnalysisEvent[]> {
  return (await analyzeFiles(paths, asked(OPEN))).events;
}

function asked(period: Period) {
  return { period, compare: period.from !== null, timezone: "Europe/Berlin" };
}

export async function fromEvents(events: readonly AnalysisEvent[], period = OPEN): Promise<Results> {
  return analyzeFiles(["-"], { ...asked(period), stdin: toNdjson(events) });
}

/** What the store counted beforehand is summed; with events, all is counted anew. */
export async function fromStore(store: StoreOptions, period = OPEN, keepsEvents = true): Promise<Results> {
  return analyzeFiles([], { ...asked(period), store, keepEvents: keepsEvents, keepRecipients: keepsEvents });
}

/** The formats that only the events give. */
export const EVENTS_ONLY = ["ndjson", "recipients"];

/** The report in every format; what was read, and when, and who pushed it, differs. */
export async function everyFormat(
  results: Results,
  left: readonly string[] = [],
): Promise<Record<string, string[]>> {
  const { hosts: _hosts, outsidePeriod, comparison, ...others } = results.report;
  const { forSenders: _forSenders, ...outside } = outsidePeriod ?? {};
  const report = {
    ...others,
    comparison: comparison && withoutBeginning(comparison),
    ...(outsidePeriod?.attempts ? { outsidePeriod: outside as OutsidePeriod } : {}),
  };
  const inputs = [{ path: "-", kind: "events" as const, bytes: 0, records: 0, rejections: 0, warnings: [] }];
  const events = results.events.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const same = { ...results, events, report: { ...report, inputs, generatedAt: "2026-03-01T00:00:00.000Z" } };
  const shown: Record<string, string[]> = {};
  for (const format of formatNames) {
    if (format === "mail" || left.includes(format)) continue; // Its boundaries are made by chance; its parts are table, HTML and CSV.
    shown[format] = [...(await renderParts(same, format))].join("").split("\n");
  }
  return shown;
}

/** Logs begin with a line, which may tell of no refusal; a store with the first refusal, or the end of the first log. */
function withoutBeginning(told: Comparison): Comparison {
  const { logsBegin: _logsBegin, firstRecord: _firstRecord, ...comparison } = told;
  return comparison;
}

export async function push(
  where: StoreOptions,
  events: readonly Observation[],
  options: Partial<PushOptions> = {},
) {
  const writer = await openWriter(where, { ...silent, ...options });
  try {
    await writer.add(events);
    return await writer.finish();
  } finally {
    await writer.close();
  }
}

export async function freshTables(where: StoreOptions, cluster: string | null = null): Promise<void> {
  const store = await openStore(where);
  for (const { name } of await store.query<{ name: string }>("SHOW TABLES"))
    if (name.startsWith("whybounce_")) await store.run(`DROP TABLE ${name}`);
  await store.close();
  await initStore(where, {
    cluster,
    thisServerOnly: cluster !== null,
    ttlDays: null,
    timezone: "Europe/Berlin",
  });
}

export async function run(where: StoreOptions, sql: string): Promise<void> {
  const store = await openStore(where);
  await store.run(sql).finally(store.close);
}

export async function countOf(where: StoreOptions, table: string): Promise<number> {
  const store = await openStore(where);
  const [row] = await store
    .query<{ rows: string }>(`SELECT count() AS rows FROM ${table}`)
    .finally(store.close);
  return Number(row?.rows);
}
