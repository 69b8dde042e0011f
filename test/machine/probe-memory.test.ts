// What reports and watches take from what probes have kept: only what Gmail saw, the latest of each address, and not for ever.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sightingsInFolders } from "../../src/machine/probe-memory.ts";
import type { KeptConnection } from "../../src/model/probe.ts";
import { openMemory } from "../../src/probe/memory.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "whybounce-probe-memory-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.parse("2026-11-30T12:00:00Z");
const DAY = 24 * 3_600_000;
const before = (days: number) => new Date(NOW - days * DAY).toISOString();

const kept = (given: Partial<KeptConnection> = {}): KeptConnection => ({
  at: before(1),
  from: "10.0.0.5",
  server: "gmail-smtp-in.l.google.com",
  serverIp: "192.0.2.26",
  port: 25,
  helo: "mx1.example.com",
  stage: "ehlo",
  failure: null,
  reply: "250-mx.google.com at your service, [203.0.113.7]",
  greeting: "220 mx.google.com ESMTP d75a77b69052e - gsmtp",
  seenIp: "203.0.113.7",
  tls: false,
  verdict: null,
  remembered: false,
  ...given,
});

async function told(...connections: KeptConnection[]) {
  const memory = await openMemory(folder, NOW);
  for (const connection of connections) await memory.keep(connection);
  await memory.release();
  return sightingsInFolders([folder], NOW);
}

const refused = {
  kind: "ptr" as const,
  code: "550-5.7.25",
  receiver: "gmail",
  meaning: null,
  namedIp: "203.0.113.8",
};

describe("a connection", () => {
  test.each<[string, Partial<KeptConnection>, string[]]>([
    ["that was greeted", {}, ["10.0.0.5 203.0.113.7 answered null"]],
    ["with a message that was accepted", { stage: "message" }, ["10.0.0.5 203.0.113.7 accepted null"]],
    [
      "with a message that was refused: the refusal's own word counts",
      { stage: "message", verdict: refused },
      ["10.0.0.5 203.0.113.8 refused 550-5.7.25"],
    ],
    [
      "that was lost after the answer",
      { stage: "message", failure: "lost" },
      ["10.0.0.5 203.0.113.7 answered null"],
    ],
    ["by IPv6", { from: "2001:db8::5", seenIp: "2001:DB8::5" }, ["2001:db8::5 2001:db8::5 answered null"]],
    [
      "to a server of Google's for others",
      { server: "aspmx.l.google.com" },
      ["10.0.0.5 203.0.113.7 answered null"],
    ],
    ["without an address in the answer", { seenIp: null }, []],
    ["that came to nothing", { stage: "connect", failure: "silent", greeting: null, seenIp: null }, []],
    ["to another receiver", { server: "mx.example.net" }, []],
    ["to a name that only begins like Google's", { server: "google.com.example.net" }, []],
    ["that somebody else answered", { greeting: "220 filter.provider.example ESMTP" }, []],
    [
      "that somebody else refused at once",
      { stage: "greeting", greeting: null, reply: "554 5.7.1 filter [203.0.113.7] no", verdict: refused },
      [],
    ],
    ["of a month ago", { at: before(31) }, []],
    ["of tomorrow", { at: before(-1) }, []],
  ])("%s", async (_what, given, want) => {
    const { sightings, warnings } = await told(kept(given));
    expect(sightings.map(({ from, seenIp, result, code }) => `${from} ${seenIp} ${result} ${code}`)).toEqual(
      want,
    );
    expect(warnings).toEqual([]);
  });

  test("the latest of each address, in the order of time", async () => {
    const { sightings } = await told(
      kept({ from: "10.0.0.6", seenIp: "203.0.113.6" }),
      kept({ at: before(3), seenIp: "203.0.113.3" }),
      kept({ at: before(2), server: "alt1.gmail-smtp-in.l.google.com", seenIp: "203.0.113.2" }),
    );
    expect(sightings.map(({ from, seenIp }) => `${from} ${seenIp}`)).toEqual([
      "10.0.0.5 203.0.113.2",
      "10.0.0.6 203.0.113.6",
    ]);
  });
});

describe("what cannot be read", () => {
  test("nothing was kept: no warning", async () => {
    expect(await sightingsInFolders([folder, join(folder, "absent")], NOW)).toEqual({
      sightings: [],
      warnings: [],
    });
  });

  test.each([
    ["", "holds no state of a probe"],
    ["{", "holds no state of a probe"],
    ['{"schema":"whybounce.probe-state/2","connections":[]}', "holds no state of a probe"],
    [
      JSON.stringify({ schema: "whybounce.probe-state/1", connections: [{ ...kept(), seenIp: 5 }] }),
      "holds no state of a probe",
    ],
    ["x".repeat((4 << 20) + 1), "is longer than 4096 KiB"],
  ])("is told: %#", async (text, problem) => {
    writeFileSync(join(folder, "probe.json"), text);
    const { sightings, warnings } = await sightingsInFolders([folder], NOW);
    expect(sightings).toEqual([]);
    expect(warnings).toEqual([
      `${join(folder, "probe.json")}: ${problem}; what probes saw of this machine is left out`,
    ]);
  });

  test("a folder in its place is told, and not taken for nothing", async () => {
    mkdirSync(join(folder, "probe.json"));
    expect((await sightingsInFolders([folder], NOW)).warnings[0]).toContain("is a directory");
  });
});

test.skipIf(process.getuid?.() !== 0)(
  "what root's probe keeps in a service's folder can be read by the service",
  async () => {
    const { chownSync } = await import("node:fs");
    chmodSync(folder, 0o700);
    chownSync(folder, 12_345, 12_345);
    await told(kept());
    const { uid, mode } = statSync(join(folder, "probe.json"));
    expect([uid, mode & 0o777]).toEqual([12_345, 0o600]);
  },
);
