// Bytes that are gathered, however many they become.

export interface Sink {
  push: (byte: number) => void;
  append: (bytes: Buffer, from?: number, to?: number) => void;
  length: () => number;
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
    length += bytes.copy(buffer, length, from, to);
  }

  function push(byte: number): void {
    reserve(1);
    buffer[length++] = byte;
  }

  function take(): Buffer {
    const taken = buffer.subarray(0, length);
    buffer = Buffer.alloc(0);
    length = 0;
    return taken;
  }

  return { push, append, take, length: () => length };
}
