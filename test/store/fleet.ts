// What the tests of the store share: events of real fixtures, and reports of them from files and from a store.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatNames, renderParts } from "../../src/index.ts";
import type { AnalysisEvent } from "../../src/model/events.ts";
import type { Period, StoreOptions } from "../../src/model/options.ts";
import type { Results } from "../../src/model/report.ts";
import { openStore } from "../../src/store/connection.ts";
import { initStore } from "../../src/store/init.ts";
import { pushEvents } from "../../src/store/push.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { toNdjson } from "../support/events.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const folders = ["postfix", "exim", "sendmail", "opensmtpd", "other-receivers", "not-ptr", "dsn", "demo"];
const OPEN: Period = { from: null, to: null };
const silent = { onWarning: () => {}, onProgress: () => {} };

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

export async function fromStore(store: StoreOptions, period = OPEN): Promise<Results> {
  return analyzeFiles([], { ...asked(period), store });
}

/** The report in every format; what was read, and when, differs. Of refusals for a sender's records a store keeps the counts. */
export async function everyFormat(results: Results): Promise<Record<string, string[]>> {
  const { refusals: _refusals, ...report } = results.report;
  const inputs = [{ path: "-", kind: "events" as const, bytes: 0, records: 0, rejections: 0, warnings: [] }];
  const kept = results.events.filter(({ schema }) => schema !== "whybounce.sender-refusal/1");
  const events = kept.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const same = { ...results, events, report: { ...report, inputs, generatedAt: "2026-03-01T00:00:00.000Z" } };
  const shown: Record<string, string[]> = {};
  for (const format of formatNames) {
    if (format === "mail") continue; // Its boundaries are made by chance; its parts are table, HTML and CSV.
    shown[format] = [...(await renderParts(same, format))].join("").split("\n");
  }
  return shown;
}

export async function push(where: StoreOptions, events: readonly AnalysisEvent[]) {
  return pushEvents(where, events, silent);
}

export async function freshTables(where: StoreOptions, cluster: string | null = null): Promise<void> {
  const store = await openStore(where);
  for (const { name } of await store.query<{ name: string }>("SHOW TABLES"))
    if (name.startsWith("whybounce_")) await store.run(`DROP TABLE ${name}`);
  await store.close();
  await initStore(where, { cluster, thisServerOnly: cluster !== null, ttlDays: null });
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
