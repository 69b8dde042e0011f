// The measured figures, kept in a file so that rows can be measured one at a time and put together.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { processors } from "./measure.js";

/** @import { Measured } from "./measure.js" */

/**
 * @typedef {{ work: string, bytes?: number | undefined, count?: number | undefined, busy: number, note?: string | undefined, programs: Record<string, Measured & { version?: string }> }} RowResult
 * @typedef {Measured & { series: string, x: number, bytes: number }} PointResult
 * @typedef {{ busy: number, points: PointResult[] }} SweepResult
 * @typedef {{ processors: number, memoryGib: number, node: string, system: string }} Machine
 * @typedef {{ machine: Machine, rows: Record<string, RowResult>, sweeps: Record<string, SweepResult> }} Results
 */

/** @param {string} path @returns {Results} */
export function loadResults(path) {
  const kept = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { rows: {}, sweeps: {} };
  return { machine: thisMachine(), ...kept };
}

/** @returns {Machine} */
export function thisMachine() {
  return {
    processors,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  };
}

/** What was too slow to run again is kept, as long as the input is the same. @param {Results} results @param {string} id @param {RowResult} row */
export function keepRow(results, id, row) {
  const before = results.rows[id];
  const kept = before && before.bytes === row.bytes && before.count === row.count ? before.programs : {};
  results.rows[id] = { ...row, programs: { ...kept, ...row.programs } };
}

/** @param {string} path @param {Results} results */
export function saveResults(path, results) {
  results.machine = thisMachine();
  const text = JSON.stringify(results, null, 1);
  // The figures of one program stand on one line, so that a difference is easy to read.
  const short = text.replaceAll(/\[[\d.,\s]+\]/g, (numbers) => numbers.replaceAll(/\s+/g, ""));
  writeFileSync(path, `${short}\n`);
}
