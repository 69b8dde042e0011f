// The mechanisms of SPF (RFC 7208 section 5): whether each matches, and what it costs to find out.

import { ipFamily } from "../../base/standards/ip.ts";
import { readMx } from "../../base/standards/mx.ts";
import type { DnsRecordType } from "../../model/dns.ts";
import type { FailedQuestion, SpfResult } from "../../model/posture.ts";
import { find, type Found } from "../lookup.ts";
import { expand, fittingName, needsValidatedName } from "./macro.ts";
import { isInNetwork } from "./network.ts";
import type { Mechanism } from "./record.ts";
import {
  MAX_LOOKUPS,
  MAX_VOID_LOOKUPS,
  type SpfError,
  type SpfOptions,
  type SpfTrace,
  type TermTrace,
} from "./trace.ts";
import { hasValidatedName, validatedName } from "./validated-name.ts";

/** RFC 7208 section 4.6.4: names of one `mx` term. */
const MAX_NAMES = 10;
/** Deeper than the limit of look-ups allows; for the run that only counts. */
const MAX_DEPTH = 20;

export interface State {
  lookups: number;
  voidLookups: number;
  /** The domains that lead here. */
  chain: string[];
}

export interface Evaluation {
  options: SpfOptions;
  state: State;
  domain: string;
  /** Evaluates the record that an include or a redirect leads to. */
  checkHost: (name: string, options: SpfOptions, state: State) => Promise<SpfTrace>;
}

/** Ends the evaluation of a record with an error. */
export class SpfStop extends Error {
  override name = "SpfStop";
  readonly result: "permerror" | "temperror";
  readonly error: SpfError;

  constructor(result: "permerror" | "temperror", error: SpfError) {
    super(error.kind);
    this.result = result;
    this.error = error;
  }
}

export function notAsked(question: FailedQuestion): SpfStop {
  return new SpfStop("temperror", { kind: "not asked", question });
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

export async function matches(mechanism: Mechanism, trace: TermTrace, at: Evaluation): Promise<boolean> {
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
async function recordsOf(
  name: string,
  type: DnsRecordType,
  trace: TermTrace,
  at: Evaluation,
): Promise<string[]> {
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
export async function follow(value: string, trace: TermTrace, at: Evaluation): Promise<SpfResult> {
  const { options, state, domain } = at;
  const target = await targetOf(value, trace, at);
  const chain = [...state.chain, domain];
  if (chain.includes(target.toLowerCase()) || chain.length > MAX_DEPTH)
    throw new SpfStop("permerror", { kind: "loop", chain: [...chain, target] });
  state.chain = chain;
  const child = await at.checkHost(target, options, state);
  state.chain = chain.slice(0, -1);
  trace.child = child;
  if (child.result === "none")
    throw new SpfStop("permerror", { kind: "no record", term: trace.text, target });
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
  const hosts = (await recordsOf(target, "MX", trace, at)).map((data) => readMx(data).host);
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
