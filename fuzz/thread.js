// Runs one target, input after input, and sends its parent the number of each: if it hangs, the parent knows the
// input.

import { parentPort, workerData } from "node:worker_threads";
import { inputOf, targets } from "./targets.js";
import { randomFrom } from "./mutate.js";

const { target: name, seed, first, last, until, progress } = workerData;
const target = targets[name];
const samples = target.samples();
const at = new Float64Array(progress);

/** Milliseconds of processor time that no input may exceed, and for each KiB of it. */
const BASE_MILLISECONDS = 1_500;
const MILLISECONDS_PER_KIBIBYTE = 4;
/** One slow run may be chance: the machine has other things to do. */
const TRIES = 3;
/** The memory that an idle thread holds; the largest input is half a MiB. */
const MAX_RESIDENT_BYTES = 1.5 * 2 ** 30;

let slowest = { milliseconds: 0, bytes: 0, index: 0 };
let bytes = 0;
let index = first;
for (; index < last && Date.now() < until; index++) {
  at[0] = index;
  const input = inputOf(name, samples, randomFrom(`${seed} ${name} ${index}`));
  bytes += input.length;
  await tryInput(input);
}
parentPort.postMessage({ inputs: index - first, bytes, slowest });

async function tryInput(input) {
  try {
    const milliseconds = await fastest(input);
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, bytes: input.length, index };
    const { rss } = process.memoryUsage();
    if (rss > MAX_RESIDENT_BYTES) throw new Error(`${Math.round(rss / 2 ** 20)} MiB are held`);
  } catch (error) {
    parentPort.postMessage({
      finding: error instanceof Error ? (error.stack ?? error.message) : String(error),
      index,
      input,
    });
  }
}

/** Throws when it takes too long every time. */
async function fastest(input) {
  const allowed = BASE_MILLISECONDS + (input.length / 1_024) * MILLISECONDS_PER_KIBIBYTE;
  let best = Infinity;
  for (let tries = 0; tries < TRIES && best > allowed; tries++) {
    const start = process.cpuUsage();
    await target.run(input, randomFrom(`${seed} ${name} ${index} run`), samples);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1_000);
  }
  if (best > allowed)
    throw new Error(`${input.length} bytes take ${Math.round(best)} ms, ${Math.round(allowed)} are allowed`);
  return best;
}
