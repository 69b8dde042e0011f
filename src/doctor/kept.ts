// What is kept from one run to the next: a store of what was read, and the states of readers and watches. Looked at only:
// nothing is locked, made or mended.

import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorReason } from "../base/errors.ts";
import type { DoctorTask, KeptTask, StateCheck, StoreCheck, StoreHealth } from "../model/doctor.ts";

/** Mail servers write something every day. */
const OLD_MILLISECONDS = 7 * 24 * 3_600_000;

const isOld = (time: string | null) => time !== null && Date.now() - Date.parse(time) > OLD_MILLISECONDS;

// ---------------------------------------------------------------- the store

export async function examineStore({ kept, configuration }: DoctorTask): Promise<StoreCheck> {
  const isNamed = configuration.keys.includes("store");
  const { place, health } = await healthOf(kept, isNamed);
  return { check: "store", isNamed, place, ...health, isOld: isOld(health.newest) };
}

interface Looked {
  place: StoreCheck["place"];
  health: StoreHealth;
}

const without = (result: StoreHealth["result"]) => ({ result, reason: null, newest: null });

async function healthOf(kept: KeptTask | undefined, isNamed: boolean): Promise<Looked> {
  if (kept === undefined) return { place: null, health: without(isNamed ? "not asked" : "none") };
  const { store, usualFolder } = kept;
  if (store === null) return usualHistory(usualFolder);
  if ("problem" in store) return { place: "server", health: { ...without("failed"), reason: store.problem } };
  const { examineHistory, examineServer } = await import("../store/examine.ts");
  if ("directory" in store) return { place: "folder", health: await examineHistory(store.directory) };
  return { place: "server", health: await examineServer(store) };
}

/** Most machines have none, which is no lack. */
async function usualHistory(folder: string | null): Promise<Looked> {
  if (folder === null) return { place: null, health: without("none") };
  const { examineHistory } = await import("../store/examine.ts");
  const health = await examineHistory(folder);
  const isThere = health.result === "ok" || health.result === "failed";
  return isThere ? { place: "folder", health } : { place: null, health: without("none") };
}

// ---------------------------------------------------------------- states

/** The reader's state that the configuration names, and the watch of this machine if there is one. */
export async function examineStates({ kept }: DoctorTask): Promise<StateCheck[]> {
  if (kept === undefined) return [];
  const { state, usualFolder, home } = kept;
  const named = state === null ? [] : [await examineState("reader", await inFolder(state), home)];
  const watch =
    usualFolder === null ? [] : [await examineState("watch", join(usualFolder, "watch.json"), home)];
  return [...named, ...watch.filter(({ result }) => result !== "not there")];
}

/** A folder has it in a file of a fixed name. */
async function inFolder(path: string): Promise<string> {
  const status = await stat(path).catch(() => null);
  return status?.isDirectory() || path.endsWith("/") ? join(path, "state.json") : path;
}

async function examineState(kind: StateCheck["kind"], path: string, home: string): Promise<StateCheck> {
  const shown = home.length > 1 && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  const check = { check: "state" as const, kind, path: shown, reason: null, savedAt: null, isOld: false };
  try {
    const { head, tail } = await endsOf(path);
    const { result, savedAt } = judge(kind, head, tail);
    return { ...check, result, savedAt, isOld: isOld(savedAt) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { ...check, result: "not there" };
    return { ...check, result: "unreadable", reason: systemErrorReason(error) };
  }
}

/** A busy server's has many megabytes; what it is, and when it was saved, stands at its beginning. */
const END_BYTES = 1024;

async function endsOf(path: string): Promise<{ head: string; tail: string }> {
  // Opening a pipe would wait for its writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = await file.stat();
    const read = async (position: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(END_BYTES), 0, END_BYTES, position);
      return buffer.toString("latin1", 0, bytesRead);
    };
    return { head: await read(0), tail: await read(Math.max(0, size - END_BYTES)) };
  } finally {
    await file.close();
  }
}

const schemas = { reader: "whybounce.state", watch: "whybounce.watch" };

function judge(kind: StateCheck["kind"], head: string, tail: string): Pick<StateCheck, "result" | "savedAt"> {
  const [, name, version] = /^\s*\{\s*"schema":\s*"([\w.]{1,40})\/(\d{1,9})"/.exec(head) ?? [];
  const isRemnant =
    head.replaceAll("\0", "").trim() === "" || `{"schema":"${schemas[kind]}/`.startsWith(head);
  if (name !== schemas[kind]) return { result: isRemnant ? "torn" : "foreign", savedAt: null };
  if (version !== "1") return { result: "newer", savedAt: null };
  const savedAt = /"savedAt":\s*"([\dTZ:.-]{1,40})"/.exec(head)?.[1] ?? null;
  const isKnown = savedAt !== null && !Number.isNaN(Date.parse(savedAt));
  return { result: tail.trimEnd().endsWith("}") ? "ok" : "torn", savedAt: isKnown ? savedAt : null };
}
