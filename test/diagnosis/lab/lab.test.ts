// The whole DNS check against real servers. It needs Debian's packages
//   nsd unbound ldnsutils
// (apt-get install --no-install-recommends nsd unbound ldnsutils) and is skipped without them. Their
// system services are not used and need not run.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { causes } from "../../../src/diagnosis/causes/index.ts";
import { judge, recognize } from "../../../src/diagnosis/diagnose.ts";
import { withRemedy } from "../../../src/diagnosis/remedy.ts";
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

  const told = (ip: string) => {
    const recognized = recognize(facts.get(ip) as AddressFacts)!;
    const judgment = judge(recognized, { hostName: "mail.customer.example" });
    const { cause, fix, ticket, reverseZone } = withRemedy(ip, judgment);
    const [, check = ""] = ticket?.split("To check that it is done:\n\n") ?? [];
    const steps = fix.map(({ action }) => action).join("\n");
    return { summary: cause?.summary ?? "", steps, ticket, check, reverseZone };
  };

  test("a PTR name that is an alias of itself: its name servers answer, and its record is wrong", () => {
    const { summary, steps } = told("203.0.113.38");
    expect(summary).toContain("circle.customer.example → round.customer.example → circle.customer.example");
    expect(steps).toContain("create the address record instead of the name's CNAME record");
  });

  test("beside a name that confirms, an alias without end does not lead back", () => {
    const { summary, steps } = told("203.0.113.46");
    expect(summary).toContain("circle.customer.example does not lead back to it");
    expect(steps).not.toContain("make the name servers");
  });

  test("a part of the block without name servers: whoever delegated it is asked", () => {
    const { steps, check, reverseZone } = told("203.0.113.70");
    expect(reverseZone).toMatchObject({ apex: "113.0.203.in-addr.arpa", contact: "dns.admin@lab.example" });
    expect(steps).toContain("delegate the zone 64-71.113.0.203.in-addr.arpa to name servers that exist");
    expect(check).toContain("dig +short -x 203.0.113.70\n");
  });

  test("a customer's server that holds the whole block in place of its part: the zone comes first", () => {
    const { summary, steps } = told("203.0.113.75");
    expect(summary).toContain("answer out of the zone 113.0.203.in-addr.arpa");
    expect(steps).toContain("set up the zone 72-79.113.0.203.in-addr.arpa on its name servers, and create");
  });

  test("a delegation without glue says so, and nobody is asked by the name that has no address", () => {
    const { summary, steps, check } = told("198.51.100.95");
    expect(summary).toContain("the delegation has no glue record with its address");
    expect(steps).toContain("(glue records)");
    expect(check).toContain("dig +short -x 198.51.100.95\n");
  });

  test("name servers whose names need each other: nobody kept silent", () => {
    const { summary, check } = told("198.51.100.96");
    expect(summary).toContain("reached no name server");
    expect(summary).not.toContain("in time");
    expect(check).toContain("dig +short -x 198.51.100.96\n");
  });

  test("servers that disagree are asked one by one, and validation by one that validates", () => {
    expect(told("198.51.100.90").check).toMatch(/@one\S* .*\n.*@two\S* .*\n.*the same answer each time/);
    expect(told("198.51.100.87").check).toContain("@8.8.8.8 ");
  });
});
