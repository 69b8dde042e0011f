// The openspf.org test suite for RFC 7208: see fixtures/spf/LICENSE.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canonicalIp } from "../../../src/base/standards/ip.ts";
import { budgetForDomain } from "../../../src/posture/lookup.ts";
import { evaluateSpf } from "../../../src/posture/spf/evaluate.ts";
import { askOf, type ZoneData } from "../ask-of.ts";

interface Scenario {
  description: string;
  tests: Record<string, { helo: string; host: string; mailfrom: string; result: string[] }>;
  zonedata: ZoneData;
}

const scenarios = JSON.parse(
  readFileSync(new URL("../../../fixtures/spf/rfc7208-tests.json", import.meta.url), "utf8"),
) as Scenario[];

test("all of them are there", () => {
  expect(scenarios.flatMap(({ tests }) => Object.keys(tests))).toHaveLength(203);
});

describe.each(scenarios)("$description", ({ tests, zonedata }) => {
  const ask = askOf(zonedata);

  test.each(Object.entries(tests))("%s", async (_name, { helo, host, mailfrom, result }) => {
    const sender = mailfrom === "" ? `postmaster@${helo}` : mailfrom;
    const domain = sender.slice(sender.lastIndexOf("@") + 1);
    const client = { ip: canonicalIp(host) ?? host, sender, helo };
    const trace = await evaluateSpf(domain, { lookup: { ask, budget: budgetForDomain() }, client });
    expect(result).toContain(trace.result);
  });
});
