// @ts-check
// The thread of finders.ts: reads stretches of a file into the shared memory, and searches them there. Plain
// JavaScript, so that it runs as it stands: from the sources in the tests, and from dist.

import { readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

/** @type {{ module: WebAssembly.Module, memory: WebAssembly.Memory }} */
const { module, memory } = workerData;
const bytes = new Uint8Array(memory.buffer);
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const find = /** @type {import("./searcher.ts").Find} */ (exports["find"]);

/** @param {import("./finders.ts").FileRange} range @returns {number} bytes read: fewer at the end of the file */
function read({ fd, position, address, length }) {
  for (let done = 0; ;) {
    const more = done < length ? readSync(fd, bytes, address + done, length - done, position + done) : 0;
    if (more === 0) return done;
    done += more;
  }
}

parentPort?.on("message", (/** @type {import("./finders.ts").Job} */ job) => {
  const length = job.fd === null ? job.length : read({ ...job, fd: job.fd });
  const from = job.address + job.before;
  const to = job.address + length - job.behind;
  const [found, stoppedAt, lineFeeds] =
    from < to ? find(from, to, job.address, job.address + length, job.out, job.max) : [0, from, 0];
  parentPort?.postMessage({ length, found, stoppedAt, lineFeeds });
});
