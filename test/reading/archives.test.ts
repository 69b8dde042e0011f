// An archive is refused with the way to read it; what several mails make together is read or told.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { analyze } from "../../src/index.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const folder = mkdtempSync(join(tmpdir(), "whybounce-archives-"));
afterAll(() => rmSync(folder, { recursive: true }));

const bounces = [
  "postfix-550-5.7.25-failed.eml",
  "exim-550-5.7.25-failed.eml",
  "exim-550-5.7.25-text-only.eml",
];
const texts = bounces.map((name) => readFileSync(join(fixtures, "dsn", name), "utf8"));
const log = readFileSync(join(fixtures, "postfix/gmail-550-5.7.25-bounced.log"));

const maildir = join(folder, "packed");
for (const part of ["cur", "new", "tmp"]) mkdirSync(join(maildir, "Maildir", part), { recursive: true });
for (const [at, text] of texts.entries())
  writeFileSync(join(maildir, "Maildir/cur", `${at}.M1.mx1:2,S`), text);
writeFileSync(join(maildir, "mail.log"), log);

const tar = (format: string, ...names: string[]) =>
  execFileSync("tar", ["-C", maildir, `--format=${format}`, "-cf", "-", ...names]);

/** One member, not compressed (APPNOTE.TXT 4.3.7). */
function storedZip(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.write("PK\x03\x04", "latin1");
  header.writeUInt16LE(20, 4);
  header.writeUInt32LE(crc32(content), 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), content]);
}

async function readOne(name: string, content: Buffer | string) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return (await analyze({ paths: [path], dns: null })).report;
}

describe("an archive is never read as one mail or one log", () => {
  test.each<[string, Buffer, RegExp]>([
    ["mail.tar", tar("gnu", "Maildir"), /a tar archive; unpack it first/],
    ["mail-posix.tar", tar("posix", "Maildir"), /a tar archive; unpack it first/],
    ["mail-v7.tar", tar("v7", "Maildir/cur"), /a tar archive; unpack it first/],
    ["mail.tgz", gzipSync(tar("gnu", "Maildir")), /a tar archive; unpack it first/],
    ["log.tar", tar("v7", "mail.log"), /a tar archive; unpack it first/],
    ["mail.zip", storedZip("a.eml", Buffer.from(texts[0]!)), /a ZIP archive/],
    ["log.zip", storedZip("mail.log", log), /a ZIP archive/],
    [
      "mail.cpio",
      Buffer.concat([Buffer.from(`070701${"0".repeat(104)}a.eml\0\n`), Buffer.from(texts[0]!)]),
      /a cpio/,
    ],
    [
      "mail.a",
      Buffer.from(`!<arch>\na.eml/          0           0     0     644     9         \`\n${texts[0]}`),
      /an ar/,
    ],
  ])("%s", async (name, content, words) => {
    const report = await readOne(name, content);
    expect(report.totals.attempts).toBe(0);
    expect(JSON.stringify(report)).toMatch(words);
    expect(report.inputs.filter(({ kind }) => kind !== null)).toEqual([]);
  });

  test("a log and a mail that only begin with digits are none", async () => {
    expect((await readOne("plain.log", log)).totals.attempts).toBeGreaterThan(0);
  });
});

test("every message of an MMDF mailbox is read", async () => {
  const mark = "\u0001\u0001\u0001\u0001\n";
  const report = await readOne("mmdf", texts.map((text) => mark + text + mark).join(""));
  expect(report.inputs[0]).toMatchObject({ kind: "mbox", records: bounces.length });
  expect(report.totals.attempts + report.totals.unattributed).toBe(bounces.length);
});

describe("mails that stand one after the other in a file are told", () => {
  test.each([
    ["a report first", texts],
    ["a text first", texts.toReversed()],
    ["Windows' line ends", texts.map((text) => text.replace(/\r?\n/g, "\r\n"))],
  ])("%s", async (_name, parts) => {
    const withPath = parts.map((text) => (/^return-path/i.test(text) ? text : `Return-Path: <>\n${text}`));
    const report = await readOne("cat.txt", withPath.join(""));
    expect(JSON.stringify(report)).toContain("several mails stand in it one after the other");
  });

  test("no bounce alone is taken for several", async () => {
    const names = readdirSync(join(fixtures, "dsn"));
    const { report } = await analyze({ paths: names.map((name) => join(fixtures, "dsn", name)), dns: null });
    expect(report.inputs).toHaveLength(names.length);
    expect(JSON.stringify(report)).not.toContain("one after the other");
  });
});
