// check_host() of RFC 7208 section 4, with a trace of every term: what it did and what it cost. "No such record" and
// "could not be asked" never mix: the latter is a temperror, whatever comes after it.

import { ipFamily } from "../../base/standards/ip.ts";
import type { DnsRecordType } from "../../model/dns.ts";
import type { FailedQuestion, SpfResult } from "../../model/posture.ts";
import { find, type Found, type Lookup } from "../lookup.ts";
import { expand, fittingName, needsValidatedName } from "./macro.ts";
import { isInNetwork } from "./network.ts";
import { isSpfRecord, parseSpfRecord, type Mechanism, type Qualifier, type SpfRecord } from "./record.ts";
import { hasValidatedName, validatedName } from "./validated-name.ts";

/** Whose mail is judged. */
export interface SpfClient {
  ip: string;
  /** The mailbox in MAIL FROM. */
  sender: string;
  helo: string;
}

export interface SpfOptions {
  lookup: Lookup;
  client: SpfClient;
  /** Nobody's address: no network matches and an error ends nothing, so that all terms are gone through. */
  isNobody?: boolean;
  /** RFC 7208 section 4.6.4. */
  maxLookups?: number;
  maxVoidLookups?: number;
  /** Records to be taken instead of those in the DNS, by domain: a repair is tried out before it is told. */
  instead?: ReadonlyMap<string, string>;
}

export interface Network {
  address: string;
  prefix: number;
}

/** What a term did. */
export interface TermTrace {
  text: string;
  kind: Mechanism["kind"] | "redirect";
  lookups: number;
  isVoid: boolean;
  outcome: "match" | "no match" | "not reached" | "error";
  /** The domain that it asks about, macros expanded. */
  target: string | null;
  /** What it lists: the networks it names, or the addresses it leads to. */
  networks: Network[];
  child: SpfTrace | null;
  /** Why it could not be evaluated; told of nobody's address only, because any other ends there. */
  error: SpfError | null;
}

export type SpfError =
  | { kind: "multiple records"; records: string[] }
  | { kind: "syntax" }
  | { kind: "lookups" | "void lookups" | "mx names"; term: string; names?: number }
  | { kind: "no record"; term: string; target: string }
  | { kind: "loop"; chain: string[] }
  | { kind: "not asked"; question: FailedQuestion };

/** One evaluation of one domain's record. */
export interface SpfTrace {
  domain: string;
  record: SpfRecord | null;
  result: SpfResult;
  terms: TermTrace[];
  /** Why the result is an error; where an include is to blame, its own trace has it too. */
  error: SpfError | null;
  /** Those of this record and of what it includes. */
  lookups: number;
  voidLookups: number;
}

export const MAX_LOOKUPS = 10;
export const MAX_VOID_LOOKUPS = 2;
/** RFC 7208 section 4.6.4: names of one `mx` or `ptr` term. */
const MAX_NAMES = 10;
/** Deeper than the limit of look-ups allows; for the run that only counts. */
const MAX_DEPTH = 20;

interface State {
  lookups: number;
  voidLookups: number;
  /** The domains that lead here. */
  chain: string[];
}

interface Evaluation {
  options: SpfOptions;
  state: State;
  domain: string;
}

/** Ends the evaluation of a record with an error. */
class SpfStop extends Error {
  override name = "SpfStop";
  readonly result: "permerror" | "temperror";
  readonly error: SpfError;

  constructor(result: "permerror" | "temperror", error: SpfError) {
    super(error.kind);
    this.result = result;
    this.error = error;
  }
}

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
      trace.result = await evaluateTerms(trace.record, trace.terms, { options, state, domain });
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

function notAsked(question: FailedQuestion): SpfStop {
  return new SpfStop("temperror", { kind: "not asked", question });
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
    const isPassedOver = stop instanceof SpfStop && options.isNobody === true && stop.error.kind !== "lookups";
    if (!isPassedOver) throw stop;
    trace.error = stop.error;
    return false;
  } finally {
    trace.lookups = state.lookups - before;
  }
}

type Matcher = (mechanism: Mechanism, trace: TermTrace, at: Evaluation) => Promise<boolean> | boolean;

const matchers: Record<Mechanism["kind"], Matcher> = {
  all: () => true,
  ip4: matchesNetwork,
  ip6: matchesNetwork,
  include: matchesInclude,
  exists: matchesExists,
  a: matchesHost,
  mx: matchesMailHosts,
  ptr: matchesPtr,
};

async function matches(mechanism: Mechanism, trace: TermTrace, at: Evaluation): Promise<boolean> {
  return matchers[mechanism.kind](mechanism, trace, at);
}

/** The domain that a term asks about; it costs one of the look-ups. */
async function targetOf(value: string | null, trace: TermTrace, at: Evaluation): Promise<string> {
  const { options, state, domain } = at;
  state.lookups += 1;
  if (state.lookups > (options.maxLookups ?? MAX_LOOKUPS))
    throw new SpfStop("permerror", { kind: "lookups", term: trace.text });
  const target = value === null ? domain : await expanded(value, at);
  trace.target = target;
  return target;
}

