// Arrays of events become lines, wherever the bytes are cut, and whatever stands in their strings.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrayReader } from "../../../src/reading/files/array-reader.ts";
import { iterableReader } from "../../../src/reading/files/reader.ts";

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(text: string, size = 7): Promise<string[] | null> {
  const reader = arrayReader(Buffer.from(text), iterableReader(pieces(text, size)));
  if (!reader) return null;
  const buffer = Buffer.alloc(1 << 20);
  let length = 0;
  for (let read = -1; read !== 0; length += read) read = await reader.read(buffer, length);
  return buffer.toString("utf8", 0, length).split("\n").slice(0, -1);
}

const events = fc.array(fc.object(), { minLength: 1, maxLength: 5 });

describe("each event is a line", () => {
  test("on one line, indented, many arrays, webhooks", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 40 }), async (list, size) => {
        const forms = [
          JSON.stringify(list),
          JSON.stringify(list, null, 2),
          `${JSON.stringify(list)}\n${JSON.stringify(list)}\n`,
          JSON.stringify({ events: list }),
        ];
        for (const form of forms) {
          const found = (await linesOf(form, size))!.map((line) => JSON.parse(line) as unknown);
          const times = found.length / list.length;
          expect(found).toEqual(JSON.parse(JSON.stringify([...Array(times)].flatMap(() => list))));
        }
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['[{"a":"] } \\" [ {"},{"b":"\\\\"}]', ['{"a":"] } \\" [ {"}', '{"b":"\\\\"}']],
    ['[{"a":[1,{"c":2}]}]', ['{"a":[1,{"c":2}]}']],
    ['[{"a":1},', ['{"a":1}']],
    ['[{"a":1}]]]] nonsense [{"b":2}]', ['{"a":1}', '{"b":2}']],
  ])("%s", async (text, lines) => {
    for (const size of [1, 2, 3, 100]) expect(await linesOf(text, size)).toEqual(lines);
  });
});

test.each(['{"a":[{"b":1}]}', "[1,2]", "[info] started", '{"events":7}', "", "[]"])(
  "no array of objects: %s",
  async (text) => expect(await linesOf(text)).toBeNull(),
);

test("time is linear in the length, also of backslashes and open brackets", async () => {
  for (const part of ['\\"', "[", '"', "{}", "\\\\"]) {
    const text = `[{"a":"${part.repeat(200_000)}`;
    const reader = arrayReader(Buffer.from(text), iterableReader(pieces(text, 64 << 10)))!;
    const start = process.cpuUsage();
    for (let read = -1; read !== 0;) read = await reader.read(Buffer.alloc(1 << 20), 0);
    const { user } = process.cpuUsage(start);
    expect(user / 1_000).toBeLessThan(1_000);
  }
});
