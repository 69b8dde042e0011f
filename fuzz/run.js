// `npm run fuzz -- --minutes N [--only TARGET] [--seed S]`: feeds mutated samples to everything that reads what
// strangers wrote, N minutes in all; with `--inputs COUNT` that many to each target; with `--input NUMBER` that one.
// What must hold: no crash, no hang, time and memory in proportion to the input, and nothing of it printed raw in any
// format. A finding is kept in a file and can be made again by its seed and number. Exits 1 if there is any.

import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

const TARGETS = ["log", "dsn", "mbox", "gzip", "dns", "records", "ndjson"];
/** An input that is still at work after this time never ends. */
const HANG_MILLISECONDS = 60_000;
/** A target that has this many findings breaks everywhere; more of them say nothing new. */
const MAX_FINDINGS = 10;
const noInput = { milliseconds: 0, bytes: 0, index: 0 };

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "6" },
    only: { type: "string" },
    seed: { type: "string", default: String(Date.now()) },
    input: { type: "string" },
    inputs: { type: "string" },
    directory: { type: "string", default: join(tmpdir(), "whybounce-fuzz") },
  },
});
const { seed, only, directory } = values;
const chosen = only === undefined ? TARGETS : TARGETS.filter((name) => name === only);
if (chosen.length === 0) {
  console.error(`--only ${only}: write one of ${TARGETS.join(", ")}`);
  process.exit(2);
}
const milliseconds = (Number(values.minutes) * 60_000) / chosen.length;
const first = Number(values.input ?? 0);
const last = first + (values.input === undefined ? Number(values.inputs ?? Infinity) : 1);
const isTimed = last === Infinity;
mkdirSync(directory, { recursive: true });

console.log(`seed ${seed}`);
for (const target of chosen) if ((await fuzz(target)) > 0) process.exitCode = 1;

/** One thread after the other: after an input that crashed or hung, a new thread goes on with the next. Returns the findings. */
async function fuzz(target) {
  const state = { target, until: isTimed ? Date.now() + milliseconds : Infinity, findings: 0 };
  const sum = { inputs: 0, bytes: 0, slowest: noInput };
  const isWanted = (next) => next < last && state.findings < MAX_FINDINGS && Date.now() < state.until;
  for (let next = first; isWanted(next); next = first + sum.inputs) {
    const ended = await runThread(state, next);
    sum.inputs += ended.inputs;
    sum.bytes += ended.bytes;
    if (ended.slowest.milliseconds > sum.slowest.milliseconds) sum.slowest = ended.slowest;
  }
  const { inputs, bytes, slowest } = sum;
  const slow = `slowest ${Math.round(slowest.milliseconds)} ms for ${slowest.bytes} bytes (--input ${slowest.index})`;
  console.log(`${target}: ${inputs} inputs, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${slow}`);
  return state.findings;
}

function runThread(state, from) {
  const progress = new SharedArrayBuffer(8);
  const at = new Float64Array(progress);
  at[0] = from;
  const workerData = { target: state.target, seed, first: from, last, until: state.until, progress };
  const thread = new Worker(new URL("thread.js", import.meta.url), { workerData });
  return new Promise((resolve) => {
    let seen = -1;
    const watch = setInterval(() => {
      if (at[0] === seen) crash(`no end after ${HANG_MILLISECONDS / 1_000} s`);
      seen = at[0];
    }, HANG_MILLISECONDS);
    const end = (ended) => {
      clearInterval(watch);
      void thread.terminate();
      resolve(ended);
    };
    const crash = (reason) => {
      report(state, { index: at[0], finding: reason, input: null });
      end({ bytes: 0, slowest: noInput, inputs: at[0] - from + 1 });
    };
    thread.on("error", (error) => crash(error.stack ?? error.message));
    thread.on("message", (message) => {
      if (!("finding" in message)) return end(message);
      report(state, message);
      if (state.findings >= MAX_FINDINGS) end({ bytes: 0, slowest: noInput, inputs: at[0] - from + 1 });
    });
  });
}

function report(state, { index, finding, input }) {
  state.findings++;
  console.log(`${state.target}: --only ${state.target} --seed ${seed} --input ${index}: ${finding}`);
  if (input === null) return;
  const path = join(directory, `${state.target}-${seed}-${index}`);
  writeFileSync(path, input);
  console.log(`the input is in ${path}`);
}
