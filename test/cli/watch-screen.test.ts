// The live view of a watch: what it shows, and that it leaves a real terminal as it was.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { expect, test } from "vitest";
import { screenLines } from "../../src/cli/watch-screen.ts";
import { newAddress } from "../../src/watch/transitions.ts";
import { emptyState } from "../../src/watch/watch-file.ts";

const NOW = Date.UTC(2026, 1, 16, 10);
const view = { now: NOW, rows: 24, columns: 120, everyMilliseconds: 3_600_000 };
const cause = { id: "ptr_nxdomain", class: "fail" as const, title: "No PTR record", fix: [], zone: null };

test("shows what is not in order first, with the refusals of the last hour and the next check", () => {
  const addresses = [
    { ...newAddress("203.0.113.1", NOW), state: "ok" as const },
    {
      ...newAddress("203.0.113.2", NOW),
      state: "refused" as const,
      cause,
      recent: [NOW - 60_000, NOW - 5_000_000],
    },
  ];
  const state = { ...emptyState(), addresses, lastRound: NOW, lastSweep: NOW - 3_000_000 };
  const lines = screenLines(state, "none", view);
  expect(lines[0]).toContain(
    "1 of 2 addresses in order; last look 10:00:00 UTC; next check of all in 10 min 0 s",
  );
  expect(lines[3]).toMatch(/^203\.0\.113\.2\s+refused\s+1\s+No PTR record$/);
  expect(lines[4]).toMatch(/^203\.0\.113\.1\s+ok\s+0\s*$/);
});

test("has no more lines than the terminal has rows", () => {
  const addresses = Array.from({ length: 500 }, (_, index) =>
    newAddress(`203.0.${index >> 8}.${index & 255}`, NOW),
  );
  const lines = screenLines({ ...emptyState(), addresses }, "none", { ...view, rows: 12 });
  expect(lines).toHaveLength(12);
  expect(lines).toContain("and 495 more");
});

test("loses no word of the head and of the last event where the terminal is narrow", () => {
  const words = "2026-02-16 10:00 UTC Gmail refuses mail from 2001:db8:25::1fb (1 refusal): No PTR record";
  const lines = screenLines({ ...emptyState(), lastRound: NOW }, words, { ...view, columns: 60 });
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(60);
  const shown = lines.map((line) => line.trim()).join(" ");
  expect(shown).toContain(`last event: ${words} q quits`);
  expect(shown).toContain("next check now");
});

const hasTerminal = spawnSync("script", ["--version"]).status === 0;

test.skipIf(!hasTerminal)(
  "ends with q, and leaves the terminal clean",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "whybounce-screen-"));
    writeFileSync(join(folder, "mail.log"), "");
    const program = join(import.meta.dirname, "../../bin/whybounce.js");
    const line = `stty -g; ${execPath} ${program} watch --no-config --no-local --resolver 127.0.0.1:1 --state ${folder}/state ${folder}/mail.log; echo "code $?"; stty -g`;
    const child = spawn("script", ["-qec", line, "/dev/null"], { env: { ...process.env, TERM: "xterm" } });
    let screen = "";
    child.stdout.on("data", (bytes: Buffer) => {
      const isShown = screen.includes("0 addresses");
      screen += bytes.toString();
      if (!isShown && screen.includes("0 addresses")) child.stdin.write("q");
    });
    await once(child, "close");
    rmSync(folder, { recursive: true });
    const settings = screen.match(/[\da-f]+(?::[\da-f]+){10,}/g);
    expect(screen).toContain("code 0");
    expect(screen.indexOf("\u001b[?1049h")).toBeLessThan(screen.lastIndexOf("\u001b[?25h\u001b[?1049l"));
    expect(settings).toHaveLength(2);
    expect(settings?.[1]).toBe(settings?.[0]);
  },
  30_000,
);
