// How cost grows: one quantity is changed, the others stay.

import { analyze, installedPeers } from "./programs.js";
import { REFUSALS_PER_GIB } from "./rows.js";

/** @import { Input, Inputs } from "./inputs.js" */
/** @import { Program } from "./measure.js" */

/**
 * A point of a curve: `x` in the sweep's own unit.
 * @typedef {{ series: string, x: number, bytes: number, program: Program }} Point
 * @typedef {{ id: string, points: () => Point[] }} Sweep
 */

const MIB = 1 << 20;
const sizeShares = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];
const densities = [0, 0.000_2, 0.002, 0.02, 0.2, 1];
const fileCounts = [1, 10, 100, 1_000];
const ipCounts = [1, 10, 100, 1_000, 10_000];
/** One message of ten is refused while the number of addresses changes: 4,000 refusals in 256 MiB. */
const IPS_SHARE = 0.1;

/** @param {Inputs} inputs @param {{ mebibytes: number }} options @returns {Sweep[]} */
export function createSweeps(inputs, { mebibytes }) {
  const middle = (mebibytes / 4) * MIB;
  const refusalsIn = (/** @type {number} */ bytes) => Math.round((bytes / (1_024 * MIB)) * REFUSALS_PER_GIB);
  const log = (/** @type {"postfix" | "exim"} */ format, /** @type {number} */ bytes) =>
    inputs.log({ format, bytes, refusals: refusalsIn(bytes) });
  /** @param {string} series @param {number} x @param {Input} input @returns {Point} */
  const point = (series, x, { paths, bytes, truth }) => ({
    series,
    x,
    bytes,
    program: analyze(paths, truth),
  });

  return [
    {
      id: "sweep-size",
      points: () =>
        sizeShares.flatMap((share) => {
          const bytes = mebibytes * share * MIB;
          const postfix = log("postfix", bytes);
          const grep = installedPeers(postfix.paths, ["grep -cF"])["grep -cF"];
          return [
            point("Postfix", bytes / MIB, postfix),
            point("Exim", bytes / MIB, log("exim", bytes)),
            point("mbox", bytes / MIB, inputs.mailbox({ bytes, ptrShare: 0.05 })),
            ...(grep ? [{ series: "grep -cF", x: bytes / MIB, bytes, program: grep }] : []),
          ];
        }),
    },
    {
      id: "sweep-density",
      points: () =>
        densities.flatMap((share) => [
          point("Postfix", share * 100, inputs.log({ format: "postfix", bytes: middle, share })),
          point("Exim", share * 100, inputs.log({ format: "exim", bytes: middle, share })),
        ]),
    },
    {
      id: "sweep-files",
      points: () =>
        fileCounts.flatMap((count) => {
          const plan = /** @type {const} */ ({
            format: "postfix",
            bytes: middle,
            refusals: refusalsIn(middle),
          });
          return [
            point("plain", count, inputs.rotated(plan, count, false)),
            point("gzip", count, inputs.rotated(plan, count, true)),
          ];
        }),
    },
    {
      id: "sweep-ips",
      points: () =>
        ipCounts.map((ips) =>
          point("Postfix", ips, inputs.log({ format: "postfix", bytes: middle, share: IPS_SHARE, ips })),
        ),
    },
  ];
}
