// The records of domains, as a report of their own.

import type { AuditReport, AuditResults, AuditTask } from "../model/audit.ts";
import type { DnsOptions } from "../model/options.ts";
import { checkNames } from "../model/posture.ts";
import type { RenderTarget } from "../model/report.ts";
import { auditFormatNames, type AuditFormatName } from "../report/formats.ts";
import { ensureKnown, readTimezone } from "./arguments.ts";
import { dnsDefaults, ignore, targetDefaults } from "./defaults.ts";

export interface AuditOptions extends Partial<Omit<AuditTask, "domains" | "ips" | "dns">> {
  dns?: Partial<DnsOptions>;
}

/** Checks the records of domains, and the addresses that send their mail. */
export async function audit(
  targets: string | readonly string[],
  options: AuditOptions = {},
): Promise<AuditResults> {
  const { dns, ...others } = options;
  const { audit: run, readTargets } = await import("../audit/audit.ts");
  const { domains, ips } = readTargets([targets].flat());
  const timezone = await readTimezone(options.timezone);
  const task = { ...auditDefaults, ...others, timezone, domains, ips };
  return run({ ...task, dns: { ...dnsDefaults, ...dns } });
}

const auditDefaults = {
  paths: [],
  sender: null,
  helo: null,
  selectors: [],
  only: [...checkNames],
  blocklists: [],
  hostSelectors: false,
  onWarning: ignore,
};

/** The audit in one of `auditFormatNames`. */
export async function renderAudit(
  report: AuditReport,
  format: AuditFormatName = "table",
  target: Partial<RenderTarget> = {},
): Promise<string> {
  ensureKnown(format, auditFormatNames);
  const { loadAuditRenderer } = await import("../report/audit/formats.ts");
  return (await loadAuditRenderer(format))(report, { ...targetDefaults, ...target });
}
