// Reads a log in parts, one after the other, as a timer does day by day: with a state, or into a history.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { analyzeFiles } from "./analyze.ts";
import { openHistoryWriter } from "../../src/store/history/append.ts";
import { render as renderEvents } from "../../src/report/ndjson.ts";
import type { Results } from "../../src/model/report.ts";

let folder = "";
let runs = 0;

/** Where the parts, states and histories shall be. */
export function useFolder(path: string): void {
  folder = path;
}

export const nextRun = () => ++runs;

export function shown({ report, weeks, recipients }: Results) {
  const { totals, sendingIps, refusals, otherGmailRejections, otherReceivers } = report;
  const key = ({ week, sendingIp, code }: Results["weeks"][number]) => `${week} ${sendingIp} ${code}`;
  const sortedWeeks = weeks.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    totals,
    sendingIps,
    refusals,
    otherGmailRejections,
    otherReceivers,
    weeks: sortedWeeks,
    recipients,
  };
}

export const target = { width: 80, color: false, unicode: true };

export async function dayByDay(parts: readonly string[][]): Promise<Results> {
  const state = join(folder, `state-${++runs}.json`);
  let events = "";
  for (const [day, lines] of parts.entries()) {
    const path = join(folder, `${runs}-${day}.log`);
    await writeFile(path, lines.map((line) => `${line}\n`).join(""));
    const results = await analyzeFiles([path], { state });
    events += [...renderEvents(results, target)].join("");
    await results.state!.save();
    await results.state!.close();
  }
  return analyzeFiles(["-"], { stdin: events });
}

export type Trouble = "none" | "killed before it stored" | "killed before it saved its state" | "twice";

/** Each day pushed to a history, with a state; a push that is killed is made again. */
export async function stored(parts: readonly string[][], troubles: readonly Trouble[]): Promise<Results> {
  const directory = join(folder, `history-${++runs}`);
  const state = join(directory, "state.json");
  for (const [day, lines] of parts.entries()) {
    const path = join(folder, `${runs}-${day}.log`);
    await writeFile(path, lines.map((line) => `${line}\n`).join(""));
    const trouble = troubles[day % troubles.length] ?? "none";
    if (trouble !== "none") await pushDay(path, directory, state, trouble);
    await pushDay(path, directory, state, "none");
  }
  return analyzeFiles([], { store: { directory } });
}

export async function pushDay(
  path: string,
  directory: string,
  state: string,
  trouble: Trouble,
): Promise<void> {
  const warnings: string[] = [];
  const period = { from: null, to: null };
  const onWarning = (message: string) => void warnings.push(message);
  const writer = await openHistoryWriter({ directory, keptMonths: null, period, now: NOW, onWarning });
  const results = await analyzeFiles([path], { state, onObservations: writer.add });
  if (trouble !== "killed before it stored") {
    await writer.finish(results.newest ?? null);
    if (trouble !== "killed before it saved its state") await results.state!.save();
  }
  await results.state!.close();
  await writer.close();
  expect(warnings).toEqual([]);
}

const NOW = Date.UTC(2026, 10, 20);

export const troubles = fc.array(
  fc.constantFrom<Trouble>("none", "killed before it stored", "killed before it saved its state", "twice"),
  { minLength: 1, maxLength: 5 },
);

export async function asWhole(lines: readonly string[]): Promise<Results> {
  const path = join(folder, `whole-${++runs}.log`);
  await writeFile(path, lines.map((line) => `${line}\n`).join(""));
  return analyzeFiles([path]);
}

export function cutAt(lines: readonly string[], places: readonly number[]): string[][] {
  const cuts = [...new Set(places.map((place) => Math.floor((place * lines.length) / 1_000)))].toSorted(
    (a, b) => a - b,
  );
  const ends = [...cuts, lines.length];
  return ends.map((end, index) => lines.slice(ends[index - 1] ?? 0, end)).filter((part) => part.length > 0);
}
