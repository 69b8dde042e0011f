// The bounds on what strangers can make this program do, those that are not shown beside their own subject: lines
// (input/scan), messages (input/mbox), PTR names and questions (dns/check), field groups (dsn/fields), addresses in a
// list (address-list), and times (dns/walk, dns/resolver).

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readReport } from "../../src/reading/mail/bounce/read-bounce.ts";
import { withinRatio } from "../../src/reading/files/decompress.ts";
import { discover } from "../../src/reading/files/discover.ts";
import { openPath } from "../../src/reading/files/open.ts";
import { openPipe } from "../../src/reading/files/pipe.ts";
import type { ByteReader } from "../../src/reading/files/reader.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { rejection, toNdjson } from "../support/events.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "whybounce-limits-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const REFUSAL =
  "Feb 23 10:11:12 mx1 postfix/smtp[353]: 4NQh2b5xKdz9rxK: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp (in reply to end of DATA command))\n";

describe("what unpacks to far more than it is", () => {
  const MEBIBYTE = 1 << 20;

  async function bytesOf(reader: ByteReader): Promise<number> {
    const buffer = Buffer.allocUnsafe(MEBIBYTE);
    let bytes = 0;
    for (let read = 1; read > 0; bytes += read) read = await reader.read(buffer, 0);
    await reader.close();
    return bytes;
  }

  test("10 GiB in 10 MiB: a gibibyte is read, what stood in it counts, and the rest is told", async () => {
    const zeros = gzipSync(Buffer.alloc(64 * MEBIBYTE));
    const members = Array<Buffer>(160).fill(zeros);
    const bomb = fileOf("mail.log.1.gz", Buffer.concat([gzipSync(REFUSAL), ...members]));
    const { report, inputFailed } = await analyzeFiles([bomb]);
    expect(report.totals.attempts).toBe(1);
    expect(report.inputs[0]?.warnings.join()).toMatch(
      /unpacks to more than 500 times its size, as no log or mail does after 2 lines; what came before it was read/,
    );
    expect(inputFailed).toBe(true);
  });

  const tools = (["xz", "zstd", "bzip2", "gzip"] as const).filter(
    (tool) => spawnSync(tool, ["--version"], { input: "" }).error === undefined,
  );
  test.each(tools)("%s, from a file and from a pipe", async (tool) => {
    const packed = execFileSync(tool, ["-c"], { input: Buffer.alloc(64 * MEBIBYTE), maxBuffer: MEBIBYTE });
    const { reader } = await openPath(fileOf(`zeros.${tool}`, packed));
    const bounded = withinRatio(reader, MEBIBYTE);
    expect(await bytesOf(bounded)).toBeLessThanOrEqual(Math.max(MEBIBYTE, 500 * packed.length) + MEBIBYTE);
    expect(bounded.failure()).toMatch(/^unpacks to more than 500 times its size/);
  });

  test("a dull log is no trap, however long", async () => {
    const given = { left: 400 };
    const reader: ByteReader = {
      read: async (into) => (given.left-- > 0 ? into.length : 0),
      bytesRead: () => ((400 - given.left) * MEBIBYTE) / 200,
      failure: () => null,
      close: async () => {},
    };
    const bounded = withinRatio(reader, MEBIBYTE);
    expect(await bytesOf(bounded)).toBe(400 * MEBIBYTE);
    expect(bounded.failure()).toBeNull();
  });

  test("one layer is taken off, not two", async () => {
    const { report } = await analyzeFiles([fileOf("twice.gz", gzipSync(gzipSync(REFUSAL)))]);
    expect(report.totals.attempts).toBe(0);
    expect(report.warnings.join()).toContain("neither a mail log nor mail");
  });

  test("what is attached to a mail stays packed", async () => {
    const attachment = gzipSync(REFUSAL).toString("base64");
    const mail = `Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n${attachment}\n--b--\n`;
    const { report } = await analyzeFiles([fileOf("attached.eml", mail)]);
    expect(report.totals.attempts).toBe(0);
    expect(report.inputs[0]?.kind).toBe("message");
  });
});

