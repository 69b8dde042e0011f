// Threads only find: whatever their number and the length of their stretches, what is read is the same.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openPath } from "../../../src/reading/files/open.ts";
import type { ScannerOptions } from "../../../src/reading/search/scan.ts";
import type { AnalysisEvent } from "../../../src/model/events.ts";
import type { Observation } from "../../../src/model/observations.ts";
import { createLogReader } from "../../../src/reading/logs/read-log.ts";
import { allOf } from "../../support/all-of.ts";
import { readerOf } from "../../support/byte-reader.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-threads-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A message's life in Postfix's log: arrival, refusal, end. */
function message(number: number, end: string): string {
  const id = `4NQh2b${number.toString().padStart(6, "0")}z9rxK`;
  const stamp = `Nov 23 04:${String(number % 60).padStart(2, "0")}:15 mx1`;
  return [
    `${stamp} postfix/cleanup[294]: ${id}: message-id=<${number}@app.example.com>`,
    `${stamp} postfix/qmgr[115]: ${id}: from=<news${number}@example.com>, size=501, nrcpt=1 (queue active)`,
    `${stamp} postfix/smtp[128]: ${id}: host mx1.google.com[192.0.2.26] said: 421-4.7.23 [203.0.113.${number % 250}      23] The IP address sending this message does not have a 421-4.7.23 PTR record. 421 4.7.23  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb${number}si424.62 - gsmtp (in reply to end of DATA command)`,
    `${stamp} postfix/smtp[128]: ${id}: to=<user${number}@gmail.com>, relay=mx2.google.com[192.0.2.27]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp)`,
    "",
  ].join(end);
}

/** More than a stretch and a line together. */
const LONG = 6 << 20;

/** Exim's reply over several lines. */
const entry = [
  "2026-11-23 04:02:16 1xVLFz-0000e1-2L <= news@example.com H=app1.example.com [198.51.100.240] P=esmtp S=587 id=7@app1.example.com",
  "2026-11-23 04:02:19 1xVLFz-0000e1-2L H=gmail-smtp-in.l.google.com [192.0.2.26]: Remote host closed connection in response to HELO mx1 (EHLO response was: 421-4.7.23 [203.0.113.7      23] The IP address sending this message does not have a",
  "421-4.7.23 PTR record.",
  "421 4.7.23  https://support.google.com/mail/answer/81126 d2e1a72fcca58-869170598ebsi562.225 - gsmtp)",
  "",
].join("\n");

/** Ordinary lines of all lengths, so that the messages stand at every place of a stretch. */
function makeLog(bytes: number): string {
  const parts: string[] = [];
  for (let number = 0, length = 0; length < bytes; number++) {
    const filler = `Nov 23 04:00:00 mx1 postfix/smtpd[1]: ${"x".repeat((number * 7_919) % 3_000)}\n`;
    parts.push(filler, message(number, number % 3 === 0 ? "\r\n" : "\n"));
    if (number % 5 === 0)
      parts.push(
        entry.replaceAll("1xVLFz", `1x${String(number).padStart(4, "0")}`).replace(".225", `.${number}`),
      );
    // Longer than a line may be, a refusal at its beginning and one in the part that is passed over.
    if (number % 1_200 === 200) parts.push(`${message(number, " ")}${"y".repeat(LONG)} PTR 5.7.25\n`);
    length += filler.length + 1_000;
  }
  return `${parts.join("")}Nov 23 04:59:59 mx1 postfix/smtpd[1]: PTR, the last line, without its end`;
}

const isEvent = (observation: Observation): observation is AnalysisEvent => "schema" in observation;

async function read(path: string, options: ScannerOptions, bytes?: Buffer, descriptor?: number) {
  const logs = createLogReader(options);
  const reader = bytes ? readerOf(bytes, [70_000, 1, 300_000]) : (await openPath(path)).reader;
  if (descriptor !== undefined) Object.assign(reader.file ?? reader.gzip ?? {}, { fd: descriptor });
  const source = { path, reader, size: 0, timezone: "UTC", notAfter: Date.UTC(2026, 11, 1) };
  const { parts, result } = logs.read(source);
  const events = (await allOf(parts)).filter(isEvent);
  await logs.close();
  await reader.close();
  return { events, result, failure: reader.failure() };
}

