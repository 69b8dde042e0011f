import fc from "fast-check";
import { expect, test } from "vitest";
import { createIdNumbers } from "../../../src/base/memory/id-numbers.ts";

test("knows what a Map knows", () => {
  const id = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.nat(2_000).map((number) => `d75a-${number} - gsmtp`),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(id, fc.nat(100_000)), { maxLength: 3_000 }), (entries) => {
      const numbers = createIdNumbers();
      const map = new Map<string, number>();
      for (const [name, value] of entries) {
        expect(numbers.get(name)).toBe(map.get(name) ?? -1);
        numbers.set(name, value);
        map.set(name, value);
      }
      for (const [name, value] of map) expect(numbers.get(name)).toBe(value);
      const ascending = (values: Iterable<number>) => [...values].toSorted((a, b) => a - b);
      expect(ascending(numbers.values())).toEqual(ascending(map.values()));
    }),
    { numRuns: 30 },
  );
});

test("ids that are alike but for their order", () => {
  const numbers = createIdNumbers();
  for (const [value, id] of ["ab", "ba", "aab", "baa", "aba", ""].entries()) numbers.set(id, value);
  expect(["ab", "ba", "aab", "baa", "aba", "", "b"].map((id) => numbers.get(id))).toEqual([
    0, 1, 2, 3, 4, 5, -1,
  ]);
});

test("a number is given to a new id alone, and the one that is known is told", () => {
  const numbers = createIdNumbers();
  for (let value = 0; value < 1_000; value++) expect(numbers.add(`id${value}`, value)).toBe(-1);
  for (let value = 0; value < 1_000; value++) expect(numbers.add(`id${value}`, 7)).toBe(value);
  expect(numbers.get("id999")).toBe(999);
  expect([...numbers.values()]).toHaveLength(1_000);
});
