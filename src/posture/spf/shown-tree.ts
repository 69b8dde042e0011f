// What a report shows of an evaluation: the result for an address, the term that decided it, and the records within records.

import type { SpfTree, SpfVerdict } from "../../model/audit.ts";
import { shownRecord, shownTerm } from "../shown.ts";
import type { SpfTrace, TermTrace } from "./trace.ts";

export function verdictOf(ip: string, trace: SpfTrace): SpfVerdict {
  const { result, lookups, voidLookups } = trace;
  return { ip, result, lookups, voidLookups, decidedBy: decisionOf(trace) };
}

export function decisionOf({ terms, domain }: SpfTrace): SpfVerdict["decidedBy"] {
  const term = terms.find(({ outcome }) => outcome === "match" || outcome === "error");
  if (term === undefined) return null;
  return (term.child && decisionOf(term.child)) ?? { term: shownTerm(term.text), at: domain };
}

/** Terms of one record, and records within records, that a report shows. */
const MAX_TERMS = 60;

export function treeOf(trace: SpfTrace): SpfTree {
  const { domain, record, result, lookups, terms } = trace;
  return {
    domain: shownTerm(domain),
    record: record === null ? null : shownRecord(record.text),
    result,
    lookups,
    terms: terms.slice(0, MAX_TERMS).map(termOf),
    omitted: Math.max(0, terms.length - MAX_TERMS),
  };
}

function termOf({ text, lookups, outcome, child }: TermTrace): SpfTree["terms"][number] {
  return { term: shownTerm(text), lookups, outcome, leadsTo: child && treeOf(child) };
}
