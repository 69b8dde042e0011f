import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { openPath, openStream, type OpenInput } from "../../../src/reading/files/open.ts";
import { readWhole } from "../../../src/reading/files/reader.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-open-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(bytes: Buffer): Promise<string> {
  const path = join(folder, `${Math.random()}`);
  await writeFile(path, bytes);
  return path;
}

async function readAll({ reader }: OpenInput): Promise<{ text: string; failure: string | null }> {
  const { raw } = await readWhole(reader, 1 << 28);
  await reader.close();
  return { text: raw.toString("latin1"), failure: reader.failure() };
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

// Numbers do not compress well, so that a cut falls in the middle of the text.
const text = Array.from({ length: 60_000 }, (_, i) => `line ${i} ${(i * 7919) % 10_007}\n`).join("");
const plain = Buffer.from(text);
const whole = gzipSync(plain);

const tools = (
  [
    ["xz", "xz", ["-c"]],
    ["zstd", "zstd", ["-cq"]],
    ["bzip2", "bzip2", ["-c"]],
    ["compress", "compress", ["-c"]],
  ] as [string, string, string[]][]
).filter(([, compress]) => spawnSync(compress, ["--help"], { input: "" }).error === undefined);

async function compressed(compress: string, given: string[], bytes: Buffer): Promise<Buffer> {
  return execFileSync(compress, given, { input: bytes, maxBuffer: 1 << 28 });
}

describe("the bytes decide", () => {
  test.each([
    ["plain", plain],
    ["gzip", whole],
    ["gzip members, one after the other", Buffer.concat([gzipSync("line 0 0\n"), gzipSync(text.slice(9))])],
    ["zeros behind gzip", Buffer.concat([whole, Buffer.alloc(512)])],
  ])("%s", async (_name, bytes) => {
    const path = await fileOf(bytes);
    expect(await readAll(await openPath(path))).toEqual({ text, failure: null });
    for (const size of [bytes.length, 1_000, 3]) {
      const opened = await openStream(pieces(bytes.subarray(0, size === 3 ? 3_000 : undefined), size));
      const read = await readAll(opened);
      expect(text.startsWith(read.text)).toBe(true);
      if (size !== 3) expect(read).toEqual({ text, failure: null });
    }
  });

  test("nothing", async () => {
    const path = await fileOf(Buffer.alloc(0));
    const opened = await openPath(path);
    expect(opened.head).toHaveLength(0);
    expect(await readAll(opened)).toEqual({ text: "", failure: null });
    expect(await readAll(await openStream(pieces(Buffer.alloc(0), 1)))).toEqual({ text: "", failure: null });
  });

  test("one byte", async () => {
    const path = await fileOf(Buffer.from("x"));
    expect(await readAll(await openPath(path))).toEqual({ text: "x", failure: null });
    expect(await readAll(await openStream(pieces(Buffer.from("x"), 1)))).toEqual({
      text: "x",
      failure: null,
    });
  });

  test.each(tools)("%s, by the system's tool", async (...[, compress, given]) => {
    const bytes = await compressed(compress, given, plain);
    const path = await fileOf(bytes);
    const opened = await openPath(path);
    expect(opened.head.toString("latin1")).toBe(text.slice(0, opened.head.length));
    expect(await readAll(opened)).toEqual({ text, failure: null });
    expect(opened.reader.bytesRead()).toBe(bytes.length);
    for (const size of [bytes.length, 1_000])
      expect(await readAll(await openStream(pieces(bytes, size)))).toEqual({ text, failure: null });
  });

  test.each(tools)(
    "%s that breaks off: what it still gives, and that it is broken",
    async (...[, compress, given]) => {
      const bytes = await compressed(compress, given, plain);
      for (const opened of [
        await openPath(await fileOf(bytes.subarray(0, bytes.length - 20))),
        await openStream(pieces(bytes.subarray(0, bytes.length - 20), 1_000)),
      ]) {
        const read = await readAll(opened);
        expect(text.startsWith(read.text)).toBe(true);
        // compress has no end mark: what is missing cannot be noticed.
        if (compress !== "compress") expect(read.failure).toMatch(/end|truncated|unexpected/i);
      }
    },
  );

  test.each([
    ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "xz-utils"],
    ["bzip2", [...Buffer.from("BZh91AY&SY")], "bzip2"],
    ["compress", [0x1f, 0x9d, 0x90], "gzip"],
  ])("%s without its tool: which package to install", async (name, magic, debianPackage) => {
    const path = await fileOf(Buffer.from(magic));
    const before = process.env["PATH"];
    process.env["PATH"] = "/nonexistent";
    try {
      await expect(openPath(path)).rejects.toThrow(UserError);
      await expect(openPath(path)).rejects.toThrow(`${path}: compressed with ${name}, and the program`);
      await expect(openPath(path)).rejects.toThrow(`install the Debian package ${debianPackage}`);
      await expect(openStream(pieces(Buffer.from(magic), 2))).rejects.toThrow("standard input: compressed");
    } finally {
      process.env["PATH"] = before;
    }
  });

  test("text that begins like a magic number", async () => {
    const path = await fileOf(Buffer.from("BZh is no compression\n"));
    expect((await readAll(await openPath(path))).text).toBe("BZh is no compression\n");
  });

  test("a copied gzip file is as old as what it holds", async () => {
    const dated = Buffer.from(whole);
    dated.writeUInt32LE(1_700_000_000, 4);
    expect((await openPath(await fileOf(dated))).modified).toBe(1_700_000_000_000);
    expect((await openStream(pieces(dated, 1_000))).modified).toBe(1_700_000_000_000);
  });

  test("the head is given again", async () => {
    const opened = await openPath(await fileOf(whole));
    expect(opened.head.toString("latin1")).toBe(text.slice(0, opened.head.length));
    expect(opened.head.length).toBeGreaterThan(1_000);
    expect((await readAll(opened)).text).toBe(text);
  });
});

