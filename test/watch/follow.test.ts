// A resident watch: how soon it tells, and what it costs while nothing happens.

import { rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { Round } from "../../src/model/watch.ts";
import { follow } from "../../src/watch/follow.ts";
import type { WatchTask } from "../../src/watch/task.ts";
import { openWatchFile } from "../../src/watch/watch-file.ts";
import { keptRefusals } from "./history-of.ts";
import { lines, openLab, zone, type Lab } from "./lab.ts";

const NO_SPACE = "no space left on device";

let lab: Lab;
beforeEach(async () => {
  lab = await openLab(zone({ ptr: false }));
  await writeFile(lab.log, "");
});
afterEach(() => lab.close());

/** Watches while `act` goes on. */
async function watching(
  act: (rounds: Round[]) => Promise<void>,
  changes: Partial<WatchTask> = {},
): Promise<Round[]> {
  const rounds: Round[] = [];
  const stop = new AbortController();
  const file = await openWatchFile(lab.directory, (message) => void lab.warnings.push(message));
  const onRound = async (round: Round) => void rounds.push(round);
  const running = follow(lab.task(changes), file, lab.send, { signal: stop.signal, onRound });
  try {
    await act(rounds);
  } finally {
    stop.abort();
    await running;
    await file.close();
  }
  return rounds;
}

async function until(isSo: () => boolean | Promise<boolean>, milliseconds: number): Promise<number> {
  const begin = Date.now();
  while (!(await isSo())) {
    if (Date.now() - begin > milliseconds) throw new Error(`not within ${milliseconds} ms`);
    await setTimeout(20);
  }
  return Date.now() - begin;
}

test("tells a refusal within seconds, and its message is sent once", async () => {
  await watching(async (rounds) => {
    await until(() => rounds.length === 1, 5_000);
    await lab.append(lines.refused(lab.now(), 1));
    await until(() => lab.sent.length === 1, 10_000);
    await lab.append(lines.refused(lab.now(), 2));
    await until(async () => (await keptRefusals(lab.directory)).length === 2, 10_000);
  });
  expect(lab.sent).toHaveLength(1);
}, 30_000);

test("reads on after a rotation, from a log that was gone, and what came late to the old one", async () => {
  await watching(async (rounds) => {
    await lab.append(lines.refused(lab.now(), 1));
    await until(async () => (await keptRefusals(lab.directory)).length === 1, 10_000);
    await rename(lab.log, `${lab.log}.1`);
    await until(() => lab.warnings.some((warning) => warning.includes("no such file")), 10_000);
    await lab.append(lines.refused(lab.now(), 2));
    await until(async () => (await keptRefusals(lab.directory)).length === 2, 10_000);
    await lab.append(lines.refused(lab.now(), 3), `${lab.log}.1`);
    await until(async () => (await keptRefusals(lab.directory)).length === 3, 10_000);
    expect(rounds.length).toBeGreaterThan(2);
  });
}, 60_000);

test("looks at nothing while nothing changes", async () => {
  const rounds = await watching(async (seen) => {
    await until(() => seen.length === 1, 5_000);
    await setTimeout(8_000);
  });
  expect(rounds).toHaveLength(1);
}, 20_000);

test("goes on when what it has read cannot be kept, and loses nothing", async () => {
  const file = await openWatchFile(lab.directory, () => {});
  let isFull = true;
  const full = {
    ...file,
    commit: (next: typeof file.state, save: () => Promise<void>) =>
      isFull ? Promise.reject(new UserError(NO_SPACE)) : file.commit(next, save),
  };
  const stop = new AbortController();
  const rounds: Round[] = [];
  const onRound = async (round: Round) => void rounds.push(round);
  await lab.append(lines.refused(lab.now(), 1));
  const running = follow(lab.task(), full, lab.send, { signal: stop.signal, onRound });
  await until(() => lab.warnings.some((warning) => warning.includes("no space left")), 10_000);
  isFull = false;
  lab.pass(31_000);
  await until(() => lab.sent.length === 1, 15_000);
  stop.abort();
  await running;
  await file.close();
  expect(rounds).toHaveLength(1);
  expect(lab.warnings.filter((warning) => warning.includes("no space left"))).toHaveLength(1);
  expect(await keptRefusals(lab.directory)).toEqual(["u1@gmail.com"]);
}, 40_000);

test("ends while a folder that it watches is taken away", async () => {
  await watching(async (rounds) => {
    await until(() => rounds.length === 1, 5_000);
    await unlink(lab.log);
    await rename(join(lab.folder, "log"), join(lab.folder, "gone"));
    await setTimeout(1_000);
  });
}, 20_000);
