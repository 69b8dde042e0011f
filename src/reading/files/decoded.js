// The output of a zlib decoder, pulled piece by piece. Nothing that was decoded is lost when the input breaks off or is
// damaged, because the decoder gets the next piece only when all output of the last one was taken.
// Plain JavaScript, as find-worker.js is: it runs as it stands.

/** @import { Transform } from "node:stream" */
/**
 * @typedef {(into: Uint8Array, position: number) => Promise<number> | number} ReadAt Bytes read; 0 at the end
 * @typedef {object} Input Bytes that were read and not taken yet
 * @property {(wanted?: number) => Promise<Buffer>} peek At least so many bytes, fewer only at the end
 * @property {(length: number) => void} skip
 * @typedef {{ length: number, failure: string | null }} Filled
 * @typedef {object} Filler
 * @property {(into: Uint8Array) => Promise<Filled>} fill Fewer bytes than there is room for come only at the end
 * @property {() => void} close
 */

/** What cannot be decoded; its message says why. */
export class Damage extends Error {}

/** Reads in pieces of `size` bytes. @param {ReadAt} readAt @param {number} size @returns {Input} */
export function createInput(readAt, size) {
  const buffer = Buffer.allocUnsafe(size);
  let [start, end, position, isEnded] = [0, 0, 0, false];

  /** @param {number} [wanted] */
  async function peek(wanted = 1) {
    if (end - start < wanted && start > 0) {
      buffer.copyWithin(0, start, end);
      [start, end] = [0, end - start];
    }
    while (end - start < wanted && !isEnded) {
      const length = await readAt(buffer.subarray(end), position);
      isEnded = length === 0;
      position += length;
      end += length;
    }
    return buffer.subarray(start, end);
  }

  return { peek, skip: (length) => void (start += length) };
}

/**
 * Gives the output until the decoder ends, and takes only the decoder's own bytes from the input. Throws Damage when the
 * input ends before, or cannot be decoded. With `isWhole`, the decoder's bytes end where the input does. Its high
 * water mark must be 1: below, it would go on, and an error would drop what waits to be taken.
 * @param {Transform & { bytesWritten: number }} decoder @param {Input} input @param {boolean} [isWhole]
 * @returns {AsyncGenerator<Buffer, undefined>}
 */
export async function* decoded(decoder, input, isWhole = false) {
  const state = { isEnded: false, isWriting: false, wake: () => {} };
  /** @type {Error | null} */
  let failure = null;
  decoder.on("readable", () => state.wake());
  decoder.on("end", () => {
    state.isEnded = true;
    state.wake();
  });
  decoder.on("error", (error) => {
    failure = error;
    state.wake();
  });
  const written = () => {
    state.isWriting = false;
    state.wake();
  };
  let taken = 0;
  try {
    while (!state.isEnded) {
      const woken = new Promise((resolve) => (state.wake = () => resolve(null)));
      const chunk = /** @type {Buffer | null} */ (decoder.read());
      if (chunk) yield chunk;
      else if (failure) throw new Damage(/** @type {Error} */ (failure).message);
      else if (state.isWriting || state.isEnded || decoder.readableEnded) await woken;
      else {
        input.skip(decoder.bytesWritten - taken);
        taken = decoder.bytesWritten;
        const piece = await input.peek();
        if (piece.length === 0 && !isWhole) throw new Damage("unexpected end of file");
        state.isWriting = true;
        if (piece.length === 0) decoder.end();
        else decoder.write(piece, written);
      }
    }
    input.skip(decoder.bytesWritten - taken);
  } finally {
    decoder.destroy();
  }
}

/** @param {AsyncGenerator<Buffer, undefined>} chunks @returns {Filler} */
export function createFiller(chunks) {
  /** @type {Buffer | null} */
  let rest = null;
  /** @type {string | null} */
  let failure = null;
  let isEnded = false;

  async function next() {
    try {
      const { value, done } = await chunks.next();
      isEnded = done === true;
      return value ?? null;
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      isEnded = true;
      failure = error.message;
      return null;
    }
  }

  /** @param {Uint8Array} into */
  async function fill(into) {
    let length = 0;
    while (length < into.length && (rest || !isEnded)) {
      rest ??= await next();
      if (!rest) continue;
      const part = rest.subarray(0, into.length - length);
      into.set(part, length);
      length += part.length;
      rest = part.length === rest.length ? null : rest.subarray(part.length);
    }
    return { length, failure: length < into.length ? failure : null };
  }

  // A read that is under way is not waited for: it may be a pipe.
  return { fill, close: () => void chunks.return(undefined).catch(() => {}) };
}
