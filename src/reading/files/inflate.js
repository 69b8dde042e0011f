// Two ways to inflate (RFC 1951) what a gzip member holds, with the same bytes. Straight: zlib writes into the memory where
// the bytes are wanted, in this thread. Beside: a stream, whose work is done by threads of Node.js's own, which allocates each
// piece and copies it; it takes half as long again of the processors, and leaves this thread to others.
// Plain JavaScript, as find-worker.js is.

import { constants, createInflateRaw } from "node:zlib";
import { createFiller, Damage, decoded } from "./decoded.js";

/** @import { InflateRaw } from "node:zlib" */
/** @import { Filler, Input } from "./decoded.js" */

/** `chunkSize`: the most that is decoded at once, and what is lost of it in front of damaged data. @typedef {(input: Input, chunkSize: number) => Filler} Inflate */

export const UNEXPECTED_END = "unexpected end of file";

/** @type {Inflate} */
export function inflateBeside(input, chunkSize) {
  // Below the mark zlib goes on, and an error would drop what waits to be taken.
  const decoder = createInflateRaw(/** @type {object} */ ({ chunkSize, highWaterMark: 1 }));
  return createFiller(decoded(decoder, input));
}

/**
 * What Node.js's streams call; their typed part has no function that decodes a piece and waits for it. Packages that
 * decode images have called it since Node.js 9.
 * @typedef {object} Handle
 * @property {(flush: number, from: Uint8Array, start: number, length: number, into: Uint8Array, at: number, room: number) => void} writeSync
 */

/** zlib's least; the decoder's own buffer is not used. */
const MIN_CHUNK_SIZE = 64;

/** @type {Inflate} */
export function inflateStraight(input, chunkSize) {
  const decoder = createInflateRaw({ chunkSize: MIN_CHUNK_SIZE });
  const { _handle: handle, _writeState: state } = /** @type {{ _handle?: Handle, _writeState?: unknown }} */ (
    /** @type {unknown} */ (decoder)
  );
  if (typeof handle?.writeSync === "function" && state instanceof Uint32Array && state.length === 2)
    return straightFiller(decoder, handle, state, input, chunkSize);
  decoder.close();
  return inflateBeside(input, chunkSize);
}

/**
 * @param {InflateRaw} decoder @param {Handle} handle @param {Uint32Array} state @param {Input} input
 * @param {number} chunkSize @returns {Filler}
 */
function straightFiller(decoder, handle, state, input, chunkSize) {
  let isEnded = false;
  // Without a listener it would end the process; `errored` tells it sooner.
  decoder.on("error", () => {});

  /** Bytes written; throws Damage. @param {Uint8Array} into @param {number} at */
  async function inflate(into, at) {
    const piece = await input.peek();
    if (piece.length === 0) throw new Damage(UNEXPECTED_END);
    const room = Math.min(into.length - at, chunkSize);
    handle.writeSync(constants.Z_NO_FLUSH, piece, 0, piece.length, into, at, room);
    if (decoder.errored) throw new Damage(decoder.errored.message);
    const [left = 0, untaken = 0] = state;
    input.skip(piece.length - untaken);
    // Neither room nor bytes were lacking.
    isEnded = left > 0 && untaken > 0;
    return room - left;
  }

  /** @param {Uint8Array} into */
  async function fill(into) {
    let length = 0;
    try {
      while (length < into.length && !isEnded) length += await inflate(into, length);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      isEnded = true;
      return { length, failure: error.message };
    }
    return { length, failure: null };
  }

  return { fill, close: () => decoder.close() };
}
