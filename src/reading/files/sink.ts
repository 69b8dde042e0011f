// Bytes that are gathered, however many they become.

/** To set up the copy of fewer bytes takes longer than the copy. */
const SHORT = 100;

export interface Sink {
  append: (bytes: Buffer, from?: number, to?: number) => void;
  length: () => number;
  clear: () => void;
  /** What was gathered; the sink is empty after it. */
  take: () => Buffer;
}

export function createSink(size: number): Sink {
  let buffer = Buffer.alloc(0);
  let length = 0;

  function reserve(count: number): void {
    if (length + count <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(size, 2 * (length + count)));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }

  function append(bytes: Buffer, from = 0, to = bytes.length): void {
    reserve(to - from);
    if (to - from > SHORT) length += bytes.copy(buffer, length, from, to);
    else for (let at = from; at < to; at++) buffer[length++] = bytes[at]!;
  }

  function clear(): void {
    length = 0;
  }

  function take(): Buffer {
    const taken = buffer.subarray(0, length);
    buffer = Buffer.alloc(0);
    length = 0;
    return taken;
  }

  return { append, clear, take, length: () => length };
}
