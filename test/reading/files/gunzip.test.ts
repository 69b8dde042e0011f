// Two ways to inflate give the same bytes and the same failures, whatever is asked for and however the file comes.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createGunzip } from "../../../src/reading/files/gunzip.js";
import { openPath } from "../../../src/reading/files/open.ts";
import { inflateBeside, inflateStraight, type Inflate } from "../../../src/reading/files/inflate.js";

const text = Array.from({ length: 60_000 }, (_, i) => `line ${i} ${(i * 7_919) % 10_007}\n`).join("");
const whole = gzipSync(text);

interface Asked {
  inflate: Inflate;
  /** How many bytes are asked for at once, and how many the file gives. */
  room?: number;
  piece?: number;
  isRepeatable?: boolean;
}

async function unpack(
  bytes: Buffer,
  { inflate, room = 1 << 20, piece = 1 << 18, isRepeatable = true }: Asked,
) {
  let next = 0;
  const { fill, close } = createGunzip(
    (into, position) => {
      const from = isRepeatable ? position : next;
      next = Math.min(bytes.length, from + Math.min(into.length, piece));
      return bytes.copy(into, 0, from, next);
    },
    { inflate, isRepeatable },
  );
  const parts: Buffer[] = [];
  for (;;) {
    const into = new Uint8Array(new SharedArrayBuffer(room));
    const { length, failure } = await fill(into);
    parts.push(Buffer.from(into.slice(0, length)));
    if (length < room) {
      const after = await fill(into);
      expect(after).toEqual({ length: 0, failure });
      close();
      return { text: Buffer.concat(parts).toString("latin1"), failure };
    }
  }
}

function changed(bytes: Buffer, at: number, to: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = to;
  return copy;
}

/** Its end falls on the end of a piece that the file gives. */
const endsAtPiece = gzipSync(text.slice(0, 5_000));

/** After all of the text, a block whose type there is not. */
const bad = Buffer.concat([
  whole.subarray(0, 10),
  deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }),
  Buffer.from([0x07]),
]);

describe("straight as beside", () => {
  test.each([
    ["nothing but a header", whole.subarray(0, 10), {}],
    ["one member", whole, {}],
    ["rooms that end with the text", whole, { room: text.length / 2 }],
    ["rooms of a byte", gzipSync("PTR".repeat(300)), { room: 1 }],
    ["a file that comes in bytes", endsAtPiece, { piece: 1 }],
    ["data that end with a piece", endsAtPiece, { piece: endsAtPiece.length - 8 }],
    ["data that end before the trailer's last byte", endsAtPiece.subarray(0, -1), { piece: 100 }],
    ["members, empty ones among them", Buffer.concat([whole, gzipSync(""), whole, Buffer.alloc(99)]), {}],
    ["stored, not compressed", gzipSync(text, { level: 0 }), {}],
    ["cut", whole.subarray(0, whole.length >> 1), {}],
    ["a wrong checksum", changed(whole, whole.length - 8, whole.at(-8)! ^ 1), {}],
    ["a wrong length", changed(whole, whole.length - 1, 1), {}],
    ["text behind", Buffer.concat([whole, Buffer.from(text)]), {}],
  ])("%s", async (_name, bytes, asked) => {
    const straight = await unpack(bytes, { inflate: inflateStraight, ...asked });
    const beside = await unpack(bytes, { inflate: inflateBeside, ...asked });
    expect(straight.failure).toBe(beside.failure);
    expect(straight.text === beside.text).toBe(true);
  });

  test("any cut, and any byte that was damaged", async () => {
    const places = fc.nat({ max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(
        places,
        places,
        fc.nat({ max: 255 }),
        fc.integer({ min: 900, max: 1 << 20 }),
        async (end, at, byte, room) => {
          const bytes = changed(whole.subarray(0, Math.max(end, at + 1)), at, byte);
          const straight = await unpack(bytes, { inflate: inflateStraight, room });
          const beside = await unpack(bytes, { inflate: inflateBeside, room });
          expect(straight.failure).toBe(beside.failure);
          // Of data that cannot be decoded, a kilobyte in front may be lost, more or less of it.
          expect(Math.abs(straight.text.length - beside.text.length)).toBeLessThanOrEqual(1_024);
          const both = Math.min(straight.text.length, beside.text.length);
          expect(straight.text.slice(0, both) === beside.text.slice(0, both)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("bad data of a stream, which cannot be read again", async () => {
    for (const inflate of [inflateStraight, inflateBeside]) {
      const { text: read, failure } = await unpack(bad, { inflate, isRepeatable: false });
      expect(failure).toBe("invalid block type");
      expect(text.startsWith(read)).toBe(true);
    }
  });

  test("bad data of a file: a kilobyte in front may be lost, and nothing before", async () => {
    for (const inflate of [inflateStraight, inflateBeside]) {
      const { text: read, failure } = await unpack(bad, { inflate });
      expect(failure).toBe("invalid block type");
      expect(text.startsWith(read)).toBe(true);
      expect(read.length).toBeGreaterThan(text.length - 1_024);
    }
  });
});

/** How many bytes are moved from one piece of memory to another meanwhile. */
async function bytesCopied(work: () => Promise<unknown>): Promise<number> {
  const copied = vi.spyOn(Uint8Array.prototype, "set");
  try {
    await work();
    return copied.mock.calls.reduce((sum, [from]) => sum + from.length, 0);
  } finally {
    copied.mockRestore();
  }
}

test("straight copies no byte of what it decodes", async () => {
  expect(await bytesCopied(() => unpack(whole, { inflate: inflateStraight }))).toBeLessThan(1_000);
  const beside = await bytesCopied(() => unpack(whole, { inflate: inflateBeside }));
  expect(beside).toBeGreaterThanOrEqual(text.length);
});

test("of a small file, no stream decodes more than the head that is looked at", async () => {
  const folder = await mkdtemp(join(tmpdir(), "whybounce-gunzip-"));
  const path = join(folder, "mail.log.gz");
  await writeFile(path, whole);
  try {
    const copied = await bytesCopied(async () => {
      const { reader, head } = await openPath(path);
      expect(head.toString() === text.slice(0, head.length)).toBe(true);
      await reader.close();
    });
    expect(copied).toBeLessThan(1_000);
  } finally {
    await rm(folder, { recursive: true });
  }
});
