// The whole DNS check against real servers. It needs Debian's packages
//   nsd unbound ldnsutils
// (apt-get install --no-install-recommends nsd unbound ldnsutils) and is skipped without them. Their
// system services are not used and need not run.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { causes } from "../../../src/diagnosis/causes/index.ts";
import { diagnose } from "../../support/diagnose.ts";
import { checkAddresses } from "../../../src/dns/check/check.ts";
import type { AddressFacts } from "../../../src/model/dns.ts";
import type { DnsOptions } from "../../../src/model/options.ts";
import { mustSkip } from "../../support/servers.ts";
import { missingPrograms, startLab } from "./start.ts";
import type { Lab } from "./start.ts";
import { cases } from "./cases.ts";

describe.skipIf(mustSkip("the DNS laboratory", missingPrograms()))("the laboratory", () => {
  let lab: Lab;
  let facts: Map<string, AddressFacts>;

  const options = (more: Partial<DnsOptions> = {}): DnsOptions => ({
    resolvers: [lab.resolver],
    authoritative: true,
    authoritativePort: lab.port,
    timeoutMilliseconds: 2500,
    concurrency: 20,
    ...more,
  });

  beforeAll(async () => {
    lab = await startLab();
    // Twice: a fresh unbound renews its first answers when it learns more of the zone.
    for (let round = 0; round < 2; round += 1)
      await checkAddresses(["203.0.113.40"], options({ authoritative: false }));
    await lab.addLateRecord();
    const result = await checkAddresses(
      cases.map(({ ip }) => ip),
      options(),
    );
    expect(result.warnings).toEqual([]);
    facts = result.facts;
  }, 60_000);
  afterAll(() => lab?.stop());

  test("holds an address for every cause there is", () => {
    expect(new Set(cases.map(({ id }) => id))).toEqual(new Set(causes.map(({ id }) => id)));
  });

  test("asks nobody but its own servers", () => {
    for (const { servers, resolver } of facts.values()) {
      const asked = [...(servers?.answers ?? []), ...(resolver ? [resolver.ptr] : [])];
      for (const { server } of asked) expect(server).toMatch(/^(?:127\.0\.53\.\d+:\d+)?$/);
    }
  });

  test("silence proves nothing; a closed port, an error and a refusal of the zone's own servers do", () => {
    const unproven = (ip: string) => diagnose(facts.get(ip) as AddressFacts).cause?.unproven ?? false;
    const ips = ["198.51.100.80", "198.51.100.86", "198.51.100.81", "198.51.100.82", "203.0.113.6"];
    expect(ips.map(unproven)).toEqual([true, false, false, false, false]);
  });

  test.each(cases)("$ip: $id $findings", ({ ip, id, iprev, findings = [], evidence, visible, records }) => {
    const diagnosis = diagnose(facts.get(ip) as AddressFacts, { hostName: "mx.customer.example" });
    const summary = { id: diagnosis.cause?.id, findings: diagnosis.findings.map((finding) => finding.id) };
    expect({ ...summary, iprev: diagnosis.iprev }).toEqual({ id, findings, iprev });
    for (const line of evidence ?? [])
      expect(diagnosis.evidence.map((text) => text.replaceAll(`:${lab.port}`, ""))).toContain(line);
    const lines = diagnosis.fix.flatMap((step) => step.record ?? []);
    if (records) expect(lines.filter((line) => !line.startsWith("dig "))).toEqual(records);
    if (visible !== undefined) expect(diagnosis.visibleAfterSeconds).toBe(visible);
  });
});
