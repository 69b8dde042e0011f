// check_host() of RFC 7208 section 4, with a trace of every term: what it did and what it cost. "No such record" and
// "could not be asked" never mix: the latter is a temperror, whatever comes after it.

import type { SpfResult } from "../../model/posture.ts";
import { find } from "../lookup.ts";
import { follow, matches, notAsked, SpfStop, type Evaluation, type State } from "./mechanisms.ts";
import { isSpfRecord, parseSpfRecord, type Qualifier, type SpfRecord } from "./record.ts";
import type { SpfOptions, SpfTrace, TermTrace } from "./trace.ts";

export function evaluateSpf(domain: string, options: SpfOptions): Promise<SpfTrace> {
  const client = { ...options.client, sender: withLocalPart(options.client.sender) };
  return checkHost(domain, { ...options, client }, { lookups: 0, voidLookups: 0, chain: [] });
}

/** RFC 7208 section 4.3: a sender without a local part is postmaster. */
function withLocalPart(sender: string): string {
  const at = sender.lastIndexOf("@");
  return at > 0 ? sender : `postmaster@${sender.slice(at + 1)}`;
}

async function checkHost(name: string, options: SpfOptions, state: State): Promise<SpfTrace> {
  const domain = name.replace(/\.$/, "").toLowerCase();
  const before = { ...state };
  const trace: SpfTrace = {
    domain,
    record: null,
    result: "none",
    terms: [],
    error: null,
    lookups: 0,
    voidLookups: 0,
  };
  try {
    trace.record = await findRecord(domain, options);
    if (trace.record !== null) {
      trace.terms = tracesOf(trace.record);
      const isSpoiled = trace.record.problems.length > 0 && options.isNobody !== true;
      if (isSpoiled) throw new SpfStop("permerror", { kind: "syntax" });
      trace.result = await evaluateTerms(trace.record, trace.terms, { options, state, domain, checkHost });
    }
  } catch (stop) {
    if (!(stop instanceof SpfStop)) throw stop;
    Object.assign(trace, { result: stop.result, error: stop.error });
  }
  return Object.assign(trace, {
    lookups: state.lookups - before.lookups,
    voidLookups: state.voidLookups - before.voidLookups,
  });
}

/** Null where there is none. */
async function findRecord(domain: string, { lookup, instead }: SpfOptions): Promise<SpfRecord | null> {
  const given = instead?.get(domain);
  if (given !== undefined) return parseSpfRecord(given);
  if (!domain.includes(".")) return null;
  const found = await find(lookup, domain, "TXT");
  if (found.kind === "failed") throw notAsked(found.question);
  if (found.kind === "none") return null;
  const records = found.records.filter(isSpfRecord);
  if (records.length > 1) throw new SpfStop("permerror", { kind: "multiple records", records });
  const [record] = records;
  return record === undefined ? null : parseSpfRecord(record);
}

/** Every term, not reached as yet: the mechanisms, and behind them the redirect. */
function tracesOf({ mechanisms, modifiers }: SpfRecord): TermTrace[] {
  const redirect = modifiers.filter(({ kind }) => kind === "redirect");
  const fresh = { lookups: 0, isVoid: false, outcome: "not reached" as const, target: null };
  return [...mechanisms, ...redirect].map(({ text, kind }) => ({
    ...fresh,
    text,
    kind: kind as TermTrace["kind"],
    networks: [],
    child: null,
    error: null,
  }));
}

const results: Record<Qualifier, SpfResult> = { "+": "pass", "-": "fail", "~": "softfail", "?": "neutral" };

async function evaluateTerms(record: SpfRecord, traces: TermTrace[], at: Evaluation): Promise<SpfResult> {
  for (const [index, mechanism] of record.mechanisms.entries()) {
    const trace = traces[index]!;
    const isMatch = await traced(trace, at, () => matches(mechanism, trace, at));
    if (isMatch) return results[mechanism.qualifier];
  }
  const redirect = record.modifiers.find(({ kind }) => kind === "redirect");
  if (!redirect) return "neutral";
  const trace = traces[record.mechanisms.length]!;
  let result: SpfResult = "neutral";
  await traced(trace, at, async () => {
    result = await follow(redirect.value, trace, at);
    return true;
  });
  return result;
}

/** Notes in the trace how a term ended and what it cost, an error too. */
async function traced(trace: TermTrace, at: Evaluation, run: () => Promise<boolean>): Promise<boolean> {
  const { state, options } = at;
  const before = state.lookups;
  trace.outcome = "error";
  try {
    const isMatch = await run();
    trace.outcome = isMatch ? "match" : "no match";
    return isMatch;
  } catch (stop) {
    const isPassedOver =
      stop instanceof SpfStop && options.isNobody === true && stop.error.kind !== "lookups";
    if (!isPassedOver) throw stop;
    trace.error = stop.error;
    return false;
  } finally {
    trace.lookups = state.lookups - before;
  }
}
