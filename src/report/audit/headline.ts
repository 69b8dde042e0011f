// The first sentence of an audit: what fails, and of what nothing is known.

import type { AddressAudit, AuditReport } from "../../model/audit.ts";
import type { CheckName, CheckState } from "../../model/posture.ts";

export const checkTitles: Record<CheckName, string> = {
  iprev: "reverse DNS",
  spf: "SPF",
  dkim: "DKIM",
  dmarc: "DMARC",
  mx: "MX",
  blocklists: "blocklists",
};

export function entriesOf(checks: AddressAudit["checks"]): [CheckName, CheckState][] {
  return Object.entries(checks) as [CheckName, CheckState][];
}

interface Subject {
  name: string;
  checks: AddressAudit["checks"];
  /** The resolver is no witness, or gave no answer that counts. */
  isUnasked: boolean;
}

/** The worst that there is, and where. What is not known is no "nothing": it is told beside it. */
export function headlineOf(report: AuditReport): string {
  const all = subjectsOf(report);
  if (all.length === 0) return "There is nothing to audit.";
  const failing = withState(all, "fail");
  const repairs = failing.length === 0 ? [] : [`To repair: ${checksIn(failing, "fail")}.`];
  const told = [...repairs, ...unaskedWords(all)];
  return told.length > 0 ? told.join(" ") : withoutTrouble(all);
}

function subjectsOf({ domains, addresses }: AuditReport): Subject[] {
  const isTemporary = (checks: AddressAudit["checks"]) => Object.values(checks).includes("temp");
  return [
    ...addresses.map(({ ip, checks, reverseDns }) => ({
      name: ip,
      checks,
      isUnasked: isTemporary(checks) || (reverseDns !== null && reverseDns.cause === null),
    })),
    ...domains.map(({ name, checks, findings }) => ({
      name,
      checks,
      isUnasked: isTemporary(checks) || findings.some(({ id }) => id === "audit_cut_off"),
    })),
  ];
}

function unaskedWords(all: Subject[]): string[] {
  const unasked = all.filter(({ isUnasked }) => isUnasked);
  if (unasked.length === 0) return [];
  const isNothingKnown = unasked.every(({ checks }) =>
    Object.values(checks).every((state) => state === "temp" || state === "unknown"),
  );
  const whom = listed(unasked.map(({ name }) => name));
  return [`The DNS could not be asked about ${isNothingKnown ? "" : "all of "}${whom}.`];
}

function withoutTrouble(all: Subject[]): string {
  const warned = withState(all, "warn");
  const unknown = withState(all, "unknown");
  const rest = unknown.length === 0 ? "" : ` Not known: ${checksIn(unknown, "unknown")}.`;
  if (warned.length > 0)
    return `Nothing that Gmail refuses, but ${listed(warned.map(({ name }) => name))} can be better.${rest}`;
  return rest === "" ? "Nothing to repair." : `Nothing to repair was found.${rest}`;
}

function withState(all: Subject[], state: CheckState): Subject[] {
  return all.filter(({ checks }) => Object.values(checks).includes(state));
}

/** `203.0.113.5 (reverse DNS), example.com (SPF, DKIM)` */
function checksIn(subjects: Subject[], wanted: CheckState): string {
  const texts = subjects.map(({ name, checks }) => {
    const own = entriesOf(checks).filter(([, state]) => state === wanted);
    return `${name} (${own.map(([check]) => checkTitles[check]).join(", ")})`;
  });
  return listed(texts);
}

/** Names in a headline; the rest is counted. */
const MAX_NAMES = 4;

function listed(names: string[]): string {
  const shown = names.slice(0, MAX_NAMES);
  const rest = names.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}
