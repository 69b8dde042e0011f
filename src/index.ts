// The library: what the command line does, for programs. A caller says only what differs from the defaults.
// Everything heavy is loaded by the call that needs it.

import { ensureComparable } from "./base/comparable.ts";
import { UserError } from "./base/errors.ts";
import type { AnalysisTask, CheckTask, DnsOptions, Period } from "./model/options.ts";
import type { AuditReport, AuditResults, AuditTask } from "./model/audit.ts";
import type { DoctorReport, DoctorTask } from "./model/doctor.ts";
import { checkNames } from "./model/posture.ts";
import type { ProbeReport, ProbeResults, ProbeTask } from "./model/probe.ts";
import type { RenderTarget, Results } from "./model/report.ts";
import {
  auditFormatNames,
  formatNames,
  loadRenderer,
  probeFormatNames,
  type AuditFormatName,
  type FormatName,
  type ProbeFormatName,
} from "./report/formats.ts";
import { canonicalIp } from "./base/standards/ip.ts";
import { MACHINE_ZONE } from "./base/standards/time-zone.ts";

export { UserError } from "./base/errors.ts";
export type * from "./model/delivery.ts";
export type * from "./model/events.ts";
export type * from "./model/dns.ts";
export type * from "./model/cause.ts";
export type { CauseId, FindingId, TopicId } from "./model/topics.ts";
export type * from "./model/report.ts";
export type * from "./model/refusals.ts";
export type { RefusalCauseId } from "./model/refusal-topics.ts";
export type * from "./model/audit.ts";
export type {
  CheckName,
  PostureClass,
  PostureData,
  PostureFinding,
  SelectorName,
  SelectorSource,
  SpfNearest,
  SpfResult,
} from "./model/posture.ts";
export type { PostureId } from "./model/posture-topics.ts";
export { probeDefaults } from "./model/probe.ts";
export type * from "./model/probe.ts";
export type * from "./model/probe-findings.ts";
export type { ProbeId } from "./model/probe-topics.ts";
export type { BlocklistName } from "./model/blocklists.ts";
export type * from "./model/check.ts";
export type * from "./model/doctor.ts";
export type * from "./model/written.ts";
export type * from "./model/options.ts";
export {
  auditFormatNames,
  checkFormatNames,
  formatNames,
  probeFormatNames,
  type AuditFormatName,
  type FormatName,
  type ProbeFormatName,
} from "./report/formats.ts";

/** How the DNS is asked unless a caller says otherwise. */
export const dnsDefaults: Readonly<DnsOptions> = {
  resolvers: [],
  authoritative: true,
  timeoutMilliseconds: 2000,
  concurrency: 32,
};

/** Options that are left out have the defaults of the command line. */
export interface AnalyzeOptions extends Partial<Omit<AnalysisTask, "dns">> {
  /** One more input: the bytes of a log or a mailbox. */
  stdin?: AsyncIterable<Uint8Array> | null;
  /** Instead of `period`: a date, a time or an age (`2026-02-16`, `7d`). */
  since?: string | undefined;
  until?: string | undefined;
  /** Instead of `period`: `last`, `this` or `2026-W08`. */
  week?: string | undefined;
  /** Null means: do not ask the DNS. */
  dns?: Partial<DnsOptions> | null;
}

/** Reads logs and bounce mail and tells why Gmail refused what it refused. */
export async function analyze(options: AnalyzeOptions = {}): Promise<Results> {
  const { stdin = null, since, until, week, dns, ...others } = options;
  const timezone = await readTimezone(options.timezone);
  const period = options.period ?? (await readPeriod({ since, until, week }, timezone));
  ensureComparable(options.compare ?? false, period);
  const { analyze: run } = await import("./run.ts");
  const task = { paths: [], keepEvents: false, onWarning: ignore, ...others, timezone, period };
  return run({ ...task, dns: dns === null ? null : { ...dnsDefaults, ...dns } }, stdin);
}

export interface CheckOptions extends Partial<Omit<CheckTask, "ips" | "targets" | "dns">> {
  dns?: Partial<DnsOptions>;
}

/**
 * Diagnoses the reverse DNS of addresses without any log: addresses, ranges (`203.0.113.0/28`), hosts (their A and
 * AAAA) and domains (the hosts of their MX, and the ip4 and ip6 of their SPF record).
 */
export async function check(
  targets: string | readonly string[],
  options: CheckOptions = {},
): Promise<Results> {
  const { dns, ...others } = options;
  const { check: diagnose } = await import("./run.ts");
  const task = { problems: [], helo: null, from: null, onWarning: ignore, ...others };
  return diagnose({ ...task, ips: [], targets: [targets].flat(), dns: { ...dnsDefaults, ...dns } });
}

