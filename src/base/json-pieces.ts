// JSON in pieces: as one text, what is known of ten thousand addresses would take several times the memory that it has.

import { inPieces } from "./pieces.ts";

/** What lies deeper is written whole. */
const DEPTH = 5;

/** Together what `JSON.stringify` writes of plain data. */
export function jsonPieces(value: unknown): Generator<string> {
  return inPieces(partsOf(value, DEPTH));
}

/** As the line of a file. */
export function* jsonLine(value: unknown): Generator<string> {
  yield* jsonPieces(value);
  yield "\n";
}

function* partsOf(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== "object" || value === null) yield JSON.stringify(value) ?? "null";
  else if (Array.isArray(value)) yield* listOf(value, depth);
  else yield* objectOf(value, depth);
}

function* listOf(values: readonly unknown[], depth: number): Generator<string> {
  yield "[";
  for (const [index, value] of values.entries()) {
    if (index > 0) yield ",";
    yield* partsOf(value, depth - 1);
  }
  yield "]";
}

function* objectOf(fields: object, depth: number): Generator<string> {
  let before = "{";
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    yield* partsOf(value, depth - 1);
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}