/** The same member with a file name, a comment, an extra field and a checksum of its header (RFC 1952 section 2.3). */
function withAllFields(packed: Buffer): Buffer {
  const header = Buffer.from(packed.subarray(0, 10));
  header[3] = 0x1e;
  const fields = Buffer.from("\x03\0abcmail.log\0a comment\0", "latin1");
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc32(Buffer.concat([header, fields])) & 0xffff);
  return Buffer.concat([header, fields, sum, packed.subarray(10)]);
}

describe("what is broken counts as far as it goes", () => {
  const bothWays = async (bytes: Buffer) => [
    await readAll(await openPath(await fileOf(bytes))),
    await readAll(await openStream(pieces(bytes, 10_000))),
  ];

  test.each([
    ["half of it", whole.length / 2, 0.3],
    ["all but the checksum", whole.length - 8, 1],
    ["all but a byte", whole.length - 1, 1],
  ])("truncated: %s", async (_name, length, share) => {
    for (const read of await bothWays(whole.subarray(0, length))) {
      expect(read.failure).toBe("unexpected end of file");
      expect(read.text.length).toBeGreaterThanOrEqual(Math.floor(text.length * share));
      expect(text.startsWith(read.text)).toBe(true);
    }
  });

  const member = (part: string) => gzipSync(part);
  const [front, back] = [text.slice(0, 100_000), text.slice(100_000)];
  const badChecksum = Buffer.from(whole);
  badChecksum[badChecksum.length - 6]! ^= 0xff;
  test.each([
    ["a checksum that is wrong", badChecksum, "incorrect data check"],
    [
      "a damaged second member",
      Buffer.concat([whole, Buffer.from([0x1f, 0x8b, 0x08, 0xff, 0xff, 0xff])]),
      "unknown header flags set",
    ],
    ["text behind", Buffer.concat([whole, Buffer.from("garbage")]), "trailing garbage ignored"],
    ["a log behind", Buffer.concat([whole, plain]), "trailing garbage ignored"],
    ["one byte behind", Buffer.concat([whole, Buffer.from("x")]), "trailing garbage ignored"],
    [
      "the first byte of a member behind",
      Buffer.concat([whole, Buffer.from([0x1f])]),
      "trailing garbage ignored",
    ],
    [
      "zeros and then text behind",
      Buffer.concat([whole, Buffer.alloc(1 << 20), Buffer.from("x")]),
      "trailing garbage ignored",
    ],
    [
      "a second member that breaks off",
      Buffer.concat([whole, member(text).subarray(0, 15)]),
      "unexpected end of file",
    ],
    [
      "a member of another method behind",
      Buffer.concat([whole, Buffer.from([0x1f, 0x8b, 0x07, 0, 0, 0])]),
      "unknown compression method",
    ],
  ])("%s: all in front of it", async (_name, bytes, failure) => {
    for (const read of await bothWays(bytes)) {
      expect(read.failure).toBe(failure);
      expect(read.text === text).toBe(true);
    }
  });

  test.each([
    ["an empty one in front", Buffer.concat([member(""), whole])],
    [
      "three, and padding",
      Buffer.concat([member(front), member(back.slice(0, 7)), member(back.slice(7)), Buffer.alloc(70_000)]),
    ],
    ["one with all fields in its header", withAllFields(whole)],
  ])("members: %s", async (_name, bytes) => {
    for (const read of await bothWays(bytes)) {
      expect(read.failure).toBeNull();
      expect(read.text === text).toBe(true);
    }
  });

  test("a byte in the middle was damaged: 256 KiB in front of it were lost", async () => {
    const bytes = Buffer.from(whole);
    bytes.fill(0xff, bytes.length - 30_000, bytes.length - 29_900);
    const intact = await readAll(await openPath(await fileOf(bytes.subarray(0, bytes.length - 30_000))));
    const read = await readAll(await openPath(await fileOf(bytes)));
    expect(read.failure).toMatch(/^invalid /);
    expect(read.text.length).toBeGreaterThan(intact.text.length - 2_048);
    expect(read.text.slice(0, intact.text.length - 2_048) === text.slice(0, intact.text.length - 2_048)).toBe(
      true,
    );
  });

  /** A disk that fails after these bytes. */
  async function* failingAfter(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    yield* pieces(bytes, size);
    throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
  }
  const slowly = async ({ reader }: OpenInput) => {
    const parts: Buffer[] = [];
    for (let length = 1; length > 0;) {
      const part = Buffer.alloc(5_000);
      length = await reader.read(part, 0);
      parts.push(part.subarray(0, length));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { text: Buffer.concat(parts).toString("latin1"), failure: reader.failure() };
  };

  test.each([1_000, 70_000])("an error of the disk, after pieces of %i bytes", async (size) => {
    const half = plain.subarray(0, plain.length >> 1);
    expect(await slowly(await openStream(failingAfter(half, size)))).toEqual({
      text: half.toString("latin1"),
      failure: "input/output error",
    });
    const packed = whole.subarray(0, whole.length >> 1);
    const { text: decoded } = await readAll(await openStream(pieces(packed, size)));
    expect(await slowly(await openStream(failingAfter(packed, size)))).toEqual({
      text: decoded,
      failure: "input/output error",
    });
  });

  test.each(tools)(
    "an error of the disk behind the last byte was not told: %s",
    async (_name, command, given) => {
      const packed = await compressed(command, given, plain);
      const read = await slowly(await openStream(failingAfter(packed, 10_000)));
      expect(read.failure).toBe("input/output error");
      expect(read.text === text).toBe(true);
    },
  );

  test("a stream that fails", async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.from("line 0\n");
      throw new Error("the pipe broke");
    }
    const read = await readAll(await openStream(failing()));
    expect(read).toEqual({ text: "line 0\n", failure: "the pipe broke" });
  });
});

