// What the status line says of a long reading.

import { expect, test } from "vitest";
import { emptyReader } from "../../src/reading/files/reader.ts";
import { createReadingProgress } from "../../src/reading/progress.ts";

const path = "/var/log/archive/of/many/years/mx1.example.com/2026/mail.log.3.gz";

function reading(options: { total: number; milliseconds: number; signal?: AbortSignal }) {
  const lines: string[] = [];
  const clock = { time: 0 };
  const { signal, total } = options;
  const progress = createReadingProgress({
    onProgress: (line) => lines.push(line),
    signal,
    total,
    now: () => clock.time,
  });
  const state = { bytes: 0 };
  const read = async () => (state.bytes += 250e6);
  const reader = progress.watch({ ...emptyReader, read, bytesRead: () => state.bytes }, path);
  clock.time = options.milliseconds;
  return { lines, progress, reader };
}

test("bytes, rate, time left and refusals: the path leaves them room", async () => {
  const { lines, progress, reader } = reading({ total: 1e9, milliseconds: 2_000 });
  progress.refused(1);
  await reader.read(Buffer.alloc(0), 0);
  expect(lines).toEqual(["reading mail.log.3.gz: 250 MB of 1.0 GB, 125 MB/s, 6 seconds left, 1 refusal"]);
});

test("no rate before there is one, no time left where the size is not known", async () => {
  const early = reading({ total: 1e9, milliseconds: 500 });
  await early.reader.read(Buffer.alloc(0), 0);
  const unknown = reading({ total: 0, milliseconds: 2_000 });
  await unknown.reader.read(Buffer.alloc(0), 0);
  expect([...early.lines, ...unknown.lines]).toEqual([
    "reading mail.log.3.gz: 250 MB of 1.0 GB",
    "reading mail.log.3.gz: 250 MB, 125 MB/s",
  ]);
});

test("an interrupted reading ends", async () => {
  const controller = new AbortController();
  const { progress, reader } = reading({ total: 0, milliseconds: 0, signal: controller.signal });
  expect(await reader.read(Buffer.alloc(0), 0)).toBeGreaterThan(0);
  controller.abort();
  expect(await reader.read(Buffer.alloc(0), 0)).toBe(0);
  expect(progress.wasInterrupted()).toBe(true);
});
