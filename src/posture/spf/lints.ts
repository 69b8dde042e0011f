// What is wrong with an SPF record, whoever sends: read from the run for nobody's address, which goes through every term.

import type { Finding, PostureClass, PostureData } from "../../model/posture.ts";
import { finding } from "../finding.ts";
import { firstShown, MAX_SHOWN, shownRecord, shownTerm } from "../shown.ts";
import { MAX_LOOKUPS, type Network, type SpfTrace, type TermTrace } from "./trace.ts";
import type { SpfRecord } from "./record.ts";
import { isModifierForMechanism } from "./slips.ts";

/** Names and texts of more than this may not fit into an answer over UDP (RFC 7208 section 3.4). */
const MAX_BYTES = 450;
/** Prefixes of networks that no single sender has. */
const WIDEST = { 4: 8, 6: 16 };
/** Half of all addresses, or all of them: as open as `+all`. */
const HALF = 1;

/** A record and the trace it belongs to. */
interface Read {
  trace: SpfTrace;
  record: SpfRecord;
}

type Lint = (all: Read[], top: Read, domain: string) => Finding[];

const lints: Lint[] = [syntax, errorsOfTerms, pointers, openness, wideNetworks, noEffect, duplicates, length];

export function lintSpf(trace: SpfTrace): Finding[] {
  const top = readOf(trace);
  if (top === null) return [];
  const all = tracesIn(trace).flatMap((each) => readOf(each) ?? []);
  return lints.flatMap((lint) => lint(all, top, trace.domain));
}

function readOf(trace: SpfTrace): Read | null {
  return trace.record && { trace, record: trace.record };
}

/** The record's trace and all below it, each record once. */
export function tracesIn(trace: SpfTrace): SpfTrace[] {
  const byDomain = new Map<string, SpfTrace>();
  const visit = (each: SpfTrace): void => {
    if (byDomain.has(each.domain)) return;
    byDomain.set(each.domain, each);
    for (const { child } of each.terms) if (child) visit(child);
  };
  visit(trace);
  return [...byDomain.values()];
}

function syntax(all: Read[], _top: Read, domain: string): Finding[] {
  return all
    .filter(({ record }) => record.problems.length > 0)
    .map(({ trace, record }) => {
      const { some, cut } = firstShown(record.problems);
      const terms = some.map(({ term, problem }) => ({ term: shownTerm(term), problem }));
      return finding("spf_syntax", "fail", { domain }, { at: trace.domain, terms, ...cut });
    });
}

function errorsOfTerms(all: Read[], _top: Read, domain: string): Finding[] {
  const terms = all.flatMap(({ trace }) => trace.terms.map((term) => ({ term, trace })));
  const told = terms.flatMap(({ term, trace }) => errorOf(term, trace, domain) ?? []);
  return firstLoop([...new Map(told.map((each) => [JSON.stringify(each), each])).values()]);
}

/** Records that include each other make a hundred circles: one is told, and how many there are. */
function firstLoop(told: Finding[]): Finding[] {
  const isLoop = (each: Finding): each is Finding<"spf_loop"> => each.id === "spf_loop";
  const [first, ...others] = told.filter(isLoop);
  if (first === undefined || others.length === 0) return told;
  const counted: Finding<"spf_loop"> = { ...first, data: { ...first.data, others: others.length } };
  return told.flatMap((each): Finding[] => (each === first ? [counted] : isLoop(each) ? [] : [each]));
}

/** Null for limits and wrong terms, which are told of the record as a whole. */
function errorOf({ error, text, target }: TermTrace, trace: SpfTrace, domain: string): Finding | null {
  if (error === null) return null;
  const term = shownTerm(text);
  switch (error.kind) {
    case "no record": {
      const data = { term, target: shownTerm(error.target), at: trace.domain };
      return finding("spf_include_none", "fail", { domain }, data);
    }
    case "loop":
      return finding("spf_loop", "fail", { domain }, { chain: error.chain.map(shownTerm) });
    case "mx names":
      return finding("spf_mx_limit", "fail", { domain }, { term, names: error.names ?? 0 });
    case "multiple records": {
      const at = shownTerm(target ?? trace.domain);
      return finding("spf_multiple", "fail", { domain }, { ...shownRecords(error.records), at, term });
    }
    case "not asked":
      return finding("spf_temp", "temp", { domain }, { ...error.question, for: null });
    case "lookups":
    case "void lookups":
    case "syntax":
      return null;
  }
}

