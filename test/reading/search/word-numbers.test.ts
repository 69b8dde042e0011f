// A set of queue ids that a million lines ask must never miss one.

import { expect, test } from "vitest";
import { createQueueIds, hashOf } from "../../../src/reading/search/word-numbers.ts";

const idOf = (number: number) => `4${number.toString(36).toUpperCase().padStart(9, "0")}Kz`;

test("every id of many is known, and few others", () => {
  const ids = createQueueIds();
  for (let number = 0; number < 50_000; number++) ids.add(idOf(number));
  let missed = 0;
  let others = 0;
  for (let number = 0; number < 50_000; number++) {
    if (!ids.mayBe(hashOf(idOf(number)))) missed++;
    if (ids.mayBe(hashOf(idOf(1e6 + number)))) others++;
  }
  expect(missed).toBe(0);
  expect(others).toBeLessThan(10);
});

test("the number of a place that holds none is an id's only when one has it", () => {
  expect(hashOf("")).toBe(0);
  const ids = createQueueIds();
  expect(ids.mayBe(0)).toBe(false);
  ids.add("");
  expect(ids.mayBe(0)).toBe(true);
});
