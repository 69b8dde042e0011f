// The systemd journal as an input: real journals, read by the real journalctl.

import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { generate, type Plan } from "../../counting/generated-log.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { missingForJournals, writeJournal, type JournalEntry } from "../../support/journal.ts";
import { mustSkip } from "../../support/servers.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "whybounce-journal-"))));
afterAll(() => rm(folder, { recursive: true }));

const START = Date.UTC(2026, 10, 10);
const fates: Plan["fate"][] = [
  "bounced",
  "delivered later",
  "never refused",
  "retrying",
  "expired",
  "deleted",
];
const planned = fates.map((fate) => ({ host: "mx1", fate, recipients: 2, after: 600, reuse: false }));

function entriesOf(mailer: "postfix" | "exim", unit: string): { entries: JournalEntry[]; truth: object } {
  const { lines, truth } = generate(mailer, planned);
  const { attempts, messages, affected, lost, retrying, delivered } = truth;
  const entries = lines
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, host, text }, index) => {
      const [, identifier = "exim", message = text] =
        mailer === "postfix" ? (/^(postfix\/\w+)\[\d+\]: (.*)$/s.exec(text) ?? []) : [];
      return { time: START + at * 1000 + (index % 1000), host, identifier, unit, message };
    });
  return { entries, truth: { attempts, messages, affected, lost, retrying, delivered } };
}

describe.skipIf(mustSkip("the journal", missingForJournals))("a journal", () => {
  test.each([
    ["postfix", "postfix@-.service", 2],
    ["postfix", "postfix@postfix-out.service", 3],
    ["exim", "exim4.service", 3],
  ] as const)("of %s in the unit %s, facility %i", async (mailer, unit, facility) => {
    const { entries, truth } = entriesOf(mailer, unit);
    const directory = join(folder, unit);
    await mkdir(directory);
    writeJournal(
      join(directory, "mx1.journal"),
      entries.map((entry) => ({ ...entry, facility })),
    );
    const { report } = await analyzeFiles([`journal:${directory}`]);
    expect(report.totals).toMatchObject(truth);
    expect(report.inputs).toMatchObject([{ path: `journal:${directory}`, kind: "log", warnings: [] }]);
    expect(report.sendingIps[0]?.reportingMtas).toEqual(["mx1"]);
    const file = await analyzeFiles([`journal:${join(directory, "mx1.journal")}`]);
    expect(file.report.totals).toEqual(report.totals);
  });

  test("with a state, only what is new is asked for, and the report is that of the whole", async () => {
    const { entries, truth } = entriesOf("postfix", "postfix@-.service");
    const path = join(folder, "growing.journal");
    const state = join(folder, "state.json");
    const records: number[] = [];
    const events: string[] = [];
    for (const part of [entries.slice(0, 7), entries.slice(7, 20), entries.slice(20), []]) {
      if (part.length > 0) writeJournal(path, part);
      const results = await analyzeFiles([`journal:${path}`], { state });
      records.push(results.report.inputs.find(({ kind }) => kind !== "events")?.records ?? 0);
      events.push(...results.events.map((event) => `${JSON.stringify(event)}\n`));
      await results.state!.save();
      await results.state!.close();
    }
    expect(records).toEqual([7, 13, entries.length - 20, 0]);
    expect((await analyzeFiles(["-"], { stdin: events.join("") })).report.totals).toMatchObject(truth);
  });

  test("the lines of other programs are not asked for", async () => {
    const path = join(folder, "others.journal");
    const { entries } = entriesOf("postfix", "postfix@-.service");
    const [first] = entries;
    writeJournal(path, [
      ...entries,
      { ...first!, identifier: "kernel", unit: "systemd-journald.service", facility: 0, message: "other" },
    ]);
    const { report } = await analyzeFiles([`journal:${path}`]);
    expect(report.inputs[0]!.records).toBe(entries.length);
  });

  test("a period limits what is asked for, but not so much that senders are missing", async () => {
    const path = join(folder, "period.journal");
    const { entries } = entriesOf("postfix", "postfix@-.service");
    const old = entries.map((entry) => ({ ...entry, time: entry.time - 20 * 86_400_000 }));
    writeJournal(path, [...old, ...entries]);
    const period = { from: START + 1_800_000, to: null };
    const { report } = await analyzeFiles([`journal:${path}`], { period });
    expect(report.inputs[0]!.records).toBe(entries.length);
  });
});

describe("a journal that cannot be read", () => {
  const path = process.env["PATH"];
  beforeEach(() => void (process.env["PATH"] = folder));
  afterEach(async () => {
    process.env["PATH"] = path;
    await rm(join(folder, "journalctl"), { force: true });
  });

  async function warningOf(script: string | null): Promise<string> {
    if (script !== null) {
      await writeFile(join(folder, "journalctl"), `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, "journalctl"), 0o755);
    }
    const { report, inputFailed } = await analyzeFiles(["journal:"]);
    expect(inputFailed).toBe(true);
    return [...report.warnings, ...report.inputs.flatMap(({ warnings }) => warnings)].join("\n");
  }

  test.each([
    ["is not there", null, "the journal: journalctl is not installed here"],
    [
      "may not be read",
      'echo "No journal files were opened due to insufficient permissions." >&2; exit 1',
      "add it to the group systemd-journal",
    ],
    [
      "may be read in part",
      'case "$1" in --field*) exit 0;; esac; echo "Hint: You are currently not seeing messages from other users and the system." >&2',
      "add it to the group systemd-journal",
    ],
    [
      "has a program that is too old",
      `echo "journalctl: unrecognized option '--all'" >&2; exit 1`,
      "too old",
    ],
    ["is broken", 'echo "Failed to open: Bad message" >&2; exit 1', "Failed to open: Bad message"],
  ])("because it %s", async (_what, script, words) => {
    expect(await warningOf(script)).toContain(words);
  });

  test("a folder that is not there", async () => {
    const { report } = await analyzeFiles(["journal:/nowhere/at/all"]);
    expect(report.warnings.join()).toContain("journal:/nowhere/at/all: no such file or directory");
  });
});
