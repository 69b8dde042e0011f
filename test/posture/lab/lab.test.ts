// Audits against real servers: Debian's nsd and unbound.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit } from "../../../src/index.ts";
import type { AuditReport } from "../../../src/model/audit.ts";
import { postureTopics } from "../../../src/model/posture-topics.ts";
import { startZoneServer } from "../../support/zone-server.js";
import { mustSkip } from "../../support/servers.ts";
import { cases, groups, records, silent, type Case } from "./cases.ts";
import { missingPrograms, startInternet, type Internet } from "./start.ts";

/** Those that need a resolver of their own, or a domain with a hundred questions. */
const IP = "203.0.113.5";
const elsewhere = ["audit_cut_off", "audit_no_answer", "audit_limit"];

test("there is a case for each finding", () => {
  const told = new Set(cases.flatMap(({ want }) => want.map((each) => each.split(" ")[0])));
  const all: string[] = Object.values(postureTopics).flat();
  expect(all.filter((id) => !told.has(id))).toEqual(elsewhere);
});

describe.skipIf(mustSkip("the audits", missingPrograms()))("audits", () => {
  let internet: Internet;
  beforeAll(async () => {
    internet = await startInternet(records, silent);
  });
  afterAll(() => internet?.stop());

  const run = async ({
    domain,
    ips = [],
    sender,
    helo,
    selectors,
    blocklists,
    only,
  }: Case): Promise<AuditReport> => {
    const targets = domain === undefined ? ips : [domain, ...ips];
    const options = { only, selectors: selectors ?? [], blocklists: blocklists ?? [] };
    const dns = { resolvers: [internet.resolver], authoritative: false, timeoutMilliseconds: 3000 };
    const result = await audit(targets, { ...options, sender: sender ?? null, helo: helo ?? null, dns });
    return result.report;
  };

  test.each([
    [
      "lame.example",
      "its own name servers: ns.lame.example (the server could not be reached)",
      "repair the name servers",
    ],
    ["hidden.example", "its own name servers: ns.lab.example (it answers)", "ask another resolver"],
  ])("%s: why a question failed, by the zone's own servers", async (domain, summary, action) => {
    const dns = {
      resolvers: [internet.resolver],
      authoritativePort: internet.port,
      timeoutMilliseconds: 3000,
    };
    const { report } = await audit(domain, { only: ["mx"], dns });
    const [told] = report.domains[0]?.findings ?? [];
    expect(told).toMatchObject({ id: "mx_temp", class: "temp" });
    expect(told?.summary).toContain(summary);
    expect(told?.fix?.action).toContain(action);
  });

  test("a resolver that knows nothing of the public DNS: nothing is said of any domain", async () => {
    const closed = await startZoneServer("example. 600 IN SOA ns.example. a.example. 1 1 1 1 60");
    const { report } = await audit("example.com", {
      dns: { resolvers: [closed.resolver], authoritative: false },
    }).finally(closed.close);
    // REFUSED is no denial; a zone of its own for the top is.
    expect(report.domains[0]?.findings.some(({ class: state }) => state === "fail")).toBe(false);
    const walled = await startZoneServer(". 600 IN SOA ns.example. a.example. 1 1 1 1 60");
    const cutOff = await audit(["example.com", IP], {
      dns: { resolvers: [walled.resolver], authoritative: false },
      only: ["spf", "dkim", "dmarc", "mx"],
    }).finally(walled.close);
    expect(cutOff.report.domains[0]).toMatchObject({
      questions: 0,
      checks: { spf: "unknown", dkim: "unknown", dmarc: "unknown", mx: "unknown" },
      findings: [{ id: "audit_cut_off" }],
    });
    expect(cutOff.report.warnings.join()).toContain("it denies in-addr.arpa");
  });

  test("a resolver that knows nothing of the public DNS beside one that does: its no counted for the domain", async () => {
    const walled = await startZoneServer(". 600 IN SOA ns.example. a.example. 1 1 1 1 60");
    const open = await startZoneServer(
      [
        ". 600 IN SOA ns.example. a.example. 1 1 1 1 60",
        "in-addr.arpa. 600 IN NS ns.example.",
        "example.com. 600 IN MX 10 mail.example.com.",
        "mail.example.com. 600 IN A 203.0.113.5",
      ].join("\n"),
    );
    const { report } = await audit("example.com", {
      dns: { resolvers: [walled.resolver, open.resolver], authoritative: false },
      only: ["mx"],
    }).finally(() => Promise.all([walled.close(), open.close()]));
    expect(report.domains[0]).toMatchObject({ checks: { mx: "pass" }, findings: [] });
    expect(report.warnings.join()).toContain("another one was asked instead");
  });

  test("a resolver that is not there: no server of the domain is blamed", async () => {
    const dns = { resolvers: ["127.0.54.9:53"], authoritative: false, timeoutMilliseconds: 200 };
    const { report } = await audit("example.com", { only: ["spf", "mx"], dns });
    expect(report.domains[0]).toMatchObject({
      checks: { spf: "temp", mx: "temp" },
      findings: [{ id: "audit_no_answer", class: "temp" }],
    });
    expect(report.domains[0]?.findings).toHaveLength(1);
  });

  describe.each(Object.entries(groups))("%s", (_group, list) => {
    test.each(list)("$name: $want", async (each) => {
      const report = await run(each);
      const findings = [...report.domains, ...report.addresses].flatMap((audited) => audited.findings);
      expect(findings.map(({ id, class: state }) => `${id} ${state}`).toSorted()).toEqual(
        each.want.toSorted(),
      );
      const text = findings.map(({ summary }) => summary).join("\n");
      for (const words of each.says ?? []) expect(text).toContain(words);
      if (each.record === undefined) return;
      const offered = findings.flatMap(({ fix }) => fix?.record ?? []);
      const values = new Set(
        offered.map((line) => [...line.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join("")),
      );
      expect([...values]).toEqual(each.record === null ? [] : [each.record]);
    });
  });
});
