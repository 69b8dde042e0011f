// A folder that is a history: it bears a mark, so that no other folder is taken for one, and nothing is written elsewhere.

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { shownName, systemErrorReason, UserError } from "../../base/errors.ts";
import { acquireLock, type Lock } from "../../base/lock.ts";
import { removeRemnants, replaceFile } from "../../base/replaced-file.ts";
import { readSmallFile, UnfitFile } from "../../base/small-file.ts";
import { isoTime } from "../../base/standards/iso-time.ts";
import { isMonthFile } from "./months.ts";
import type { OutsideSum } from "../../model/report.ts";
import type { MonthSummary } from "./summaries.ts";

const MARK = "whybounce-history.json";
const SCHEMA = "whybounce.history/1";
/** A mark is one line, with a few words for each month. */
const MAX_MARK = 1 << 20;
/** A state may be there already, and a folder for reports, as the guides have it. */
const OURS =
  /^(?:state\.json(?:\.lock)?|(?:watch|probe)(?:[.-][\w.-]+)?|history\.lock|lost\+found|reports|\..*\.tmp)$/;

/** Throws a UserError for a folder that is no history, or one of a newer version. */
export async function ensureHistory(directory: string): Promise<HistoryMark> {
  const mark = await markOf(directory);
  if (mark !== null) return mark;
  throw notOurs(directory, "store something in it first: whybounce store push --to DIR");
}

export interface HistoryMark {
  /** What it calls itself; null where it has no name. */
  id: string | null;
  /** The first month that is kept; null where all are. */
  keptFrom: string | null;
  /** The newest time in the logs that were stored, in milliseconds since the epoch. */
  newest: number | null;
  /** What the compressed months hold. */
  months: Record<string, MonthSummary>;
}

/** To be called under the lock. */
export async function noteInMark(
  directory: string,
  { newest, months, keptFrom }: Pick<HistoryMark, "newest" | "months" | "keptFrom">,
) {
  const mark = await ensureHistory(directory);
  const isNewer = newest !== null && newest > (mark.newest ?? -Infinity);
  const isFewer = keptFrom !== null && keptFrom > (mark.keptFrom ?? "");
  if (!isNewer && !isFewer && Object.keys(months).length === 0 && mark.id !== null) return;
  await writeMark(directory, {
    id: mark.id,
    newest: isNewer ? newest : mark.newest,
    keptFrom: isFewer ? keptFrom : mark.keptFrom,
    months: { ...mark.months, ...months },
  });
}

async function writeMark(directory: string, { id, newest, keptFrom, months }: HistoryMark) {
  const named = { schema: SCHEMA, id: id ?? randomUUID(), newest: isoTime(newest) };
  const mark = { ...named, ...(keptFrom === null ? {} : { keptFrom }), months };
  await replaceFile(join(directory, MARK), [`${JSON.stringify(mark)}\n`]);
}

/** Makes the folder a history if it is empty or not there, and locks it. Into any other folder nothing is written. */
export async function openHistory(directory: string): Promise<Lock> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // Another run may be making it a history just now.
    if ((await markOf(directory)) === null) await expectRoom(directory, (name) => name === MARK);
  } catch (error) {
    throw historyError(directory, error);
  }
  const lock = await lockHistory(directory);
  try {
    await nameHistory(directory);
    return lock;
  } catch (error) {
    await lock.release();
    throw historyError(directory, error);
  }
}

/** To be called under the lock: what another run is writing would be taken for the remnant of a killed one. */
async function nameHistory(directory: string): Promise<void> {
  const mark = await markOf(directory);
  if (mark === null) await expectRoom(directory, () => false);
  if (mark === null || mark.id === null) await writeMark(directory, mark ?? emptyMark);
}

async function expectRoom(directory: string, isPassed: (name: string) => boolean): Promise<void> {
  const others = (await readdir(directory)).filter((name) => !OURS.test(name) && !isPassed(name));
  if (others.length > 0)
    throw notOurs(
      directory,
      `it holds ${shownName((await strangerIn(directory)) ?? others[0]!)}; name a folder that is empty or not there yet`,
    );
}

