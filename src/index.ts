// The library: what the command line does, for programs. A caller says only what differs from the defaults.
// Everything heavy is loaded by the call that needs it.

export { analyze, type AnalyzeOptions } from "./library/analyze.ts";
export { check, type CheckOptions } from "./library/check.ts";
export { audit, renderAudit, type AuditOptions } from "./library/audit.ts";
export { probe, renderProbe, type ProbeOptions } from "./library/probe.ts";
export { examineHere, renderDoctorReport } from "./library/doctor.ts";
export { explain } from "./library/explain.ts";
export { render, renderParts } from "./library/render.ts";
export { readIp, readPeriod, readTimezone } from "./library/arguments.ts";
export { dnsDefaults } from "./library/defaults.ts";

export { UserError } from "./base/errors.ts";
export type * from "./model/delivery.ts";
export type * from "./model/events.ts";
export type * from "./model/dns.ts";
export type * from "./model/cause.ts";
export type { CauseId, FindingId, TopicId } from "./model/topics.ts";
export type * from "./model/comparison.ts";
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
