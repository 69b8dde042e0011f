// Runs programs in turn and measures them: wall clock, processor time, peak memory.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const OUTPUT_LIMIT = 1 << 30;
const BUSY_SAMPLE_MILLISECONDS = 500;

/**
 * What is run, and what its output says was found (undefined: nothing that could be compared). `once`: too
 * slow to be run again and again.
 * @typedef {{ command: string[], found?: (output: string) => number, once?: boolean }} Program
 * @typedef {{ seconds: number[], cpu: number[], megabytes: number[], found?: number }} Measured
 */

const marks = join(mkdtempSync(join(tmpdir(), "whybounce-bench-time-")), "time.txt");
process.on("exit", () => rmSync(join(marks, ".."), { recursive: true, force: true }));

/**
 * One run. The output goes through a pipe: GNU grep stops at the first match where it is thrown away. GNU time
 * reports the memory of the largest process; its own start, 1 ms, is in the seconds.
 * @param {string[]} command
 */
export function runOnce(command) {
  const started = process.hrtime.bigint();
  const result = spawnSync("/usr/bin/time", ["-o", marks, "-f", "%U %S %M", ...command], {
    encoding: "utf8",
    maxBuffer: OUTPUT_LIMIT,
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (result.error) throw new Error(`/usr/bin/time ${command[0]}: ${result.error.message}`);
  if (result.status !== 0)
    throw new Error(`${command.join(" ")} ended with ${result.status}: ${result.stderr.slice(0, 2_000)}`);
  const [user = 0, system = 0, kibibytes = 0] =
    readFileSync(marks, "utf8").trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
  return { seconds, cpu: user + system, megabytes: (kibibytes * 1_024) / 1e6, output: result.stdout };
}

/**
 * Runs all programs in turn, `runs` times, so that each meets the same noise; one round before that warms the
 * page cache and is not counted. What a program finds must be the same in each run.
 * @param {Record<string, Program>} programs @param {number} runs @param {boolean} [isWarm]
 */
export function compare(programs, runs, isWarm = false) {
  /** @type {Record<string, Measured>} */
  const measured = {};
  for (let round = isWarm ? 0 : -1; round < runs; round++) {
    for (const [name, { command, found, once }] of Object.entries(programs)) {
      if (once && round !== 0) continue;
      const { output, ...figures } = runOnce(command);
      const count = found?.(output);
      const entry = (measured[name] ??= { seconds: [], cpu: [], megabytes: [] });
      if (entry.found !== undefined && entry.found !== count)
        throw new Error(`${name} found ${entry.found} in one run, ${count} in another`);
      if (count !== undefined) entry.found = count;
      if (round < 0) continue;
      entry.seconds.push(rounded(figures.seconds));
      entry.cpu.push(rounded(figures.cpu));
      entry.megabytes.push(rounded(figures.megabytes));
    }
  }
  return measured;
}

/** @param {number} value */
const rounded = (value) => Number(value.toPrecision(5));

/** The share of all processors that other programs are using just now. */
export async function busyShare() {
  const before = processorTimes();
  await sleep(BUSY_SAMPLE_MILLISECONDS);
  const after = processorTimes();
  return (after.busy - before.busy) / Math.max(1, after.all - before.all);
}

function processorTimes() {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.flatMap((time) => Object.values(time)).reduce((sum, value) => sum + value, 0);
  return { all, busy: all - times.reduce((sum, time) => sum + time.idle, 0) };
}

export const processors = availableParallelism();

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