export interface AuditOptions extends Partial<Omit<AuditTask, "domains" | "ips" | "dns">> {
  dns?: Partial<DnsOptions>;
}

/** Checks the records of domains, and the addresses that send their mail. */
export async function audit(
  targets: string | readonly string[],
  options: AuditOptions = {},
): Promise<AuditResults> {
  const { dns, ...others } = options;
  const { audit: run, readTargets } = await import("./audit/audit.ts");
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
  const { loadAuditRenderer } = await import("./report/audit/formats.ts");
  return (await loadAuditRenderer(format))(report, { ...targetDefaults, ...target });
}

/** Whether logs can be read, the DNS asked and the mail server known here. */
export async function examineHere(task: DoctorTask): Promise<DoctorReport> {
  const { examine } = await import("./doctor/examine.ts");
  return examine(task);
}

export async function renderDoctorReport(
  report: DoctorReport,
  format: "table" | "json" = "table",
  target: Partial<RenderTarget> = {},
): Promise<string> {
  const { renderDoctor } = await import("./report/doctor/formats.ts");
  return renderDoctor(report, format, { ...targetDefaults, ...target });
}

export interface ProbeOptions extends Partial<Omit<ProbeTask, "ips" | "dns">> {
  dns?: Partial<DnsOptions>;
}

/**
 * Tells from which addresses this host sends, what the receiver sees of each, and whether it is in order. `ips`: those to
 * be looked at in place of the configured ones. With `connect` or `send`, a `stateFolder` must be named.
 */
export async function probe(
  ips: string | readonly string[] = [],
  options: ProbeOptions = {},
): Promise<ProbeResults> {
  const { probeAsked } = await import("./probe/task.ts");
  const timezone = await readTimezone(options.timezone);
  return probeAsked([ips].flat().map(readIp), {
    ...options,
    timezone,
    dns: { ...dnsDefaults, ...options.dns },
  });
}

/** The probe in one of `probeFormatNames`. */
export async function renderProbe(
  report: ProbeReport,
  format: ProbeFormatName = "table",
  target: Partial<RenderTarget> = {},
): Promise<string> {
  ensureKnown(format, probeFormatNames);
  const { loadProbeRenderer } = await import("./report/probe/formats.ts");
  return (await loadProbeRenderer(format))(report, { ...targetDefaults, ...target });
}

/** What a reply code or a cause means, and the way out; without a topic, a list of all. */
export async function explain(topic = ""): Promise<string> {
  const { explain: explanation } = await import("./explain/explain.ts");
  return explanation(topic);
}

// ---------------------------------------------------------------- reports

const targetDefaults: RenderTarget = { width: 80, color: false, unicode: true };

/** The report in one of `formatNames`. */
export async function render(
  results: Results,
  format: FormatName = "table",
  target: Partial<RenderTarget> = {},
): Promise<string> {
  return [...(await renderParts(results, format, target))].join("");
}

/** The same piece by piece, for reports too long for one string. */
export async function renderParts(
  results: Results,
  format: FormatName,
  target: Partial<RenderTarget> = {},
): Promise<Iterable<string>> {
  ensureKnown(format, formatNames);
  const rendered = await (await loadRenderer(format))(results, { ...targetDefaults, ...target });
  return typeof rendered === "string" ? [rendered] : rendered;
}

// ---------------------------------------------------------------- arguments

function ensureKnown(format: FormatName, names: readonly FormatName[]): void {
  if (names.includes(format)) return;
  const nextStep = `write one of ${names.join(", ")}`;
  throw new UserError({ option: "format", value: format, problem: "unknown", nextStep });
}

function ignore(): void {}

/** An address as it is written, as its canonical form. */
export function readIp(text: string): string {
  const ip = canonicalIp(text);
  if (ip !== null) return ip;
  throw new UserError({
    thing: "check",
    value: text,
    problem: "not an IP address",
    nextStep: "write one such as 203.0.113.5 or 2001:db8::25",
  });
}

/** The calendar is loaded only when a time is given. */
export async function readPeriod(
  asked: { since?: string | undefined; until?: string | undefined; week?: string | undefined },
  timezone: string,
  now = Date.now(),
): Promise<Period> {
  if (Object.values(asked).every((value) => value === undefined)) return { from: null, to: null };
  const { parsePeriod } = await import("./base/standards/period.ts");
  return parsePeriod(asked, now, timezone);
}

/** The zone as IANA spells it; `system`, this machine's, when none is given. */
export async function readTimezone(name: string = MACHINE_ZONE): Promise<string> {
  if (name === MACHINE_ZONE || name === "UTC") return name;
  const { parseTimezone } = await import("./base/standards/period.ts");
  return parseTimezone(name);
}
