// Which lines belong to the entry of the line before them.

import { expect, test } from "vitest";
import { continuesEntry } from "../../../src/reading/search/continuation.ts";

const exim = (message: string) => `Nov 23 04:01:31 mx1 exim[4711]: ${message}`;

test.each([
  ["421-4.7.23 have a PTR record", true],
  ["550 5.7.25 x", true],
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
