// @ts-check
// Decompresses a gzip file in a thread of its own, into memory that others read: the thread's heap is small, so
// that the many buffers zlib asks for are collected in no time. Plain JavaScript, as find-worker.js is.

import { readSync } from "node:fs";
import { createGunzip } from "node:zlib";

/** As in decompress.ts. */
const CHUNK_SIZE = 256 << 10;
/** Chunks that wait until somebody has room for them: while one stretch is searched, the next is decompressed. */
const MAX_WAITING = 4;

/**
 * @typedef {{ length: number, taken: number, failure: string | null }} Piece `taken`: bytes of the file
 * @typedef {{ fill: (into: Uint8Array) => Promise<Piece>, close: () => void }} GunzipFile
 */

/** The file from its beginning; `fill` gives fewer bytes than there is room for only at the end. @param {number} fd @returns {GunzipFile} */
export function gunzipFile(fd) {
  const decoder = createGunzip({ chunkSize: CHUNK_SIZE });
  /** @type {Buffer[]} */
  const waiting = [];
  const state = { ended: false, taken: 0, told: 0, position: 0 };
  /** @type {string | null} */
  let failure = null;
  /** A file that cannot be read is left to who asked. @type {unknown} */
  let trouble = null;
  let wake = () => {};

  decoder.on("data", (/** @type {Buffer} */ chunk) => {
    if (waiting.push(chunk) >= MAX_WAITING) decoder.pause();
    wake();
  });
  decoder.on("error", (error) => {
    failure = error.message;
    end();
  });
  decoder.on("end", end);
  decoder.on("close", end);
  void feed();

  function end() {
    state.ended = true;
    wake();
  }

  /** Tells the end in a call of its own, as decompress.ts does. */
  async function feed() {
    const buffer = Buffer.allocUnsafe(CHUNK_SIZE);
    try {
      for (;;) {
        const length = readSync(fd, buffer, 0, buffer.length, state.position);
        state.position += length;
        state.taken += length;
        if (length === 0) return void decoder.end();
        await new Promise((resolve) => void decoder.write(buffer.subarray(0, length), resolve));
        if (decoder.destroyed) return;
      }
    } catch (error) {
      trouble = error;
      end();
    }
  }

  /** @type {GunzipFile["fill"]} */
  async function fill(into) {
    let length = 0;
    while (length < into.length) {
      const [chunk] = waiting;
      if (chunk) {
        const part = chunk.subarray(0, into.length - length);
        into.set(part, length);
        length += part.length;
        if (part.length === chunk.length) waiting.shift();
        else waiting[0] = chunk.subarray(part.length);
      } else if (state.ended) {
        break;
      } else {
        const woken = new Promise((resolve) => (wake = () => resolve(null)));
        decoder.resume();
        await woken;
      }
    }
    if (trouble) throw trouble;
    if (!state.ended) decoder.resume();
    const taken = state.taken - state.told;
    state.told = state.taken;
    return { length, taken, failure: length < into.length ? failure : null };
  }

  return { fill, close: () => void decoder.destroy() };
}
