// `--only` may ask for checks that are not about everything that is named.

import { expect, test } from "vitest";
import { renderAudit } from "../../src/index.ts";
import type { AddressAudit, AuditReport, DomainAudit } from "../../src/model/audit.ts";
import type { CheckName } from "../../src/model/posture.ts";

const blank = { checks: {}, findings: [], source: "given" as const };
const domain: DomainAudit = {
  ...blank,
  domain: "example.com",
  name: "example.com",
  sender: "example.com",
  questions: 0,
  spf: null,
  dkim: null,
  dmarc: null,
  mx: null,
};
const address: AddressAudit = { ...blank, ip: "203.0.113.5", reverseDns: null, listings: [] };

function reportOf(only: CheckName[], parts: Partial<AuditReport>): AuditReport {
  return {
    schema: "whybounce.audit/1",
    generatedAt: "2026-02-23T10:00:00.000Z",
    generator: { name: "whybounce", version: "0.0.0" },
    only,
    found: null,
    domains: [],
    addresses: [],
    warnings: [],
    ...parts,
  };
}

const ofDomain = "Nothing to check here: what was asked for (reverse DNS) is not about a domain.";
const ofAddress = "Nothing to check here: what was asked for (SPF, DMARC) is not about an address.";

test.each(["table", "markdown", "html"] as const)(
  "a domain's heading stood with nothing below it: %s",
  async (format) => {
    const target = { width: 100, unicode: true };
    const text = async (report: AuditReport) =>
      (await renderAudit(report, format, target)).replaceAll(/\\(?=[()])/g, "");
    expect(await text(reportOf(["iprev"], { domains: [domain] }))).toContain(ofDomain);
    expect(await text(reportOf(["spf", "dmarc"], { addresses: [address] }))).toContain(ofAddress);
    const checked = { ...domain, checks: { spf: "pass" as const } };
    expect(await text(reportOf(["spf"], { domains: [checked] }))).not.toContain("Nothing to check here");
  },
);