async function expanded(text: string, { options, domain }: Evaluation): Promise<string> {
  const { client, lookup } = options;
  const name = needsValidatedName(text) ? await validatedName(lookup, client.ip, domain) : "unknown";
  return fittingName(expand(text, { ...client, domain, validatedName: name }));
}

/** Records of a name. None of them makes the term a void look-up, and a failure ends the evaluation. */
async function recordsOf(name: string, type: DnsRecordType, trace: TermTrace, at: Evaluation): Promise<string[]> {
  const found = await find(at.options.lookup, name, type);
  if (found.kind === "failed") throw notAsked(found.question);
  if (found.kind === "none") countVoid(trace, at);
  return recordsIn(found);
}

function recordsIn(found: Found): string[] {
  return found.kind === "records" ? found.records : [];
}

function countVoid(trace: TermTrace, { options, state }: Evaluation): void {
  if (trace.isVoid) return;
  trace.isVoid = true;
  state.voidLookups += 1;
  if (state.voidLookups > (options.maxVoidLookups ?? MAX_VOID_LOOKUPS))
    throw new SpfStop("permerror", { kind: "void lookups", term: trace.text });
}

// ---------------------------------------------------------------- the mechanisms

function matchesNetwork(
  { kind, value, prefix4, prefix6 }: Mechanism,
  trace: TermTrace,
  at: Evaluation,
): boolean {
  const prefix = kind === "ip4" ? prefix4 : prefix6;
  trace.networks.push({ address: value ?? "", prefix });
  return isListed(trace, at);
}

function isListed({ networks }: TermTrace, { options }: Evaluation): boolean {
  if (options.isNobody === true) return false;
  return networks.some(({ address, prefix }) => isInNetwork(options.client.ip, address, prefix));
}

async function matchesInclude({ value }: Mechanism, trace: TermTrace, at: Evaluation): Promise<boolean> {
  return (await follow(value ?? "", trace, at)) === "pass";
}

/** The result of another record (sections 5.2 and 6.1): one that does not exist is an error. */
async function follow(value: string, trace: TermTrace, at: Evaluation): Promise<SpfResult> {
  const { options, state, domain } = at;
  const target = await targetOf(value, trace, at);
  const chain = [...state.chain, domain];
  if (chain.includes(target.toLowerCase()) || chain.length > MAX_DEPTH)
    throw new SpfStop("permerror", { kind: "loop", chain: [...chain, target] });
  state.chain = chain;
  const child = await checkHost(target, options, state);
  state.chain = chain.slice(0, -1);
  trace.child = child;
  if (child.result === "none") throw new SpfStop("permerror", { kind: "no record", term: trace.text, target });
  if (child.error !== null)
    throw new SpfStop(child.result === "temperror" ? "temperror" : "permerror", child.error);
  return child.result;
}

/** An A record, whatever the family of the client (section 5.7). */
async function matchesExists({ value }: Mechanism, trace: TermTrace, at: Evaluation): Promise<boolean> {
  const target = await targetOf(value, trace, at);
  return (await recordsOf(target, "A", trace, at)).length > 0;
}

async function matchesHost(mechanism: Mechanism, trace: TermTrace, at: Evaluation): Promise<boolean> {
  const target = await targetOf(mechanism.value, trace, at);
  const addresses = await recordsOf(target, addressType(at), trace, at);
  return isAmong(addresses, mechanism, trace, at);
}

function addressType({ options }: Evaluation): "A" | "AAAA" {
  return ipFamily(options.client.ip) === 4 ? "A" : "AAAA";
}

function isAmong(
  addresses: string[],
  { prefix4, prefix6 }: Mechanism,
  trace: TermTrace,
  at: Evaluation,
): boolean {
  const prefix = addressType(at) === "A" ? prefix4 : prefix6;
  for (const address of addresses) trace.networks.push({ address, prefix });
  return isListed(trace, at);
}

async function matchesMailHosts(mechanism: Mechanism, trace: TermTrace, at: Evaluation): Promise<boolean> {
  const target = await targetOf(mechanism.value, trace, at);
  const hosts = (await recordsOf(target, "MX", trace, at)).map((data) => data.slice(data.indexOf(" ") + 1));
  if (hosts.length > MAX_NAMES)
    throw new SpfStop("permerror", { kind: "mx names", term: trace.text, names: hosts.length });
  for (const host of hosts) {
    const found = await find(at.options.lookup, host, addressType(at));
    if (found.kind === "failed") throw notAsked(found.question);
    if (isAmong(recordsIn(found), mechanism, trace, at)) return true;
  }
  return false;
}

async function matchesPtr({ value }: Mechanism, trace: TermTrace, at: Evaluation): Promise<boolean> {
  const target = await targetOf(value, trace, at);
  if (at.options.isNobody === true) return false;
  return hasValidatedName(at.options.lookup, at.options.client.ip, target);
}
