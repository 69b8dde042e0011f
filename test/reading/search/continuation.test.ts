// Which lines belong to the entry of the line before them.

import { expect, test } from "vitest";
import { continuesEntry } from "../../../src/reading/search/continuation.ts";

const exim = (message: string) => `Nov 23 04:01:31 mx1 exim[4711]: ${message}`;

test.each([
  ["421-4.7.23 have a PTR record", true],
  ["550 5.7.25 x", true],
  ["5.7.25 PTR record setup", true],
  ["                                  4.7.23 PTR record", true],
  ["5.12 x", false],
  ["5.7.25", false],
  [exim("[2/2] x"), true],
  [exim("[10\\12] x"), true],
  [exim("[1/2] x"), false],
  [exim("x [2/2] x"), false],
  [exim("x"), false],
  [`\n${exim("[2/2] x")}`, false],
  ["", false],
  ["4711 x", false],
])("%j continues an entry: %s", (line, want) => {
  expect(continuesEntry(Buffer.from(`first\n${line}\n`), 6)).toBe(want);
});

const record = (mark: string, stream = "stdout") => `2026-02-23T10:11:12.123456789Z ${stream} ${mark} text\n`;

test.each([
  [record("P"), record("P"), true],
  [record("P"), record("F"), true],
  [record("P"), record("F").replace("Z", "+01:00"), true],
  [record("P"), record("P:tag"), true],
  [record("F"), record("F"), false],
  [record("F"), record("P"), false],
  [record("P"), record("F", "stderr"), false],
  [record("P"), "2026-02-23T10:11:12.123456789Z mx1 postfix/smtp[353]: x\n", false],
  ["2026-02-23T10:11:12.123456789Z mx1 stdout P x\n", record("F"), false],
  [record("P"), "2026-02-23T10:11:12.123456789Z", false],
])("Kubernetes' records %j and %j are of one line: %s", (first, second, want) => {
  expect(continuesEntry(Buffer.from(first + second), first.length)).toBe(want);
});

const docker = (text: string, second: number, stream = "stdout", blank = "") =>
  `{"log":${blank}"${text}",${blank}"stream":${blank}"${stream}",${blank}"time":${blank}"2026-02-23T10:11:${second}.123456789Z"}\n`;

test.each([
  ["cut short", docker("a", 12), docker("b", 12), true],
  ["cut short, and the last one", docker("a", 12), docker("b\\n", 12), true],
  ["with blanks", docker("a", 12, "stdout", " "), docker("b", 12, "stdout", " "), true],
  ["of 16 KiB, a second later", docker("a".repeat(16_384), 12), docker("b", 13), true],
  ["of 16 KiB, whole", docker(`${"a".repeat(16_384)}\\n`, 12), docker("b", 12), false],
  ["whole", docker("a\\n", 12), docker("b", 12), false],
  ["that quotes a record", docker('a \\",\\"stream\\":\\"stdout\\" b\\n', 12), docker("b", 12), false],
  ["of another stream", docker("a", 12), docker("b", 12, "stderr"), false],
  ["of a container that began anew", docker("a", 12), docker("b", 15), false],
  ["of another kind", "{}\n", docker("b", 12), false],
])("Docker's records %s", (_name, first, second, want) => {
  expect(continuesEntry(Buffer.from(first + second), first.length)).toBe(want);
  const before = docker("x\\n", 11);
  expect(continuesEntry(Buffer.from(before + first + second), before.length + first.length)).toBe(want);
});