describe("MIME", () => {
  const HEAD = "Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nSubject: x\n";
  const CODE = "550-5.7.25 [203.0.113.5] The IP address does not have a PTR record";
  const message = (depth: number): string =>
    depth === 0
      ? `${HEAD}\n${CODE}\n`
      : `${HEAD}Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\nContent-Type: message/rfc822\n\n${message(depth - 1)}\n--b${depth}--\n`;

  test("mail in mail in mail ends after four", async () => {
    expect(await readReport(Buffer.from(message(100)))).toEqual([]);
  });

  test.each([900, 1_100, 3_000, 10_000])(
    "multiparts within multiparts, %i deep, overflowed the parser's stack",
    async (depth) => {
      const heads = Array.from(
        { length: depth },
        (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`,
      );
      expect(await readReport(Buffer.from(`${HEAD}${heads.join("")}\n\n${CODE}\n`))).toEqual([]);
    },
  );
});

describe("events", () => {
  test("a line that is longer than any of this program's is left out, the next one read", async () => {
    const events = [
      rejection({ replyId: null, queueId: "Q1" }),
      rejection({ replyId: null, queueId: "Q2", reply: "x".repeat(200_000) }),
      rejection({ replyId: null, queueId: "Q3" }),
    ];
    const { report } = await analyzeFiles([fileOf("events.ndjson", toNdjson(events))]);
    expect(report.totals.attempts).toBe(2);
    expect(report.inputs[0]?.warnings.join()).toContain("1 line not written by whybounce; left out");
  });
});

describe("directories", () => {
  async function find(path: string, maxEntries?: number) {
    const errors: string[] = [];
    const found: unknown[] = [];
    for await (const one of discover([path], (message) => errors.push(message), maxEntries)) found.push(one);
    return { found: found.length, errors: errors.map((error) => error.replaceAll(folder, "")) };
  }

  test("of too many files the first are read, in whatever directory they are", async () => {
    for (let file = 0; file < 30; file++) {
      mkdirSync(join(folder, `many/${file % 3}`), { recursive: true });
      writeFileSync(join(folder, `many/${file % 3}/${file}.log`), "x");
    }
    expect(await find(join(folder, "many"), 1_000)).toEqual({ found: 30, errors: [] });
    const { found, errors } = await find(join(folder, "many"), 12);
    expect(found).toBeLessThanOrEqual(12);
    expect(errors).toEqual(["/many: more than 12 files; the rest was not read"]);
  });

  test("deeper than any real one", async () => {
    const deep = join(folder, "deep", ...Array<string>(40).fill("d"));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, "mail.log"), "x");
    const { found, errors } = await find(join(folder, "deep"));
    expect(found).toBe(0);
    expect(errors).toEqual([`/deep${"/d".repeat(33)}: more than 32 directories deep; not read`]);
  });

  test("links that lead to each other", async () => {
    symlinkSync(join(folder, "loop-a"), join(folder, "loop-b"));
    symlinkSync(join(folder, "loop-b"), join(folder, "loop-a"));
    expect(await find(join(folder, "loop-a"))).toEqual({
      found: 0,
      errors: ["/loop-a: too many symbolic links"],
    });
  });
});

describe("what is no file", () => {
  test.each(["/dev/zero", "/dev/null", "/dev/random"])("%s is told, and the rest is read", async (device) => {
    const { report, inputFailed } = await analyzeFiles([device, fileOf("mail.log", REFUSAL)]);
    expect(report.warnings).toEqual([`${device}: not a file; name a log, a mailbox or a directory`]);
    expect(report.totals.attempts).toBe(1);
    expect(inputFailed).toBe(true);
  });

  test("pipes and devices in a directory are passed over", async () => {
    mkdirSync(join(folder, "odd"));
    execFileSync("mkfifo", [join(folder, "odd/mail.fifo")]);
    symlinkSync("/dev/zero", join(folder, "odd/mail.zero"));
    writeFileSync(join(folder, "odd/mail.log"), REFUSAL);
    const { report, inputFailed } = await analyzeFiles([join(folder, "odd")]);
    expect(report.totals.attempts).toBe(1);
    expect(inputFailed).toBe(false);
  });

  test("a pipe that nobody writes to hung for ever", async () => {
    const pipe = join(folder, "silent");
    execFileSync("mkfifo", [pipe]);
    await expect(openPipe(pipe, 100)).rejects.toThrow(
      `${pipe}: nobody has written to this pipe for 0.1 s; start the writer first`,
    );
  });

  test("a file of the kernel's that says it is empty blocked its reader", async () => {
    const { reader, head } = await openPath("/proc/self/environ");
    expect(head).toHaveLength(0);
    expect(await reader.read(Buffer.alloc(10), 0)).toBe(0);
    await reader.close();
  });
});
