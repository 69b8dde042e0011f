// Lines that a push reads are known to a store however they are written, and each event is one row.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AnalysisEvent } from "../../src/model/events.ts";
import { mentionOf } from "../../src/store/history/lines.ts";
import { openWriter } from "../../src/store/push.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { createServers, isInstalled, type Server } from "../support/clickhouse-server.js";
import { mustSkip } from "../support/servers.ts";
import { countOf, eventsOf, fixturePaths, freshTables, push } from "./fleet.ts";

const isSkipped = mustSkip("known lines", isInstalled ? [] : ["clickhouse-server"]);
const OPEN = { from: null, to: null };

const spellings: [string, (event: AnalysisEvent) => string][] = [
  ["as this program writes them", (event) => JSON.stringify(event)],
  ["with blanks", (event) => JSON.stringify(event).replaceAll('":', '": ').replaceAll(',"', ', "')],
  ["with escapes", (event) => JSON.stringify(event).replaceAll("@", String.raw`\u0040`)],
];

describe.skipIf(isSkipped)("lines that a store knows", () => {
  let server: Server;
  let events: AnalysisEvent[];

  beforeAll(async () => {
    server = (await createServers(1))[0]!;
    await server.start();
    events = await eventsOf(await fixturePaths());
  });
  afterAll(() => server.remove());
  beforeEach(() => freshTables(server.where));

  async function pushLines(lines: readonly string[]) {
    const writer = await openWriter(server.where, {
      pusher: "mx1",
      period: OPEN,
      onProgress: () => {},
      onWarning: () => {},
    });
    const stdin = (async function* () {
      yield Buffer.from(`${lines.join("\n")}\n`);
    })();
    try {
      await analyzeFiles(["-"], { stdin, dns: null, keepCounts: false, onObservations: writer.add });
      return { ...(await writer.finish()) };
    } finally {
      await writer.close();
    }
  }

  test.each(spellings)("%s: a second push stores none", async (_name, spell) => {
    await push(server.where, events);
    const rows = await countOf(server.where, "whybounce_events");
    expect(await pushLines(events.map(spell))).toEqual({ stored: 0, known: events.length });
    expect(await countOf(server.where, "whybounce_events")).toBe(rows);
  });

  test("each spelling of one in one push is one row", async () => {
    const lines = spellings.flatMap(([, spell]) => events.map(spell));
    const { stored } = await pushLines(lines);
    expect(stored).toBe(events.length);
    expect(await push(server.where, events)).toMatchObject({ stored: 0 });
  });
});

test.each([
  ['{"a":1,"source":{"path":"x","line":1},"b":2}', '{"a":1,"b":2}', true],
  ['{"a":1,"source":{"path":"{x}","line":1},"b":2}', '{"a":1,"b":2}', false],
  ['{"a":1,"source":{"path":"x","li', '{"a":1', false],
])("the mention of %s leaves its source out", (line, without, isSame) => {
  expect(mentionOf(line) === mentionOf(without)).toBe(isSame);
});