describe("the same events, lines and counts", () => {
  const log = makeLog(9 << 20);
  let path: string;
  let want: Awaited<ReturnType<typeof read>>;
  beforeAll(async () => {
    path = join(folder, "mail.log");
    await writeFile(path, log);
    want = await read(path, { threads: 0 });
  });

  test("as a plain look at the lines gives", () => {
    const lines = log.split("\n");
    expect(want.result.lines).toBe(lines.length);
    const rejections = want.events.filter((event) => event.schema === "whybounce.rejection/1");
    expect(rejections.length).toBeGreaterThan(2_000);
    for (const { source, queueId, sender, messageId } of rejections) {
      const line = lines[("line" in source ? source.line : 0) - 1];
      expect(line).toContain(queueId);
      expect(line).toMatch(/421-4\.7\.23/);
      expect([sender, messageId]).not.toContain(null);
    }
    // Every message's end, and each refusal once.
    expect(new Set(rejections.map(({ id }) => id)).size).toBe(rejections.length);
    expect(want.result.linesCut).toBe(log.split("y".repeat(LONG)).length - 1);
  });

  test.each([1, 2, 4])("with %i threads", async (threads) => {
    expect(await read(path, { threads })).toEqual(want);
  });

  test.each([64 << 10, 100_003, 300_000])("in stretches of %i bytes", async (stretchSize) => {
    const { events } = await read(path, { threads: 0, stretchSize });
    expect(events).toEqual(want.events);
    expect(await read(path, { threads: 3, stretchSize })).toEqual(
      await read(path, { threads: 0, stretchSize }),
    );
  });

  test("compressed", async () => {
    const packed = join(folder, "mail.log.gz");
    await writeFile(packed, gzipSync(log));
    const { events, result } = await read(packed, { threads: 2 });
    const from = { path, line: 0 };
    const sources = (all: AnalysisEvent[]) =>
      all.map((event) => ("source" in event ? { ...event, source: { ...event.source, ...from } } : event));
    expect(sources(events)).toEqual(sources(want.events));
    expect(result).toEqual(want.result);
  });

  test("from a stream", async () => {
    expect(await read(path, { threads: 0 }, Buffer.from(log))).toEqual(want);
    expect(await read(path, { threads: 2 }, Buffer.from(log))).toEqual(want);
  });
});

test.each([0, 1, 100, 159, 160, 161, 65_535, 65_536, 65_537, 131_072])("a file of %i bytes", async (size) => {
  const path = join(folder, `${size}.log`);
  await writeFile(path, makeLog(200_000).slice(0, size));
  const stretchSize = 65_536;
  expect(await read(path, { threads: 2, stretchSize })).toEqual(
    await read(path, { threads: 0, stretchSize }),
  );
});

test("a thread that cannot read leaves it to the main thread", async () => {
  const path = join(folder, "unread.log");
  await writeFile(path, makeLog(300_000));
  const want = await read(path, { threads: 0, stretchSize: 65_536 });
  const noFile = 1_000_000;
  expect(await read(path, { threads: 2, stretchSize: 65_536 }, undefined, noFile)).toEqual(want);
});

