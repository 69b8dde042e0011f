import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonLine, jsonPieces } from "../../src/base/json-pieces.ts";

test("together the pieces are what JSON.stringify writes", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      expect([...jsonPieces(value)].join("")).toBe(JSON.stringify(value));
    }),
  );
});

test.each([
  [{ a: undefined, b: [undefined, null], c: {} }],
  [{ a: { b: { c: { d: { e: { f: [1, { g: undefined }] } } } } } }],
  [[]],
  [{ 'quoted " and …': "\u2028\ud800" }],
])("so they are of %j", (value) => {
  expect([...jsonPieces(value)].join("")).toBe(JSON.stringify(value));
});

test("ten thousand entries are many pieces, and a line ends", () => {
  const value = { addresses: Array.from({ length: 10_000 }, (_, index) => ({ ip: `address ${index}` })) };
  const pieces = [...jsonLine(value)];
  expect(pieces.length).toBeGreaterThan(3);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
  expect(pieces.join("")).toBe(`${JSON.stringify(value)}\n`);
});
