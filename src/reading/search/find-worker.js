// @ts-check
// The thread of finders.ts: reads or decompresses stretches of a file into the shared memory, and searches them
// there. Plain JavaScript, so that it runs as it stands: from the sources in the tests, and from dist.

import { readSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { answerQuestions } from "../threads/answer.js";

/** @import { Find } from "./searcher.ts" */
/** @import { FileRange, Found, Job } from "./finders.ts" */
/** @import { Filler } from "../files/decoded.js" */

/** @type {{ module: WebAssembly.Module, memory: WebAssembly.Memory }} */
const { module, memory } = workerData;
const bytes = new Uint8Array(memory.buffer);
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const find = /** @type {Find} */ (exports["find"]);
/** `taken`: bytes of the file. @typedef {{ length: number, taken: number, failure: string | null }} Piece */
/** The compressed file that this thread is at. @type {Filler | null} */
let compressed = null;
/** Decompressed bytes of it so far, infinitely many at its end; NaN after a failure. */
let given = 0;
let taken = 0;

/** @param {FileRange} range @returns {number} bytes read: fewer at the end of the file */
function read({ fd, position, address, length }) {
  for (let done = 0; ;) {
    const more = done < length ? readSync(fd, bytes, address + done, length - done, position + done) : 0;
    if (more === 0) return done;
    done += more;
  }
}

/**
 * A piece of the decompressed file, by its position there. The pieces follow each other: a piece that does not follow
 * the last one is refused, because it would hold the bytes of another.
 * @param {FileRange} range @returns {Promise<Piece>}
 */
async function decompress({ fd, position, address, length }) {
  if (position === 0) {
    compressed?.close();
    given = 0;
    taken = 0;
    const { createGunzip } = await import("../files/gunzip.js");
    const { inflateStraight } = await import("../files/inflate.js");
    const readAt = (/** @type {Uint8Array} */ into, /** @type {number} */ at) => {
      const more = readSync(fd, into, 0, into.length, at);
      taken = Math.max(taken, at + more);
      return more;
    };
    compressed = createGunzip(readAt, { inflate: inflateStraight, isRepeatable: true });
  }
  if (!compressed || (position !== given && given !== Infinity))
    throw new Error(`asked for byte ${position} of a file at ${given}`);
  const isAtEnd = given === Infinity;
  given = NaN;
  const before = position === 0 ? 0 : taken;
  const filled = await compressed.fill(bytes.subarray(address, address + length));
  given = isAtEnd || filled.length < length ? Infinity : position + length;
  return { ...filled, taken: taken - before };
}

/** @param {Job} job @returns {Promise<Piece>} */
async function load(job) {
  const { fd, length } = job;
  if (fd === null) return { length, taken: 0, failure: null };
  if (job.isGzip) return decompress({ ...job, fd });
  return { length: read({ ...job, fd }), taken: 0, failure: null };
}

/** @param {Job} job @returns {Promise<Found>} */
async function answer(job) {
  const piece = await load(job);
  const from = job.address + job.before;
  const end = job.address + piece.length;
  const to = end - job.after;
  const [found, stoppedAt, lineFeeds] =
    from < to && job.isGzip !== true ? find(from, to, job.address, end, job.out, job.max) : [0, from, 0];
  return { ...piece, found, stoppedAt, lineFeeds };
}

answerQuestions(answer);
