// A folder that is a history: it bears a mark, so that no other folder is taken for one, and nothing is written elsewhere.

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { shownName, systemErrorReason, UserError } from "../../base/errors.ts";
import { acquireLock, type Lock } from "../../base/lock.ts";
import { replaceFile } from "../../base/replaced-file.ts";
import { readSmallFile, UnfitFile } from "../../base/small-file.ts";
import { isoTime } from "../../base/standards/iso-time.ts";
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
  /** The newest time in the logs that were stored, in milliseconds since the epoch. */
  newest: number | null;
  /** What the compressed months hold. */
  months: Record<string, MonthSummary>;
}

/** To be called under the lock. */
export async function noteInMark(directory: string, newest: number | null, more: HistoryMark["months"]) {
  const mark = await ensureHistory(directory);
  const isNewer = newest !== null && newest > (mark.newest ?? -Infinity);
  if (isNewer || Object.keys(more).length > 0)
    await writeMark(directory, isNewer ? newest : mark.newest, { ...mark.months, ...more });
}

async function writeMark(directory: string, newest: number | null, months: HistoryMark["months"]) {
  const mark = { schema: SCHEMA, newest: isoTime(newest), months };
  await replaceFile(join(directory, MARK), [`${JSON.stringify(mark)}\n`]);
}

/** Makes the folder a history if it is empty or not there. */
export async function createHistory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if ((await markOf(directory)) !== null) return;
    const others = (await readdir(directory)).filter((name) => !OURS.test(name));
    if (others.length > 0)
      throw notOurs(
        directory,
        `it holds ${shownName(others[0]!)}; name a folder that is empty or not there yet`,
      );
    await writeMark(directory, null, {});
  } catch (error) {
    throw historyError(directory, error);
  }
}

/** Null for a folder without one. */
async function markOf(directory: string): Promise<HistoryMark | null> {
  let text: string;
  try {
    ({ text } = await readSmallFile(join(directory, MARK), MAX_MARK));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && (await isFolder(directory))) return null;
    throw historyError(directory, error);
  }
  const version = /"schema":\s*"whybounce\.history\/(\d+)"/.exec(text)?.[1];
  if (version === undefined) return null;
  if (version === "1") return readMark(text);
  throw new UserError({
    thing: shownName(directory),
    problem: "a history of a newer version of whybounce",
    nextStep: "update whybounce, or name another folder",
  });
}

/** What somebody spoiled by hand is found again: the months are read. */
function readMark(text: string): HistoryMark {
  try {
    const { newest, months } = JSON.parse(text) as { newest?: unknown; months?: unknown };
    const time = Date.parse(String(newest));
    return { newest: Number.isNaN(time) ? null : time, months: summariesIn(months) };
  } catch {
    return { newest: null, months: {} };
  }
}

function summariesIn(months: unknown): HistoryMark["months"] {
  if (typeof months !== "object" || months === null) return {};
  return Object.fromEntries(
    Object.entries(months as HistoryMark["months"]).filter(([, one]) => isSummary(one)),
  );
}

function isSummary(one: Partial<Record<keyof MonthSummary, unknown>> | null): boolean {
  const isTime = (value: unknown) =>
    value === null || (typeof value === "string" && !Number.isNaN(Date.parse(value)));
  return (
    Number.isInteger(one?.bytes) && Number.isInteger(one?.attempts) && isTime(one?.from) && isTime(one?.to)
  );
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
    return await acquireLock(join(directory, "history.lock"), shownName(directory));
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
