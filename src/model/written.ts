// What the data formats write, by the file of its JSON schema. The schemas in `schema` are made from these types
// (`npm run docs`), and the comments of their fields with them.

import type { AddressAudit, AuditReport, DomainAudit } from "./audit.ts";
import type { CheckLine } from "./check.ts";
import type { DoctorCheck, DoctorReport } from "./doctor.ts";
import type { AnalysisEvent, NewestTime } from "./events.ts";
import type { ProbedAddress, ProbeReport } from "./probe.ts";
import type { Report, SendingIpReport } from "./report.ts";
import type { Alert } from "./watch.ts";

/** What `--format json` writes: the report of logs and bounces, or of a check. */
export interface WrittenReport extends Omit<Report, "sendingIps"> {
  /** One for each sending address. */
  sendingIps: Omit<SendingIpReport, "presentation">[];
}

/** What is audited of an address. */
export interface WrittenAddressAudit extends Omit<AddressAudit, "reverseDns"> {
  reverseDns: Omit<SendingIpReport, "presentation"> | null;
}

/** What `audit --format json` writes. */
export interface WrittenAudit extends Omit<AuditReport, "addresses"> {
  addresses: WrittenAddressAudit[];
}

/** What `audit --format ndjson` writes of a domain, and of an address. */
export type WrittenAuditLine =
  | ({ schema: "whybounce.audit-domain/1" } & DomainAudit)
  | ({ schema: "whybounce.audit-address/1" } & WrittenAddressAudit);

/** What `doctor --format json` writes. */
export interface WrittenDoctor extends Omit<DoctorReport, "checks"> {
  checks: WrittenDoctorCheck[];
}

/** A check with its sentences: what was found, and the way out where there is one to take. */
export type WrittenDoctorCheck = DoctorCheck & { text: string; wayOut: string | null };

/** What is probed of an address. */
export interface WrittenProbedAddress extends Omit<ProbedAddress, "reverseDns"> {
  /** Its diagnosis, as `whybounce check` gives it; null where nothing was asked. */
  reverseDns: Omit<SendingIpReport, "presentation"> | null;
}

/** What `probe --format json` writes. */
export interface WrittenProbe extends Omit<ProbeReport, "addresses"> {
  addresses: WrittenProbedAddress[];
}

/** What `probe --format ndjson` writes of an address. */
export interface WrittenProbeLine extends WrittenProbedAddress {
  schema: "whybounce.probe-address/1";
  /** ISO 8601, UTC. */
  probedAt: string;
  domain: string | null;
}

export interface WrittenTypes {
  /** The report that `--format json` writes. */
  "whybounce.report": WrittenReport;
  /** A line that `--format ndjson` writes of logs and bounces. */
  "whybounce.event": AnalysisEvent | NewestTime;
  /** A line that `check --format ndjson` writes. */
  "whybounce.check": CheckLine;
  /** The report that `audit --format json` writes, or a line of `audit --format ndjson`. */
  "whybounce.audit": WrittenAudit | WrittenAuditLine;
  /** The report that `doctor --format json` writes. */
  "whybounce.doctor": WrittenDoctor;
  /** The report that `probe --format json` writes, or a line of `probe --format ndjson`. */
  "whybounce.probe": WrittenProbe | WrittenProbeLine;
  /** What `watch` sends to a web address and to a program: all that changed of addresses. */
  "whybounce.alert": Alert;
}
