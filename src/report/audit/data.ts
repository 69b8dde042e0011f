// An audit as data: JSON (the contract whybounce.audit/1), NDJSON (a line for each domain and address) and CSV (a row for
// each finding, and for each check without one).

import { stringify } from "csv-stringify/sync";
import { escapeFormula, escapeJson, escapeText } from "../../base/words/escape.ts";
import type { AddressAudit, AuditReport, DomainAudit } from "../../model/audit.ts";
import type { CheckName, PostureFinding } from "../../model/posture.ts";
import type { SendingIpReport } from "../../model/report.ts";
import { fixList } from "../csv-cells.ts";

/** Without what only reports for people need. */
function contractOf(address: AddressAudit): AddressAudit {
  const { reverseDns } = address;
  if (reverseDns === null) return address;
  const { presentation: _forPeople, ...diagnosis } = reverseDns;
  return { ...address, reverseDns: diagnosis };
}

export function json(report: AuditReport): string {
  const contract = { ...report, addresses: report.addresses.map(contractOf) };
  return `${escapeJson(JSON.stringify(contract, null, 2))}\n`;
}

export function ndjson({ domains, addresses }: AuditReport): string {
  const lines = [
    ...domains.map((domain) => ({ schema: "whybounce.audit-domain/1", ...domain })),
    ...addresses.map((address) => ({ schema: "whybounce.audit-address/1", ...contractOf(address) })),
  ];
  return lines.map((line) => `${escapeJson(JSON.stringify(line))}\n`).join("");
}

/** `fix`: all steps, of which `action` and `record` have the main one. */
const columns = [
  "target",
  "kind",
  "check",
  "state",
  "finding",
  "ip",
  "summary",
  "action",
  "record",
  "fix",
] as const;
type Row = Record<(typeof columns)[number], string>;

export function csv({ domains, addresses }: AuditReport): string {
  const rows = [...domains.flatMap(domainRows), ...addresses.flatMap(addressRows)];
  const cells = rows.map((row) => columns.map((column) => escapeFormula(escapeText(row[column], true))));
  return stringify([[...columns], ...cells], { record_delimiter: "windows" });
}

function domainRows({ domain, checks, findings }: DomainAudit): Row[] {
  return rowsOf({ target: domain, kind: "domain" }, checks, findings);
}

function addressRows({ ip, checks, findings, reverseDns }: AddressAudit): Row[] {
  const subject = { target: ip, kind: "address" };
  const others = rowsOf(subject, checks, findings).filter(
    ({ check }) => check !== "iprev" || reverseDns === null,
  );
  return reverseDns === null ? others : [reverseDnsRow(subject, reverseDns, checks.iprev ?? ""), ...others];
}

type Subject = Pick<Row, "target" | "kind">;

function reverseDnsRow(subject: Subject, { ip, cause, fix }: SendingIpReport, state: string): Row {
  const step = fix.find(({ main }) => main === true) ?? fix[0];
  const finding = { finding: cause?.id ?? "", summary: cause?.summary ?? "" };
  return {
    ...subject,
    check: "iprev",
    state,
    ip,
    ...finding,
    action: step?.action ?? "",
    record: step?.record ?? "",
    fix: fixList(fix),
  };
}

/** A check that found nothing has a row as well: it was made. */
function rowsOf(subject: Subject, checks: AddressAudit["checks"], findings: PostureFinding[]): Row[] {
  const told = new Set(findings.map(({ check }) => check));
  const quiet = (Object.entries(checks) as [CheckName, string][]).filter(([check]) => !told.has(check));
  const blank = { finding: "", ip: "", summary: "", action: "", record: "", fix: "" };
  return [
    ...findings.map(({ id, check, class: state, ip, summary, fix }) => ({
      ...subject,
      check: check ?? "audit",
      state,
      finding: id,
      ip: ip ?? "",
      summary,
      action: fix?.action ?? "",
      record: fix?.record ?? "",
      fix: fix === null ? "" : fixList([fix]),
    })),
    ...quiet.map(([check, state]) => ({ ...subject, ...blank, check, state })),
  ];
}
