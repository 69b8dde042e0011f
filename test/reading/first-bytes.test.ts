import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { looksLike } from "../../src/reading/first-bytes.ts";
import { analyze } from "../../src/index.ts";
import { analyzeFiles } from "../support/analyze.ts";

const page = "it looks like a web page; paste its text, or save the message or the log itself";
const tar = Buffer.alloc(1024);
tar.write("notes.txt", 0);
tar.write("ustar", 257);

test.each<[string, string | Buffer, string]>([
  ["a document", "%PDF-1.7\n%\xe2\xe3", "it looks like a PDF document"],
  [
    "an archive",
    Buffer.from("PK\x03\x04\x14\0\x06\0"),
    "it looks like a ZIP archive, or a document of an office program; unpack it first",
  ],
  ["a tar archive", tar, "it looks like a tar archive; unpack it first"],
  [
    "the journal's own file",
    "LPKSHHRH\x03\0\0\0",
    "it looks like a file of systemd's journal; pipe it in: journalctl --file FILE -o short-iso",
  ],
  ["this program", readFileSync(process.execPath).subarray(0, 100), "it looks like a program"],
  ["a page", "\n<!DOCTYPE html><html>", page],
  ["a part of a page", '<div class="gs"><h2>Address not found</h2></div>', page],
  ["text", "Dear all,\r\nplease", 'it begins with "Dear all,"'],
  ["a long line", "x".repeat(500), `it begins with "${"x".repeat(40)}..."`],
  ["escapes", "\x1b[2Jgone", String.raw`it begins with "\\x1b[2Jgone"`],
  [
    "bytes",
    Buffer.from([1, 2, 3, 0xfe, 0xff, 0, 7, 8, 9]),
    "it begins with the bytes 01 02 03 fe ff 00 07 08",
  ],
])("%s", (_name, head, words) => {
  expect(looksLike(typeof head === "string" ? Buffer.from(head, "latin1") : head)).toBe(words);
});

test("a warning says what the file looked like, compressed or not, binary or text", async () => {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-first-bytes-"));
  const files = {
    "a.gz": gzipSync(tar),
    "b.pdf": Buffer.from("%PDF-1.7\n\0\x01"),
    "c.txt": Buffer.from("Dear all,\nx\n"),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const paths = Object.keys(files).map((name) => join(folder, name));
  const { report } = await analyze({ paths, dns: null });
  const said = [...report.warnings, ...report.inputs.flatMap(({ warnings }) => warnings)].join("\n");
  expect(said).toContain("a.gz: neither a mail log nor mail (it looks like a tar archive; unpack it first)");
  expect(said).toContain("b.pdf: neither a mail log nor mail (it looks like a PDF document)");
  expect(said).toContain('c.txt: neither a mail log nor mail (it begins with "Dear all,")');
  rmSync(folder, { recursive: true });
});

test("a bounce that was saved as a page says what to do", async () => {
  const original =
    "<!DOCTYPE html>\n<html><body><pre>Reporting-MTA: dns; googlemail.com\nDiagnostic-Code: smtp; 550 5.7.25</pre></body></html>";
  const { report } = await analyzeFiles(["-"], { stdin: original });
  expect(report.inputs.flatMap(({ warnings }) => warnings)).toEqual([
    expect.stringContaining("web page; paste its text"),
  ]);
});