/** Null for a folder without one. */
export async function markOf(directory: string): Promise<HistoryMark | null> {
  let text: string;
  try {
    ({ text } = await readSmallFile(join(directory, MARK), MAX_MARK));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && (await isFolder(directory))) return null;
    throw historyError(directory, error);
  }
  const version = /"schema":\s*"whybounce\.history\/(\d+)"/.exec(text)?.[1];
  if (version === undefined) return (await isTorn(directory, text)) ? emptyMark : null;
  if (version === "1") return readMark(text);
  throw new UserError({
    thing: shownName(directory),
    problem: "a history of a newer version of whybounce",
    nextStep: "update whybounce, or name another folder",
  });
}

const emptyMark: HistoryMark = { id: null, keptFrom: null, newest: null, months: {} };

/** A crash may leave the mark empty, or a part of it; then only files of a history stand beside it. */
async function isTorn(directory: string, text: string): Promise<boolean> {
  const left = text.replace(/\0+$/, "").trim();
  return `{"schema":"${SCHEMA}`.startsWith(left) && (await strangerIn(directory)) === undefined;
}

/** A file that no history has. */
async function strangerIn(directory: string): Promise<string | undefined> {
  const names = await readdir(directory);
  return names.find(
    (name) => !OURS.test(name) && !isMonthFile(name) && name !== MARK && name !== "dns.ndjson",
  );
}

/** What somebody spoiled by hand is found again: the months are read. */
function readMark(text: string): HistoryMark {
  try {
    const { newest, months, id, keptFrom } = JSON.parse(text) as Record<keyof HistoryMark, unknown>;
    const time = Date.parse(String(newest));
    return {
      id: typeof id === "string" ? id : null,
      keptFrom: typeof keptFrom === "string" ? keptFrom : null,
      newest: Number.isNaN(time) ? null : time,
      months: summariesIn(months),
    };
  } catch {
    return emptyMark;
  }
}

function summariesIn(months: unknown): HistoryMark["months"] {
  if (typeof months !== "object" || months === null) return {};
  return Object.fromEntries(
    Object.entries(months as HistoryMark["months"]).filter(([, one]) => isSummary(one)),
  );
}

function isSummary(one: Partial<Record<keyof MonthSummary, unknown>> | null): boolean {
  const forSenders = one?.forSenders;
  return Number.isInteger(one?.bytes) && isSum(one) && (forSenders === undefined || isSum(forSenders));
}

function isSum(one: unknown): boolean {
  if (typeof one !== "object" || one === null) return false;
  const { attempts, from, to } = one as Partial<Record<keyof OutsideSum, unknown>>;
  const isTime = (value: unknown) =>
    value === null || (typeof value === "string" && !Number.isNaN(Date.parse(value)));
  return Number.isInteger(attempts) && isTime(from) && isTime(to);
}

async function isFolder(directory: string): Promise<boolean> {
  try {
    await readdir(directory);
    return true;
  } catch (error) {
    throw historyError(directory, error);
  }
}

function notOurs(directory: string, nextStep: string): UserError {
  return new UserError({ thing: shownName(directory), problem: "no history of whybounce", nextStep });
}

export async function lockHistory(directory: string): Promise<Lock> {
  try {
    const lock = await acquireLock(join(directory, "history.lock"), shownName(directory));
    await removeRemnants(directory, (name) => name === MARK || isMonthFile(name));
    return lock;
  } catch (error) {
    throw historyError(directory, error);
  }
}

const nextSteps: Record<string, string> = {
  ENOENT: "name a folder that is there, or store something first: whybounce store push --to DIR",
  EACCES: "run as a user who may, or name another folder",
  ENOSPC: "make room and run again: what was stored stays, and nothing is counted twice",
  EDQUOT: "make room and run again: what was stored stays, and nothing is counted twice",
  EFBIG: "allow larger files (ulimit -f) and run again: what was stored stays, and nothing is counted twice",
};

export function historyError(directory: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined && !(error instanceof UnfitFile)) return error;
  const problem = error instanceof UnfitFile ? error.message : systemErrorReason(error);
  return new UserError(
    { thing: shownName(directory), problem, nextStep: nextSteps[code ?? ""] ?? "name another folder" },
    { cause: error },
  );
}