export function shownRecords(records: string[]): PostureData["spf_multiple"] {
  const { some, cut } = firstShown(records);
  return { records: some.map(shownRecord), ...cut };
}

function pointers(all: Read[], _top: Read, domain: string): Finding[] {
  const using = all.filter(({ record }) => record.mechanisms.some(({ kind }) => kind === "ptr"));
  return using.map(({ trace }) => finding("spf_ptr", "warn", { domain }, { at: trace.domain }));
}

/** Lets everybody send, or says nothing of those that it does not name. */
function openness(_all: Read[], { trace, record }: Read, domain: string): Finding[] {
  const decided = trace.terms.find(({ outcome }) => outcome === "match");
  const tell = (severity: PostureClass, term: string | null) => [
    finding("spf_all_open", severity, { domain }, { term: term === null ? null : shownTerm(term) }),
  ];
  if (trace.result === "pass") return tell("fail", decided?.text ?? null);
  if (trace.result !== "neutral") return [];
  // A term that cannot be read may be the one at the end.
  const isUncertain =
    trace.error !== null || record.problems.length > 0 || trace.terms.some(({ error }) => error !== null);
  if (isUncertain && decided === undefined) return [];
  const redirect = record.modifiers.find(({ kind }) => kind === "redirect");
  return tell("warn", decided?.text ?? redirect?.text ?? null);
}

function wideNetworks(all: Read[], _top: Read, domain: string): Finding[] {
  const wide = all.flatMap(({ trace }) => trace.terms.filter(({ networks }) => networks.some(isWide)));
  if (wide.length === 0) return [];
  const { some: networks, cut } = firstShown([...new Set(wide.map(({ text }) => shownTerm(text)))]);
  const isEverybody = wide.some((term) => term.networks.some(({ prefix }) => prefix <= HALF));
  return [finding("spf_wide", isEverybody ? "fail" : "warn", { domain }, { networks, ...cut })];
}

function isWide({ address, prefix }: Network): boolean {
  return prefix <= WIDEST[address.includes(":") ? 6 : 4];
}

function noEffect(_all: Read[], { record }: Read, domain: string): Finding[] {
  const { mechanisms, modifiers } = record;
  const all = mechanisms.findIndex(({ kind }) => kind === "all");
  const slips = modifiers
    .filter(({ text }) => isModifierForMechanism(text))
    .map(({ text }) => shownTerm(text));
  const tell = (vain: string[], reason: PostureData["spf_no_effect"]["reason"]) => {
    const { some: terms, cut } = firstShown(vain);
    return terms.length === 0
      ? []
      : [finding("spf_no_effect", "warn", { domain }, { terms, reason, ...cut })];
  };
  const passedOver = tell(slips, "= for :");
  if (all < 0) return passedOver;
  const after = mechanisms.slice(all + 1).map(({ text }) => shownTerm(text));
  const redirects = modifiers.filter(({ kind }) => kind === "redirect").map(({ text }) => shownTerm(text));
  return [...passedOver, ...tell(after, "after all"), ...tell(redirects, "redirect beside all")];
}

function duplicates(_all: Read[], { record }: Read, domain: string): Finding[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { text } of record.mechanisms) {
    const key = text.toLowerCase();
    if (seen.has(key)) twice.add(shownTerm(text));
    seen.add(key);
  }
  if (twice.size === 0) return [];
  const { some: terms, cut } = firstShown([...twice]);
  return [finding("spf_duplicate", "warn", { domain }, { terms, ...cut })];
}

function length(_all: Read[], { record }: Read, domain: string): Finding[] {
  const bytes = record.text.length;
  return bytes > MAX_BYTES ? [finding("spf_too_long", "warn", { domain }, { bytes })] : [];
}

/** What each of the record's own terms costs, the most expensive first. */
export function costsOf({ terms }: SpfTrace): { term: string; lookups: number }[] {
  return terms
    .filter(({ lookups }) => lookups > 0)
    .toSorted((one, other) => other.lookups - one.lookups)
    .slice(0, MAX_SHOWN + MAX_LOOKUPS)
    .map(({ text, lookups }) => ({ term: shownTerm(text), lookups }));
}