describe("a compressed log in a thread", () => {
  const log = makeLog(3 << 20);
  const packed = gzipSync(log);
  const halves = [gzipSync(log.slice(0, 1_500_000)), gzipSync(log.slice(1_500_000))];
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 64);
  const wrongChecksum = Buffer.from(packed);
  wrongChecksum[wrongChecksum.length - 6]! ^= 0xff;
  const stretchSize = 65_536;

  test.each([
    ["whole", packed, null],
    ["in two members", Buffer.concat(halves), null],
    ["that breaks off", packed.subarray(0, packed.length >> 1), "unexpected end of file"],
    ["without its last byte", packed.subarray(0, packed.length - 1), "unexpected end of file"],
    ["that is damaged", damaged, /^(?:invalid|incorrect) /],
    ["with a wrong checksum", wrongChecksum, "incorrect data check"],
    ["with text behind", Buffer.concat([packed, Buffer.from("garbage")]), "trailing garbage ignored"],
    ["of a few bytes", packed.subarray(0, 12), "unexpected end of file"],
  ])("%s: what the main thread reads", async (name, bytes, failure) => {
    const path = join(folder, `${name.replaceAll(" ", "-")}.gz`);
    await writeFile(path, bytes);
    const want = await read(path, { threads: 0, stretchSize });
    if (failure === null) expect(want.failure).toBeNull();
    else expect(want.failure).toMatch(failure);
    expect(await read(path, { threads: 2, stretchSize })).toEqual(want);
    expect(await read(path, { threads: 1 })).toEqual(await read(path, { threads: 0 }));
  });

  test("that the thread cannot read is left to the main thread", async () => {
    const path = join(folder, "unread.gz");
    await writeFile(path, packed);
    const noFile = 1_000_000;
    const want = await read(path, { threads: 0, stretchSize });
    expect(await read(path, { threads: 2, stretchSize }, undefined, noFile)).toEqual(want);
  });

  test("counts the bytes of the file", async () => {
    const path = join(folder, "counted.gz");
    await writeFile(path, packed);
    const { reader } = await openPath(path);
    const logs = createLogReader({ threads: 2 });
    const source = { path, reader, size: packed.length, timezone: "UTC", notAfter: Date.UTC(2026, 11, 1) };
    await allOf(logs.read(source).parts);
    expect(reader.bytesRead()).toBe(packed.length);
    await logs.close();
    await reader.close();
  });
});

describe("messages between the threads", () => {
  /** In a file that holds nothing to judge. */
  async function messagesFor(bytes: number, pack: (log: Buffer) => Buffer): Promise<number> {
    const path = join(folder, `quiet-${bytes}`);
    await writeFile(path, pack(Buffer.alloc(bytes, `${"x".repeat(99)}\n`)));
    const sent = vi.spyOn(Worker.prototype, "postMessage");
    try {
      await read(path, { threads: 2 });
      return sent.mock.calls.length;
    } finally {
      sent.mockRestore();
    }
  }

  test.each([
    ["plain", 1, (log: Buffer) => log],
    ["gzip: to inflate and to search", 2, (log: Buffer) => gzipSync(log, { level: 1 })],
  ])("one for 4 MiB, and a few beyond the end: %s", async (_name, each, pack) => {
    const stretches = 12;
    const beyondEnd = 3;
    const count = await messagesFor(stretches * (4 << 20), pack);
    expect(count).toBeGreaterThanOrEqual(each * stretches);
    expect(count).toBeLessThanOrEqual(each * stretches + beyondEnd);
  });
});

test("nothing but needles: more than a thread may note", async () => {
  const path = join(folder, "needles.log");
  await writeFile(path, "PTR 5.7.25 => PTR\n".repeat(300_000));
  const { result } = await read(path, { threads: 2 });
  expect(result).toMatchObject({ lines: 300_000, understood: 0 });
  expect(await read(path, { threads: 2 })).toEqual(await read(path, { threads: 0 }));
});

describe("what a log costs", () => {
  const ordinary = (number: number) =>
    `Nov 23 04:00:00 mx1 postfix/smtp[9]: 4NQh2c${number}zA: to=<a${number}@example.net>, relay=mx.example.net[192.0.2.9]:25, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi${number}.105 - gsmtp)\n`;
  const traffic = Array.from({ length: 20_000 }, (_, number) => ordinary(number));
  const refused = Array.from({ length: 30 }, (_, number) => message(number, "\n"));

  test.each([0, 2])(
    "with %i threads: only lines about refused messages are decoded, each byte is read once",
    async (threads) => {
      const lines = traffic.flatMap((line, number) =>
        number % 600 === 0 && refused[number / 600] !== undefined
          ? [line, refused[number / 600] ?? ""]
          : [line],
      );
      const path = join(folder, "cost.log");
      await writeFile(path, lines.join(""));
      const { reader } = await openPath(path);
      const logs = createLogReader({ threads });
      const source = { path, reader, size: 0, timezone: "UTC", notAfter: Date.UTC(2026, 11, 1) };
      // Of each refused message the refusal and the delivery behind it.
      const { parts, result } = logs.read(source);
      await allOf(parts);
      expect(result.understood).toBe(2 * refused.length);
      expect(reader.bytesRead()).toBe(Buffer.byteLength(lines.join("")));
      await logs.close();
      await reader.close();
    },
  );
});
