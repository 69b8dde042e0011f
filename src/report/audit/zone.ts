// The records that an audit asks for, as a zone file: those of each address and of each domain.

import { isLook } from "../../model/action.ts";
import type { AddressAudit, AuditReport, DomainAudit } from "../../model/audit.ts";
import type { FixStep } from "../../model/cause.ts";
import type { PostureFinding } from "../../model/posture.ts";
import { comment, HOW_TO_USE, stepLines, titleLine, warningsOf, type ZoneStep } from "../zone-lines.ts";

/** An address or a domain that asks for something. */
interface Subject {
  name: string;
  isDomain: boolean;
  faults: string[];
  warnings: string[];
  steps: ZoneStep[];
}

export function render(report: AuditReport): string {
  const warnings = warningsByName(report.addresses);
  const subjects = [
    ...report.addresses.map((address) => addressSubject(address, warnings)),
    ...report.domains.map(domainSubject),
  ];
  const asking = subjects.filter(({ isDomain, steps }) => (isDomain ? steps.length > 0 : hasRecord(steps)));
  const written = new Set<string>();
  const lines = [
    titleLine(report, "records that the audit asks for"),
    comment(headWords(report, asking)),
    ...asking.flatMap((subject) => [...subjectLines(subject, written)]),
  ];
  return lines.join("");
}

function hasRecord(steps: readonly ZoneStep[]): boolean {
  return steps.some(({ records }) => records.length > 0);
}

function headWords(report: AuditReport, asking: readonly Subject[]): string {
  if (asking.length === 0) return nothing(report);
  return asking.some(({ steps }) => hasRecord(steps)) ? `${HOW_TO_USE}; ${REPLACES}` : UNKNOWN_RECORDS;
}

/** A key is made where the mail is signed: nobody else knows the record. */
const UNKNOWN_RECORDS = "what to do stands below; the records themselves are not known here";

const REPLACES = "a TXT record takes the place of the one of its kind that is there";

/** What could not be asked is not "nothing". */
function nothing({ addresses, domains }: AuditReport): string {
  const states = [...addresses, ...domains].flatMap(({ checks }) => Object.values(checks));
  const isUnasked =
    states.some((state) => state === "temp" || state === "unknown") ||
    addresses.some(({ reverseDns }) => reverseDns !== null && reverseDns.cause === null);
  return isUnasked
    ? "not everything is known, and no record is known to be missing"
    : "the audit asks for no record";
}

function* subjectLines({ name, faults, warnings, steps }: Subject, written: Set<string>): Iterable<string> {
  yield "\n";
  yield comment(`${name}: ${faults.join("; ")}`);
  for (const warning of warnings) yield comment(warning);
  yield* stepLines(steps, written);
}

/** What one address of a host tells is true of all records that lead its name to an address. */
function warningsByName(addresses: readonly AddressAudit[]): Map<string, Set<string>> {
  const byName = new Map<string, Set<string>>();
  for (const { reverseDns } of addresses) {
    if (reverseDns === null) continue;
    const texts = warningsOf(reverseDns);
    for (const owner of texts.length === 0 ? [] : addressOwners(reverseDns.fix))
      byName.set(owner, new Set([...(byName.get(owner) ?? []), ...texts]));
  }
  return byName;
}

/** `mail.example.com. 3600 IN A 203.0.113.5`, and with AAAA; the PTR record leads to the same name. */
function addressOwners(steps: readonly FixStep[]): string[] {
  return steps.flatMap(({ record }) => {
    const [, owner = null, target = null] =
      /^(?:(\S+) \d+ IN AAAA? \S+|\S+ \d+ IN PTR (\S+))$/.exec(record ?? "") ?? [];
    return owner ?? target ?? [];
  });
}

function addressSubject(
  { ip, reverseDns, findings }: AddressAudit,
  warnings: ReadonlyMap<string, Set<string>>,
): Subject {
  const cause = reverseDns?.cause ?? null;
  const isTold = cause !== null && cause.class !== "pass";
  const steps = isTold ? (reverseDns?.fix ?? []) : [];
  const subject = subjectOf(ip, isTold ? [cause.title] : [], steps, findings.filter(hasOwnRecord));
  const told = [
    ...(reverseDns === null ? [] : warningsOf(reverseDns)),
    ...addressOwners(steps).flatMap((owner) => [...(warnings.get(owner) ?? [])]),
  ];
  return { ...subject, warnings: [...new Set(told)] };
}

function domainSubject({ domain, findings }: DomainAudit): Subject {
  const wanted = findings.filter((finding) => hasOwnRecord(finding) || isUnknownRecord(finding));
  return { ...subjectOf(domain, [], [], wanted), isDomain: true };
}

function hasOwnRecord({ fix }: PostureFinding): boolean {
  return fix !== null && fix.record !== null;
}

/** What is only remarked, or could not be looked up, asks for no record. */
function isUnknownRecord({ class: state, fix }: PostureFinding): boolean {
  return fix !== null && fix.record === null && (state === "fail" || state === "warn");
}

function subjectOf(
  name: string,
  faults: readonly string[],
  steps: readonly FixStep[],
  wanted: readonly PostureFinding[],
): Subject {
  return {
    name,
    isDomain: false,
    warnings: [],
    faults: [...faults, ...wanted.map(({ summary }) => summary)],
    steps: [...steps, ...wanted.flatMap(({ fix }) => fix ?? [])]
      .filter((step) => !isLook(step))
      .map(zoneStep),
  };
}

function zoneStep({ action, who, where, way, record }: FixStep): ZoneStep {
  const records = record === null ? [] : [record];
  return { action, who, where, records, ...(way === undefined ? {} : { way }) };
}
