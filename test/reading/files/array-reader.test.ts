// Arrays of events become lines, wherever the bytes are cut, and whatever stands in their strings.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrayReader } from "../../../src/reading/files/array-reader.ts";
import { iterableReader } from "../../../src/reading/files/reader.ts";

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(text: string, size = 7, room = 1 << 20): Promise<string[] | null> {
  const reader = arrayReader(Buffer.from(text), iterableReader(pieces(text, size)));
  if (!reader) return null;
  const buffer = Buffer.alloc(room);
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

describe("answers of stores of logs", () => {
  const labels = { host: "mx1", job: "mail" };
  const line = "Nov 23 04:01:32 mx1 postfix/smtp[3107]: a line that is long enough";
  const rows = [
    ["1795406492123456789", line],
    ["1795406493123456789", `${line} \\ "quoted"`, { trace: "7" }],
  ];
  const asObjects = rows.map(([timestamp, text, metadata]) => ({
    timestamp,
    line: text,
    ...(metadata ? { metadata } : {}),
    stream: labels,
  }));
  const hit = (id: number) => ({ _id: `${id}`, _source: { message: line, hits: [{ hits: [{ a: id }] }] } });
  const loki = {
    status: "success",
    data: { resultType: "streams", result: [{ stream: labels, values: rows }], stats: { a: [{}] } },
  };
  test.each<[string, object, object[]]>([
    ["Loki's query_range", loki, asObjects],
    ["Loki's push", { streams: [{ stream: labels, values: rows }] }, asObjects],
    [
      "Loki's second stream without labels",
      { streams: [{ stream: labels, values: [] }, { values: rows }] },
      asObjects.map(({ stream: _stream, ...row }) => row),
    ],
    [
      "Elasticsearch's _search",
      {
        took: 5,
        _shards: { total: 1, failures: [{ a: 1 }] },
        hits: { total: { value: 2 }, hits: [hit(1), hit(2)] },
      },
      [hit(1), hit(2)],
    ],
    [
      "Elasticsearch's _msearch",
      { took: 5, responses: [{ hits: { hits: [hit(1)] } }, { hits: { hits: [hit(2)] } }] },
      [hit(1), hit(2)],
    ],
    ["Splunk's", { preview: false, fields: [{ name: "_raw" }], results: [{ _raw: line }] }, [{ _raw: line }]],
    ["CloudWatch's", { events: [{ message: line }], nextToken: "x" }, [{ message: line }]],
  ])("%s", async (_name, answer, entries) => {
    for (const form of [JSON.stringify(answer), JSON.stringify(answer, null, 1)])
      for (const size of [1, 7, 1_000])
        expect((await linesOf(form, size))!.map((one) => JSON.parse(one) as unknown)).toEqual(entries);
  });

  test("an object without a list among them stays a line, and so does one that is too long to be held", async () => {
    const long = { message: "x".repeat(1_100_000) };
    const others = [{ a: { events: 7 } }, long, { streams: [] }];
    const text = [loki, ...others, loki].map((one) => JSON.stringify(one)).join("\n");
    const found = (await linesOf(text, 50_000, 4 << 20))!.map((one) => JSON.parse(one) as unknown);
    expect(found).toEqual([...asObjects, ...others, ...asObjects]);
  });

  test.each([
    ["labels without end", `{"streams":[{"stream":{"a":"${"x".repeat(1 << 20)}`],
    [
      "rows of nothing",
      `{"streams":[{"stream":{"a":"${"x".repeat(2_000)}"},"values":[${'["",""],'.repeat(100_000)}`,
    ],
    ["names without end", `{"streams":[{"${"x".repeat(1 << 20)}`],
  ])("%s are no more than they were", async (_name, text) => {
    const reader = arrayReader(
      Buffer.from('{"streams":[{"values":[["1","2"]]}]}'),
      iterableReader(pieces(text, 64 << 10)),
    )!;
    let length = 0;
    for (let read = -1; read !== 0; length += read) read = await reader.read(Buffer.alloc(1 << 20), 0);
    expect(length).toBeLessThan(6 * text.length);
  });
});
