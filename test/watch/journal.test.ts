// A journal is followed by its cursor: each entry once, over runs.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signatureOf } from "../../src/watch/signature.ts";
import { missingForJournals, writeJournal } from "../support/journal.ts";
import { mustSkip } from "../support/servers.ts";
import { keptRefusals } from "./history-of.ts";
import { lines, openLab, type Lab } from "./lab.ts";

describe.skipIf(mustSkip("the watch of a journal", missingForJournals))("a journal", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab();
    await mkdir(join(lab.folder, "journal"));
  });
  afterEach(() => lab.close());

  function write(...numbers: number[]): void {
    writeJournal(
      join(lab.folder, "journal", "system.journal"),
      numbers.map((number) => {
        const time = lab.now() - 60_000 + number;
        const message = /postfix\/smtp\[\d+\]: (.*)\n/.exec(lines.refused(time, number))![1]!;
        return { time, host: "mx1", identifier: "postfix/smtp", unit: "postfix@-.service", message };
      }),
    );
  }

  test("is read once, and what is new changes its signature", async () => {
    const paths = [`journal:${join(lab.folder, "journal")}`];
    write(1, 2);
    await lab.once({ paths });
    expect(await keptRefusals(lab.directory)).toHaveLength(2);
    const before = await signatureOf(paths);
    expect(await signatureOf(paths)).toBe(before);
    write(3);
    expect(await signatureOf(paths)).not.toBe(before);
    await lab.once({ paths });
    await lab.once({ paths });
    expect(await keptRefusals(lab.directory)).toEqual(["u1@gmail.com", "u2@gmail.com", "u3@gmail.com"]);
    expect((await lab.state()).addresses[0]?.refusals).toBe(3);
  });
});
