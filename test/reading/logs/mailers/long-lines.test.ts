// Strangers write the log's lines: no reader takes longer than the line is long.

import { describe, expect, test } from "vitest";
import { columnsIn } from "../../../../src/reading/logs/entries.ts";
import { frameLine } from "../../../../src/reading/logs/frame.ts";
import { createKeptParts } from "../../../../src/reading/logs/kept-parts.ts";
import { mtaReaders } from "../../../../src/reading/logs/mailers/index.ts";
import { processorTime } from "../../../support/processor-time.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };
const LENGTH = 200_000;
const pieces = [" ", '"', ",", "(", "<", ">", "\\", "a", "_", "/", "{", "1.", "[", '", x = "', "a@b>,", "\t"];

describe.each(mtaReaders.map((reader) => ({ name: reader.name, reader })))("$name", ({ reader }) => {
  test.each(reader.samples)("$shows", ({ line, after = [] }) => {
    const columns = after.map(columnsIn).find((names) => names !== null) ?? null;
    for (const piece of pieces) {
      const filling = piece.repeat(LENGTH / piece.length);
      for (const share of [0.2, 0.35, 0.5, 0.75, 1]) {
        const at = Math.floor(line.length * share);
        const long = line.slice(0, at) + filling + line.slice(at);
        const time = processorTime(() => {
          const framed = frameLine(long, { ...context, columns });
          if (framed) reader.read(framed, createKeptParts());
          reader.queueId(long.slice(0, 4_096));
          reader.sender(long.slice(at, at + LENGTH));
        });
        expect(time, `${JSON.stringify(piece)} at ${share}`).toBeLessThan(400);
      }
    }
  });
});
