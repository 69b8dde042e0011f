import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryUsage } from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSmallFile } from "../../src/base/small-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-small-"));
});
afterEach(() => rm(folder, { recursive: true }));

const path = () => join(folder, "file");

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])("a file of %i bytes is read whole", async (size) => {
  const text = "x".repeat(size);
  await writeFile(path(), text);
  expect((await readSmallFile(path(), 200_000)).text).toBe(text);
});

test("a file that does not tell its size is read whole, too", async () => {
  const { text } = await readSmallFile("/proc/self/limits", 1_000_000);
  expect(text).toBe(await readFile("/proc/self/limits", "utf8"));
});

test("a pipe is read to its end where that is asked for", async () => {
  spawnSync("mkfifo", [path()]);
  const text = "secret ".repeat(30_000);
  const writing = writeFile(path(), text);
  expect((await readSmallFile(path(), 1_000_000, true)).text).toBe(text);
  await writing;
});

test("one byte too many is too long", async () => {
  await writeFile(path(), "x".repeat(2_049));
  await expect(readSmallFile(path(), 2_048)).rejects.toThrow("is longer than 2 KiB");
});

test("a high limit takes no memory for a small file", async () => {
  await writeFile(path(), "{}");
  const before = memoryUsage().arrayBuffers;
  await readSmallFile(path(), 512 << 20);
  expect(memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
});
