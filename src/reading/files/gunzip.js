// Decompresses gzip (RFC 1952) member by member, as `gzip -dc` does: zeros after the last one are padding, anything
// else there is reported and left. Plain JavaScript, as find-worker.js is: a thread writes into memory that others read.

import { crc32 } from "node:zlib";
import { createInput, Damage } from "./decoded.js";
import { inflateBeside, UNEXPECTED_END } from "./inflate.js";

/** @import { Filled, Filler, Input, ReadAt } from "./decoded.js" */
/** @import { Inflate } from "./inflate.js" */

/** Three times as fast as zlib's default of 16 KiB. */
const CHUNK_SIZE = 256 << 10;
/** Damaged data may lose this much before the damage: a line or two. */
const SMALL_CHUNK_SIZE = 1 << 10;

const MEMBER = { magic: 0x8b1f, deflate: 8, headerLength: 10, trailerLength: 8 };
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };

/** `isRepeatable`: `readAt` heeds the position. @typedef {{ inflate?: Inflate, chunkSize?: number, isRepeatable?: boolean }} GunzipOptions */
/** `isBadData`: it cannot be decoded, while bad bytes around it or an early end can be told exactly. @typedef {Filled & { isBadData: boolean }} Unpacked */

/** From its beginning. @param {ReadAt} readAt @param {GunzipOptions} [options] @returns {Filler} */
export function createGunzip(readAt, options = {}) {
  const { inflate = inflateBeside, chunkSize = CHUNK_SIZE } = options;
  let mayRepeat = options.isRepeatable ?? false;
  let members = createMembers(createInput(readAt, CHUNK_SIZE), inflate, chunkSize);
  let given = 0;

  /** @param {Uint8Array} into @returns {Promise<Filled>} */
  async function fill(into) {
    const { length, failure, isBadData } = await members.fill(into);
    given += length;
    if (!isBadData || !mayRepeat) return { length, failure };
    // zlib drops what it decoded last. In small pieces, once more from the beginning, it drops next to nothing.
    mayRepeat = false;
    members.close();
    members = createMembers(createInput(readAt, CHUNK_SIZE), inflate, SMALL_CHUNK_SIZE);
    await pass(members, given);
    const more = await fill(into.subarray(length));
    return { ...more, length: length + more.length };
  }

  return { fill, close: () => members.close() };
}

/** @param {Filler} filler @param {number} length */
async function pass(filler, length) {
  const passed = new Uint8Array(Math.min(length, CHUNK_SIZE));
  for (let left = length; left > 0; left -= passed.length)
    await filler.fill(passed.subarray(0, Math.min(left, passed.length)));
}

/**
 * A member that is being unpacked: what its trailer must say, and whether all of it was decoded.
 * @typedef {{ data: Filler, crc: number, length: number, isDecoded: boolean }} Member
 */

/** @param {Input} input @param {Inflate} inflate @param {number} chunkSize */
function createMembers(input, inflate, chunkSize) {
  /** @type {Member | null} */
  let member = null;
  let isFirst = true;
  /** Set at the end. @type {Omit<Unpacked, "length"> | null} */
  let end = null;

  const goesOn = () => end === null;

  /** Bytes written; throws Damage. @param {Uint8Array} into */
  async function advance(into) {
    if (member?.isDecoded === false) return unpack(member, into);
    if (member) await finish(member);
    else await begin();
    return 0;
  }

  async function begin() {
    if (isFirst || (await isMemberNext(input))) {
      await skipHeader(input);
      member = { data: inflate(input, chunkSize), crc: 0, length: 0, isDecoded: false };
    } else end = NOTHING_WRONG;
    isFirst = false;
  }

  /** @param {Member} current @param {Uint8Array} into */
  async function unpack(current, into) {
    const { length, failure } = await current.data.fill(into);
    current.crc = crc32(into.subarray(0, length), current.crc);
    current.length += length;
    current.isDecoded = length < into.length;
    if (failure !== null) end = { failure, isBadData: failure !== UNEXPECTED_END };
    return length;
  }

  /** @param {Member} current */
  async function finish({ data, crc, length }) {
    data.close();
    member = null;
    await checkTrailer(input, crc, length);
  }

  /** Fewer bytes than there is room for come only at the end. @param {Uint8Array} into @returns {Promise<Unpacked>} */
  async function fill(into) {
    let length = 0;
    try {
      while (length < into.length && goesOn()) length += await advance(into.subarray(length));
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      end = { failure: error.message, isBadData: false };
    }
    return { length, ...((length < into.length && end) || NOTHING_WRONG) };
  }

  return { fill, close: () => member?.data.close() };
}

const NOTHING_WRONG = { failure: null, isBadData: false };

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
  if (header.length < MEMBER.headerLength) throw new Damage(UNEXPECTED_END);
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
    if (there === 0) throw new Damage(UNEXPECTED_END);
    input.skip(Math.min(there, left));
    left -= there;
  }
}

/** Up to its zero. @param {Input} input */
async function skipText(input) {
  for (;;) {
    const bytes = await input.peek();
    const end = bytes.indexOf(0);
    if (bytes.length === 0) throw new Damage(UNEXPECTED_END);
    input.skip(end < 0 ? bytes.length : end + 1);
    if (end >= 0) return;
  }
}

/** @param {Input} input @param {number} crc @param {number} length */
async function checkTrailer(input, crc, length) {
  const trailer = await input.peek(MEMBER.trailerLength);
  if (trailer.length < MEMBER.trailerLength) throw new Damage(UNEXPECTED_END);
  if (trailer.readUInt32LE(0) !== crc) throw new Damage("incorrect data check");
  if (trailer.readUInt32LE(4) !== length % 2 ** 32) throw new Damage("incorrect length check");
  input.skip(MEMBER.trailerLength);
}
