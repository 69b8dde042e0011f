// Audits against real servers: Debian's nsd and unbound.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit } from "../../../src/index.ts";
import type { AuditReport } from "../../../src/model/audit.ts";
import { postureTopics } from "../../../src/model/posture-topics.ts";
import { mustSkip } from "../../support/servers.ts";
import { cases, groups, records, silent, type Case } from "./cases.ts";
import { missingPrograms, startInternet, type Internet } from "./start.ts";

/** Those that need a resolver of their own, or a domain with a hundred questions. */
const elsewhere = ["audit_cut_off", "audit_limit"];

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
