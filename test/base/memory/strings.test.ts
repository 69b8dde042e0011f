import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { inOnePiece } from "../../../src/base/memory/strings.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const AMOUNT = 20_000;
const put = (n: number) => `${n} is ${n + 1}, and ${n + 2} is ${n + 3}, and so ${n + 4} and ${n + 5} are one`;

test("what is put together takes less memory in one piece, at every depth, and stays the same", () => {
  const start = heapBytes();
  const data = { list: Array.from({ length: AMOUNT }, (_, n) => ({ texts: [put(n)], none: null })) };
  const inParts = heapBytes() - start;
  expect(inOnePiece(data)).toBe(data);
  const inPieces = heapBytes() - start;
  expect(inPieces).toBeLessThan(0.7 * inParts);
  expect(data.list[7]).toEqual({ texts: ["7 is 8, and 9 is 10, and so 11 and 12 are one"], none: null });
});
