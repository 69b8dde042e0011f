// The lines that each reader carries are read as what they are said to be, and by no other reader.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsIn } from "../../../../src/reading/logs/entries.ts";
import { frameLine } from "../../../../src/reading/logs/frame.ts";
import { createKeptParts } from "../../../../src/reading/logs/kept-parts.ts";
import { mtaReaders } from "../../../../src/reading/logs/mailers/index.ts";
import type { LogRecord, MtaReader } from "../../../../src/reading/logs/mailers/reader.ts";
import { gmail } from "../../../../src/refusals/receivers/gmail.ts";
import { needlesOf } from "../../../../src/refusals/receivers/marks.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };
const frame = (line: string, columns: readonly string[] | null = null) =>
  frameLine(line, { ...context, columns })!;

/** What the readers make of a line, after those before it. */
function readAfter(reader: MtaReader, line: string, after: readonly string[] = []): LogRecord | null {
  const parts = createKeptParts();
  const columns = after.map(columnsIn).find((names) => names !== null) ?? null;
  for (const earlier of after) if (!columnsIn(earlier)) reader.read(frame(earlier), parts);
  return reader.read(frame(line, columns), parts);
}

function queueIdOf(record: LogRecord | null): string | null {
  if (record === null) return null;
  const [fact] = Object.values(record).filter((value) => typeof value === "object");
  return (fact as { queueId: string }).queueId;
}

describe.each(mtaReaders.map((reader) => ({ name: reader.name, reader })))("$name", ({ reader }) => {
  test.each(reader.samples)("$shows", ({ line, kind, after }) => {
    expect(readAfter(reader, line, after)?.kind).toBe(kind);
    for (const other of mtaReaders)
      if (other !== reader) expect(readAfter(other, line, after), other.name).toBeNull();
  });

  // Of others, earlier lines tell it; where no end of a delivery is looked for, nobody asks.
  const asks = reader.outcomeNeedles ?? reader.rareOutcomeNeedles;
  const naming = reader.samples.filter(
    ({ after, kind }) => asks !== undefined && after === undefined && kind !== "part",
  );
  test.runIf(naming.length > 0).each(naming)("$shows: the queue id stands in its head", ({ line }) => {
    const queueId = queueIdOf(readAfter(reader, line));
    expect(queueId).toBeTruthy();
    expect(reader.queueId(line.slice(0, 200))).toBe(queueId);
  });

  test.each(reader.samples)("$shows: a needle finds it", ({ line, kind }) => {
    const needles = {
      attempt: needlesOf([gmail]),
      // nullmailer's is in all of its lines.
      outcome: [
        ...(reader.outcomeNeedles ?? []),
        ...(reader.rareOutcomeNeedles ?? []),
        ...(reader.partNeedles ?? []),
      ],
      envelope: reader.envelopeNeedles ?? [],
      removal: [...(reader.removalNeedles ?? []), ...(reader.completionNeedles ?? [])],
      requeue: reader.requeueNeedles ?? [],
      part: [...needlesOf([gmail]), ...(reader.partNeedles ?? [])],
    };
    expect(needles[kind].some(({ text }) => line.includes(text))).toBe(true);
  });

  const envelopes = reader.samples.filter(({ kind }) => kind === "envelope");
  test.runIf(envelopes.length > 0).each(envelopes)("$shows: its sender at a glance", ({ line }) => {
    const record = readAfter(reader, line);
    const { queueId, sender } = record?.kind === "envelope" ? record.envelope : expect.fail("no envelope");
    expect(reader.sender(line.slice(line.indexOf(queueId) + queueId.length))).toBe(sender);
  });

  test("never throws, whatever stands in a line", () => {
    const sample = fc.constantFrom(...reader.samples.map(({ line }) => line));
    const cutAndChanged = fc
      .tuple(sample, fc.nat(900), fc.string(), fc.nat(900))
      .map(([line, at, text, from]) => line.slice(0, at) + text + line.slice(from));
    fc.assert(
      fc.property(fc.oneof(fc.string(), cutAndChanged), fc.nat(120), (line, from) => {
        const framed = frameLine(line, context);
        if (framed) reader.read(framed, createKeptParts());
        reader.queueId(line);
        reader.sender(line.slice(from));
      }),
      { numRuns: 500 },
    );
  });
});
