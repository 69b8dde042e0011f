// Whole reports for one address, for six and for two hundred: from logs, with the DNS of a name server.

import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { analyze } from "../../src/index.ts";
import type { Results } from "../../src/model/report.ts";
import { manyAddresses } from "../support/many-addresses.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";

export type Size = "1" | "6" | "200";

export async function reportsOfThreeSizes(): Promise<Map<Size, Results>> {
  const fleet = manyAddresses();
  const demo = readFileSync("fixtures/demo/zone.txt", "utf8");
  const [demoServer, fleetServer] = await Promise.all([startZoneServer(demo), startZoneServer(fleet.zone)]);
  const demoLog = readFileSync("fixtures/demo/mail.log", "utf8");
  const bounced = readFileSync("fixtures/postfix/gmail-550-5.7.25-bounced.log", "utf8");
  const one = bounced.replaceAll("[203.0.113.5]", "[203.0.113.25]").replaceAll(" mx1 ", " mx1.example.com ");
  try {
    return new Map<Size, Results>([
      ["1", await resultsOf(one, demoServer)],
      ["6", await resultsOf(demoLog, demoServer)],
      ["200", await resultsOf(fleet.log, fleetServer)],
    ]);
  } finally {
    await Promise.all([demoServer.close(), fleetServer.close()]);
  }
}

/** With the clock of the week after, and the port of every run. */
async function resultsOf(log: string, server: ZoneServer): Promise<Results> {
  const results = await analyze({
    stdin: Readable.from([Buffer.from(log)]),
    timezone: "UTC",
    local: false,
    dns: { resolvers: [server.resolver], authoritative: false },
  });
  const text = JSON.stringify(results).replaceAll(server.resolver, "127.0.0.1:53053");
  const fixed = JSON.parse(text) as Results;
  return { ...fixed, report: { ...fixed.report, generatedAt: "2026-02-23T06:15:00.000Z" } };
}
