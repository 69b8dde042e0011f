// Counters instead of sets: the same numbers as sets would give, with little kept for each message.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createByDelivery } from "../../src/counting/by-delivery.ts";
import { addressCell, emptyCells, type Cell } from "../../src/counting/cells.ts";
import { deliveryKey } from "../../src/counting/keys.ts";
import { createMessageCount } from "../../src/counting/message-count.ts";

function cellsNamed(count: number): Cell[] {
  const cells = emptyCells();
  return Array.from({ length: count }, (_, number) => addressCell(cells, `203.0.113.${number}`));
}

test("messages are counted as sets of them would be", () => {
  const message = fc.nat({ max: 5 }).map((number) => `4NQh2b5xKdz9rx${number}`);
  const touched = fc.array(fc.nat({ max: 19 }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(message, touched), { maxLength: 60 }), (counts) => {
      const cells = cellsNamed(20);
      const sets = cells.map(() => new Set<string>());
      const messages = createMessageCount();
      for (const [id, numbers] of counts) {
        messages.count(
          id,
          numbers.map((number) => cells[number]!),
        );
        for (const number of numbers) sets[number]!.add(id);
      }
      expect(cells.map((cell) => cell.messages)).toEqual(sets.map(({ size }) => size));
    }),
  );
});

test("a hundred thousand messages that the same cells count are in one combination", () => {
  const cells = cellsNamed(3);
  const messages = createMessageCount();
  for (let number = 0; number < 100_000; number++) messages.count(`message ${number}`, cells);
  expect(messages.kept()).toEqual({ combinations: 3, sets: 0 });
  expect(cells.map((cell) => cell.messages)).toEqual([100_000, 100_000, 100_000]);
});

test("a message that a thousand addresses refused has one set, and no combination for each of them", () => {
  const cells = cellsNamed(1_000);
  const messages = createMessageCount();
  for (const cell of cells) messages.count("4NQh2b5xKdz9rxK", [cell]);
  expect(messages.kept()).toEqual({ combinations: 8, sets: 1 });
  expect(cells.every((cell) => cell.messages === 1)).toBe(true);
});

test("a value of a message and a mailbox is found as by a key of both, however the mailbox is written", () => {
  const message = fc.constantFrom("A1", "A1 b", "B2");
  const recipient = fc.constantFrom(null, "", "user@example.com", "User@Example.com", "b user@example.com");
  fc.assert(
    fc.property(fc.array(fc.tuple(message, recipient)), (pairs) => {
      const values = createByDelivery<{ recipient: string | null; number: number }>();
      const keyed = new Map<string, number>();
      const keyOf = (pair: readonly [string, string | null]) =>
        JSON.stringify([pair[0], deliveryKey("", pair[1])]);
      for (const [number, pair] of pairs.entries()) {
        if (!keyed.has(keyOf(pair))) {
          expect(values.get(...pair)).toBeUndefined();
          values.add(pair[0], { recipient: pair[1], number });
          keyed.set(keyOf(pair), number);
        }
        expect(values.get(...pair)?.number).toBe(keyed.get(keyOf(pair)));
      }
      expect(values.values.map(({ number }) => number)).toEqual([...keyed.values()]);
    }),
  );
});
