// `npm run bench`: makes the inputs, runs whybounce side by side with the programs that are installed, checks
// that what it counts is the truth, and prints the table of targets. The figures are kept in a file; with
// `--write` docs/performance.md and its plot are made of them.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createInputs } from "./inputs.js";
import { busyShare, compare, median } from "./measure.js";
import { writePage } from "./page.js";
import { versionOf } from "./programs.js";
import { keepRow, loadResults, saveResults } from "./results.js";
import { createRows } from "./rows.js";
import { createSweeps } from "./sweeps.js";
import { targetTable } from "./table.js";

/** @import { Row } from "./rows.js" */
/** @import { Sweep } from "./sweeps.js" */

const usage = `npm run bench -- [options]
  --only WORDS      only these rows or sweeps, separated by commas; each begins with its word
  --runs N          the median of N runs (5); 0 measures nothing, for --write alone
  --size MIB        what stands for a GiB in the table (1024); all other sizes change alike
  --slow            also pflogsumm and eximstats, once; they take minutes
  --huge            also the inputs of 4 GiB, deleted afterwards
  --write           make docs/performance.md and docs/performance.svg of the figures
  --results FILE    the figures are kept there (bench/results.json)
  --directory DIR   the inputs are kept there, some 20 GiB (whybounce-bench in the temporary directory)
  --list            the names of the rows and sweeps`;
/** Other programs at work make the figures worthless. */
const BUSY_LIMIT = 0.1;

const options = readOptions();
const runs = positive("runs", options.runs, 0);
const mebibytes = positive("size", options.size, 16);
const words = options.only.split(",").filter(Boolean);
const isAsked = (/** @type {string} */ id) => words.length === 0 || words.some((word) => id.startsWith(word));

const inputs = createInputs(options.directory);
const rows = createRows(inputs, { mebibytes, runs, isSlow: options.slow });
const sweeps = createSweeps(inputs, { mebibytes });
const results = loadResults(options.results);

if (options.help) console.log(usage);
else if (options.list) console.log([...rows, ...sweeps].map(({ id }) => id).join("\n"));
else await main();

async function main() {
  for (const row of runs === 0 ? [] : rows) {
    if (isAsked(row.id) && (options.huge || !row.isHuge)) await guarded(row.id, () => measureRow(row));
  }
  for (const sweep of runs === 0 ? [] : sweeps) {
    if (isAsked(sweep.id)) await guarded(sweep.id, async () => measureSweep(sweep));
  }
  console.log(targetTable(results));
  if (options.write) writePage(results);
}

/** A row that fails, or whose counts are wrong, does not stop the others. @param {string} id @param {() => Promise<void>} measure */
async function guarded(id, measure) {
  try {
    await measure();
    saveResults(options.results, results);
  } catch (error) {
    console.error(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/** @param {Row} row */
async function measureRow({ id, prepare }) {
  const { work, bytes, count, programs, close, ...job } = await prepare();
  try {
    const busy = await quietness(id);
    const measured = compare(programs, job.runs ?? runs);
    const versioned = Object.entries(measured).map(([name, figures]) => {
      const version = versionOf(name);
      return [name, version ? { ...figures, version } : figures];
    });
    const note = (await close?.()) || undefined;
    keepRow(results, id, { work, bytes, count, busy, note, programs: Object.fromEntries(versioned) });
    for (const [name, { seconds, megabytes }] of Object.entries(measured))
      console.error(
        `${id}: ${name} ${median(seconds).toFixed(3)} s, ${Math.max(...megabytes).toFixed(0)} MB`,
      );
  } catch (error) {
    await close?.();
    throw error;
  }
}

/** @param {Sweep} sweep */
async function measureSweep({ id, points }) {
  const prepared = points();
  const busy = await quietness(id);
  const programs = Object.fromEntries(prepared.map(({ program }, index) => [index, program]));
  const measured = compare(programs, runs);
  const figures = prepared.flatMap(({ series, x, bytes }, index) => {
    const found = measured[index];
    return found ? [{ series, x, bytes, ...found }] : [];
  });
  results.sweeps[id] = { busy, points: figures };
  for (const { series, x, seconds, megabytes } of figures)
    console.error(
      `${id}: ${series} ${x}: ${median(seconds).toFixed(3)} s, ${Math.max(...megabytes).toFixed(0)} MB`,
    );
}

/** @param {string} id */
async function quietness(id) {
  const busy = await busyShare();
  if (busy > BUSY_LIMIT)
    console.error(
      `${id}: other programs use ${(busy * 100).toFixed(0)} % of the processors; the figures will be off`,
    );
  return Number(busy.toFixed(2));
}

/** @param {string} name @param {string} value @param {number} least */
function positive(name, value, least) {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least) return number;
  console.error(`--${name} ${value}: write a whole number, ${least} or more`);
  process.exit(2);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: "string", default: "" },
        runs: { type: "string", default: "5" },
        size: { type: "string", default: "1024" },
        slow: { type: "boolean", default: false },
        huge: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        results: { type: "string", default: fileURLToPath(new URL("results.json", import.meta.url)) },
        directory: { type: "string", default: join(tmpdir(), "whybounce-bench") },
        list: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}
