// Decompresses gzip (RFC 1952) member by member, as `gzip -dc` does: zeros after the last one are padding, anything
// else there is reported and left. In a thread it writes into memory that others read: the thread's heap is small, so
// the many buffers zlib asks for are collected at once. Plain JavaScript, as find-worker.js is.

import { crc32, createInflateRaw } from "node:zlib";
import { createFiller, createInput, Damage, decoded } from "./decoded.js";

/** @import { Filler, Input, ReadAt } from "./decoded.js" */

/** Three times as fast as zlib's default of 16 KiB. */
const CHUNK_SIZE = 256 << 10;
/** Damaged data may lose this much before the damage: a line or two. */
const SMALL_CHUNK_SIZE = 1 << 10;

const MEMBER = { magic: 0x8b1f, deflate: 8, headerLength: 10, trailerLength: 8 };
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };

/** Compressed data that cannot be decoded; bad bytes around it are Damage, too, but not this. */
class BadData extends Damage {}

/** `isRepeatable`: `readAt` heeds the position. @typedef {{ chunkSize?: number, isRepeatable?: boolean }} GunzipOptions */

/** From its beginning. @param {ReadAt} readAt @param {GunzipOptions} [options] @returns {Filler} */
export function createGunzip(readAt, options = {}) {
  return createFiller(gunzip(readAt, options));
}

/** @param {ReadAt} readAt @param {GunzipOptions} options @returns {AsyncGenerator<Buffer, undefined>} */
async function* gunzip(readAt, { chunkSize = CHUNK_SIZE, isRepeatable = false }) {
  let given = 0;
  try {
    for await (const chunk of members(createInput(readAt, CHUNK_SIZE), chunkSize)) {
      given += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof BadData) || !isRepeatable) throw error;
    // zlib drops what it decoded last. In small pieces, once more from the beginning, it drops next to nothing.
    yield* after(given, members(createInput(readAt, CHUNK_SIZE), SMALL_CHUNK_SIZE));
  }
}

/** @param {number} position @param {AsyncGenerator<Buffer>} chunks @returns {AsyncGenerator<Buffer, undefined>} */
async function* after(position, chunks) {
  let passed = 0;
  for await (const chunk of chunks) {
    const known = Math.min(Math.max(position - passed, 0), chunk.length);
    passed += chunk.length;
    if (known < chunk.length) yield chunk.subarray(known);
  }
}

/** @param {Input} input @param {number} chunkSize @returns {AsyncGenerator<Buffer>} */
async function* members(input, chunkSize) {
  for (let isFirst = true; isFirst || (await isMemberNext(input)); isFirst = false) {
    await skipHeader(input);
    let [crc, length] = [0, 0];
    for await (const chunk of inflated(input, chunkSize)) {
      crc = crc32(chunk, crc);
      length += chunk.length;
      yield chunk;
    }
    await checkTrailer(input, crc, length);
  }
}

/** @param {Input} input @param {number} chunkSize @returns {AsyncGenerator<Buffer>} */
async function* inflated(input, chunkSize) {
  // Below the mark zlib goes on, and an error would drop what waits to be taken.
  const decoder = createInflateRaw(/** @type {object} */ ({ chunkSize, highWaterMark: 1 }));
  try {
    yield* decoded(decoder, input);
  } catch (error) {
    if (error instanceof Damage && !error.message.startsWith("unexpected end"))
      throw new BadData(error.message);
    throw error;
  }
}

/** False at the end; throws Damage for what is no member. @param {Input} input */
async function isMemberNext(input) {
  let bytes = await input.peek(2);
  if (bytes.length >= 2 && bytes.readUInt16LE(0) === MEMBER.magic) return true;
  for (; bytes.length > 0; bytes = await input.peek()) {
    if (bytes.some((byte) => byte !== 0)) throw new Damage("trailing garbage ignored");
    input.skip(bytes.length);
  }
  return false;
}

/** @param {Input} input */
async function skipHeader(input) {
  const header = await input.peek(MEMBER.headerLength);
  const [, , method = MEMBER.deflate, flags = 0] = header;
  if (method !== MEMBER.deflate) throw new Damage("unknown compression method");
  if ((flags & FLAGS.reserved) !== 0) throw new Damage("unknown header flags set");
  if (header.length < MEMBER.headerLength) throw new Damage("unexpected end of file");
  input.skip(MEMBER.headerLength);
  if ((flags & FLAGS.extra) !== 0) {
    const [low = 0, high = 0] = await input.peek(2);
    await skip(input, 2 + low + (high << 8));
  }
  for (const flag of [FLAGS.name, FLAGS.comment]) if ((flags & flag) !== 0) await skipText(input);
  if ((flags & FLAGS.headerCrc) !== 0) await skip(input, 2);
}

/** @param {Input} input @param {number} length */
async function skip(input, length) {
  for (let left = length; left > 0;) {
    const { length: there } = await input.peek();
    if (there === 0) throw new Damage("unexpected end of file");
    input.skip(Math.min(there, left));
    left -= there;
  }
}

/** Up to its zero. @param {Input} input */
async function skipText(input) {
  for (;;) {
    const bytes = await input.peek();
    const end = bytes.indexOf(0);
    if (bytes.length === 0) throw new Damage("unexpected end of file");
    input.skip(end < 0 ? bytes.length : end + 1);
    if (end >= 0) return;
  }
}

/** @param {Input} input @param {number} crc @param {number} length */
async function checkTrailer(input, crc, length) {
  const trailer = await input.peek(MEMBER.trailerLength);
  if (trailer.length < MEMBER.trailerLength) throw new Damage("unexpected end of file");
  if (trailer.readUInt32LE(0) !== crc) throw new Damage("incorrect data check");
  if (trailer.readUInt32LE(4) !== length % 2 ** 32) throw new Damage("incorrect length check");
  input.skip(MEMBER.trailerLength);
}
