// A watch that is killed at any moment: while its log is rotated a hundred times, what it has kept is what was written, each
// refusal once; and while it sends, no alert comes twice, and one that may not have arrived is named by the next.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, readdir, readFile, rename, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { execPath, env } from "node:process";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseChannel } from "../../src/watch/channels/channel.ts";
import { keptRefusals } from "./history-of.ts";
import { lines, MINUTE, openLab, SENDER, zone, type Lab } from "./lab.ts";

const program = join(import.meta.dirname, "../../bin/whybounce.js");
const ROTATIONS = 100;
const seed = Number(env["WATCH_SEED"] ?? 1);

let lab: Lab;
beforeEach(async () => {
  lab = await openLab(zone({ ptr: false }));
});
afterEach(() => lab.close());

/** A generator of numbers from 0 to 1 (mulberry32): the same for the same seed. */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const told = () => join(lab.folder, "told");
/** Empty, or not there, while the first message is on its way. */
const toldText = () => readFile(told(), "utf8").catch(() => "");

async function hook(commands = `cat >> ${told()}`): Promise<string> {
  const path = join(lab.folder, "hook");
  await writeFile(path, `#!/bin/sh\n${commands}\n`);
  await chmod(path, 0o755);
  return path;
}

function startWatch(path: string, ...more: string[]): ChildProcess {
  const { resolvers } = lab.task().dns;
  const options = [
    "--no-local",
    "--no-config",
    "--no-authoritative",
    "--timezone",
    "UTC",
    "--resolver",
    resolvers[0]!,
  ];
  const words = ["watch", ...more, "--state", lab.directory, "--alert", `exec:${path}`, ...options, lab.log];
  return spawn(execPath, [program, ...words], { stdio: ["ignore", "ignore", "pipe"] });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** As logrotate does: every file moves on by one, and the second is compressed. */
async function rotate(): Promise<void> {
  const names = await readdir(join(lab.folder, "log"));
  const numbers = names.flatMap((name) => /^mail\.log\.(\d+)/.exec(name)?.[1] ?? []).map(Number);
  for (const number of [...new Set(numbers)].toSorted((a, b) => b - a))
    for (const ending of ["", ".gz"])
      if (existsSync(`${lab.log}.${number}${ending}`))
        await rename(`${lab.log}.${number}${ending}`, `${lab.log}.${number + 1}${ending}`);
  await rename(lab.log, `${lab.log}.1`);
}

async function compressSecond(): Promise<void> {
  const second = `${lab.log}.2`;
  if (!existsSync(second)) return;
  const { atime, mtime } = await stat(second);
  await writeFile(`${second}.gz`, gzipSync(await readFile(second)));
  await utimes(`${second}.gz`, atime, mtime);
  await unlink(second);
}

const LONG_AGO = 11_000;

async function ageCompressed(): Promise<void> {
  const then = new Date(Date.now() - LONG_AGO);
  for (const name of await readdir(join(lab.folder, "log")))
    if (name.endsWith(".gz")) await utimes(join(lab.folder, "log", name), then, then);
}

test(`nothing is lost and nothing comes twice (WATCH_SEED=${seed})`, { timeout: 300_000 }, async () => {
  const random = randomNumbers(seed);
  const path = await hook();
  let number = 0;
  const next = () => lines.refused(lab.now(), ++number);
  await writeFile(lab.log, "");
  let child = startWatch(path);
  // A watch begins with the end of its first round: what was rotated before is not its matter.
  while (!existsSync(join(lab.directory, "watch.json"))) await setTimeout(50);
  for (let rotation = 0; rotation < ROTATIONS; rotation++) {
    const line = next();
    await lab.append(next() + line.slice(0, 100));
    await setTimeout(random() * 60);
    await lab.append(line.slice(100));
    await rotate();
    await lab.append(next(), `${lab.log}.1`);
    await lab.append(next());
    await setTimeout(random() * 120);
    if (random() < 0.5) await compressSecond();
    if (random() < 0.3) {
      child.kill("SIGKILL");
      await ended(child);
      if (random() < 0.5) await setTimeout(random() * 200);
      child = startWatch(path);
    }
  }
  // Until it has begun, a signal ends it as any other program.
  const lock = join(lab.directory, "watch.lock");
  while (!(await readFile(lock, "utf8").catch(() => "")).startsWith(`${child.pid} `)) await setTimeout(50);
  child.kill("SIGTERM");
  await ended(child);
  expect({ exit: child.exitCode, signal: child.signalCode }).toEqual({ exit: 0, signal: null });
  // What a compressor has just written is left to a later look: to this one, as if it had waited.
  await ageCompressed();
  const last = startWatch(path, "--once");
  await ended(last);
  expect(last.exitCode).toBe(0);
  const truth = Array.from({ length: number }, (_, index) => `u${index + 1}@gmail.com`).toSorted();
  expect(await keptRefusals(lab.directory)).toEqual(truth);
  const alerts = (await toldText())
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text) as { id: string });
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
  expect(alerts.length).toBeLessThanOrEqual(1);
  if (alerts.length === 0) expect(await toldLater(path)).toEqual({ refused: 0, doubtful: 1 });
});

/** What a run tells of the address after the quarter of an hour between two messages. */
async function toldLater(path: string) {
  lab.pass(16 * MINUTE);
  await lab.once({ channels: [parseChannel(`exec:${path}`)!] });
  const changes = lab.sent.flatMap(({ alert }) => alert.changes);
  const doubtful = lab.sent.flatMap(({ alert }) => alert.doubtful.flatMap((one) => one.changes));
  const ofSender = (some: readonly { kind: string; ip: string }[]) =>
    some.filter(({ kind, ip }) => kind === "refused" && ip === SENDER).length;
  return { refused: ofSender(changes), doubtful: ofSender(doubtful) };
}

const toldRefusals = async () => (await toldText()).match(/"kind":"refused"/g)?.length ?? 0;

describe("killed at any moment", () => {
  const random = randomNumbers(seed);
  /** The later ones as soon as they send, which takes them no time. */
  const moments = Array.from({ length: 12 }, (_, index) => ({
    isSending: index >= 4,
    after: Math.round(random() * (index < 4 ? 1_500 : 150)),
  }));

  test.each(moments)(
    `a refusal is told once, or named as doubtful ($isSending, after $after ms)`,
    { timeout: 60_000 },
    async ({ isSending, after }) => {
      const path = await hook(`sleep 0.${Math.floor(after / 20)}; cat >> ${told()}`);
      await lab.append(lines.refused(lab.now() - MINUTE, 1));
      const first = startWatch(path, "--once");
      const state = join(lab.directory, "watch.json");
      const isUnderway = async () => /"underwaySince":\d/.test(await readFile(state, "utf8").catch(() => ""));
      if (isSending) while (first.exitCode === null && !(await isUnderway())) await setTimeout(2);
      await setTimeout(after);
      first.kill("SIGKILL");
      await ended(first);
      const second = startWatch(path, "--once");
      await ended(second);
      expect(second.exitCode).toBe(0);
      // What the killed one had started goes on without it.
      await setTimeout(500);
      const arrived = await toldRefusals();
      const { refused, doubtful } = await toldLater(path);
      expect(arrived + refused).toBeLessThanOrEqual(1);
      expect(arrived + refused + doubtful).toBeGreaterThanOrEqual(1);
    },
  );
});