describe("text in UTF-16, as PowerShell writes it", () => {
  const line = "Feb 23 10:11:12 mx1 postfix/smtp[353]: 4NQh2b5xKdz9rxK: to=<jürgen@example.com> 😀 小";
  const long = `${line}\r\n`.repeat(3_000);
  const little = Buffer.from(long, "utf16le");
  const big = Buffer.from(little).swap16();
  const mark = Buffer.from("\uFEFF", "utf16le");

  test.each([
    ["little-endian", Buffer.concat([mark, little])],
    ["big-endian", Buffer.concat([Buffer.from(mark).swap16(), big])],
    ["little-endian, without a mark", little],
    ["big-endian, without a mark", big],
    ["compressed", gzipSync(Buffer.concat([mark, little]))],
  ])("%s", async (_name, bytes) => {
    for (const opened of [await openPath(await fileOf(bytes)), await openStream(pieces(bytes, 9_999))]) {
      expect(opened.head.toString().startsWith(line)).toBe(true);
      const { raw } = await readWhole(opened.reader, 1 << 28);
      await opened.reader.close();
      expect(raw.toString() === long).toBe(true);
    }
  });

  test("half a character at the end, and none at all", async () => {
    const read = async (bytes: Buffer) => (await readAll(await openPath(await fileOf(bytes)))).text;
    const half = Buffer.concat([mark, Buffer.from("ab", "utf16le"), Buffer.from("c")]);
    expect(await read(half)).toBe(Buffer.from("ab\uFFFD").toString("latin1"));
    expect(await read(mark)).toBe("");
  });

  test("a log with a block of zeros is none", async () => {
    const zeros = Buffer.concat([Buffer.alloc(4_096), plain]);
    const { text: read } = await readAll(await openPath(await fileOf(zeros)));
    expect(read === zeros.toString("latin1")).toBe(true);
  });
});

describe("what cannot be opened", () => {
  test("a missing file", async () => {
    await expect(openPath(join(folder, "missing"))).rejects.toThrow("ENOENT");
  });

  test("a directory", async () => {
    await expect(openPath(folder)).rejects.toThrow(`${folder}: is a directory`);
  });

  test("a device", async () => {
    await expect(openPath("/dev/zero")).rejects.toThrow("/dev/zero: not a file");
  });
});

test("a named pipe is read once, compressed or not", async () => {
  const path = join(folder, "pipe");
  await promisify(execFile)("mkfifo", [path]);
  const written = writeFile(path, whole);
  const opened = await openPath(path);
  expect(opened.once).toBe(true);
  expect(await readAll(opened)).toEqual({ text, failure: null });
  await written;
});

test("bytes are those on the disk", async () => {
  const opened = await openPath(await fileOf(whole));
  await readAll(opened);
  expect(opened.reader.bytesRead()).toBe(whole.length);
  const streamed = await openStream(createReadStream(await fileOf(whole)));
  await readAll(streamed);
  expect(streamed.reader.bytesRead()).toBe(whole.length);
});
