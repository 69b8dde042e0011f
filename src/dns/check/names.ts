// Forward confirmation (RFC 8601 section 3): whether a name found in a PTR record leads back.

import { isDefinite, speaking } from "../../model/dns.ts";
import type {
  AddressFacts,
  DnsAnswer,
  DnsRecord,
  PtrNameFacts,
  ResolverView,
  ZoneView,
} from "../../model/dns.ts";
import { ipFamily } from "../../base/standards/ip.ts";
import { isHostName } from "../wire/name.ts";
import type { Ask } from "../ask/resolver.ts";
import { dnssecProof } from "./dnssec.ts";
import { askValidated, countingAnswer } from "./views.ts";
import type { Walk } from "../walk/walk.ts";

/**
 * Names asked about at once. Verifiers stop there (RFC 7208 section 4.6.4); while none of them leads back, the next
 * ones are asked about as long as the questions of the address suffice.
 */
const NAMES_AT_ONCE = 10;
/** Names whose zones are asked themselves: each may cost several questions. */
const MAX_WALKED = 3;

export interface NameQuestions {
  ask: Ask;
  /** Null when the zones' own servers are not to be asked. */
  walk: Walk | null;
  /** Names that the caller knows as the host's, full or short: of many names they are asked about first. */
  preferred?: readonly string[] | undefined;
  /** Told when the resolver was asked all that the verdict needs. */
  onResolved?: (() => void) | undefined;
}

/** The names that were asked about, in the order of the alphabet: the order of an answer is chance. */
export async function checkNames(
  ip: string,
  records: DnsRecord[],
  { ask, walk, preferred = [], onResolved }: NameQuestions,
): Promise<PtrNameFacts[]> {
  const resolved = await resolveInTurn(ip, inOrder(records, preferred), ask);
  onResolved?.();
  const asked = resolved.filter(({ forward }) => forward?.failure !== "not asked");
  // Those that confirm first: they must do so at every server.
  const walked = asked.toSorted((one, other) => Number(other.confirms) - Number(one.confirms));
  const chosen = new Set(walk ? walked.filter((name) => name.wellFormed).slice(0, MAX_WALKED) : []);
  const finished = await Promise.all(
    asked.map((name) => finishName(ip, name, ask, chosen.has(name) ? walk : null)),
  );
  return finished.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function inOrder(records: DnsRecord[], preferred: readonly string[]): DnsRecord[] {
  // Names that cannot be asked about come last, lest they take the places of the others.
  const isKnown = (name: string) => preferred.some((known) => known === name || name.startsWith(`${known}.`));
  const rank = ({ data }: DnsRecord) => (isKnown(data) ? 0 : isHostName(data) ? 1 : 2);
  return records.toSorted((one, other) => rank(one) - rank(other) || (one.data < other.data ? -1 : 1));
}

async function resolveInTurn(ip: string, records: DnsRecord[], ask: Ask): Promise<PtrNameFacts[]> {
  const resolved: PtrNameFacts[] = [];
  for (let start = 0; start < records.length; start += NAMES_AT_ONCE) {
    const next = records.slice(start, start + NAMES_AT_ONCE);
    const names = await Promise.all(next.map((record) => resolveName(ip, record, ask)));
    resolved.push(...names);
    const isOver = names.some(({ confirms, forward }) => confirms || forward?.failure === "not asked");
    // Names of odd bytes come last; they cost no question, and may be without number.
    if (isOver || names.some(({ wellFormed }) => !wellFormed)) break;
  }
  return resolved;
}

/**
 * Where the names of the resolver's own answer lead through the resolver, and whether one of them leads back: null
 * when that could not be asked. Names that were asked about already cost nothing.
 */
export async function resolverForwards(
  ip: string,
  ptr: DnsAnswer,
  ask: Ask,
  asked: readonly PtrNameFacts[],
): Promise<Pick<ResolverView, "confirms" | "forwards">> {
  const known = new Set(asked.map(({ name }) => name));
  const names = [...new Set(ptr.records.map((record) => record.data))].filter(isHostName).toSorted();
  const others = names.filter((name) => !known.has(name)).slice(0, NAMES_AT_ONCE);
  const chosen = names.filter((name) => known.has(name) || others.includes(name));
  const forwards = await Promise.all(chosen.map((name) => ask(name, ownType(ip))));
  return { forwards, confirms: leadBack(ip, forwards, chosen.length === names.length) };
}

/** True when one of these answers leads back, null when that is not known. */
function leadBack(ip: string, answers: DnsAnswer[], areAll = true): boolean | null {
  if (answers.some((answer) => addressesIn(answer).includes(ip))) return true;
  return areAll && answers.every(isDefinite) ? false : null;
}

const unaskedName: PtrNameFacts = {
  name: "",
  ttl: 0,
  addresses: [],
  confirms: false,
  wellFormed: false,
  forward: null,
  otherFamily: null,
  unvalidated: null,
  servers: null,
  intercepted: null,
};

async function resolveName(ip: string, { data: name, ttl }: DnsRecord, ask: Ask): Promise<PtrNameFacts> {
  if (!isHostName(name)) return { ...unaskedName, name, ttl };
  const { answer: forward, unvalidated } = await askValidated(ask, name, ownType(ip));
  const conclusion = conclude(ip, forward, null);
  return { ...unaskedName, name, ttl, ...conclusion, wellFormed: true, forward, unvalidated };
}

/** Where validation fails the resolver's SERVFAIL counts: it is what receivers that validate get. */
async function finishName(
  ip: string,
  facts: PtrNameFacts,
  ask: Ask,
  walk: Walk | null,
): Promise<PtrNameFacts> {
  if (!facts.forward) return facts;
  const found = walk ? await walk.view(facts.name, ownType(ip)) : null;
  const view = found && "reason" in found ? null : found;
  const { isBogus } = await dnssecProof(
    { answer: facts.forward, unvalidated: facts.unvalidated },
    view,
    walk,
    ask,
  );
  const forward = isBogus ? facts.forward : countingAnswer(facts.forward, view);
  return {
    ...facts,
    ...conclude(ip, forward, view),
    forward,
    servers: view,
    intercepted: found && "reason" in found && found.reason === "intercepted" ? found : null,
    unvalidated: isBogus ? facts.unvalidated : null,
    otherFamily: forward.status === "nodata" ? await askOtherFamily(ip, facts.name, ask) : null,
  };
}

async function askOtherFamily(ip: string, name: string, ask: Ask): Promise<DnsAnswer | null> {
  const answer = await ask(name, otherType(ip));
  return answer.failure === "not asked" ? null : answer;
}

function conclude(
  ip: string,
  forward: DnsAnswer,
  view: ZoneView | null,
): Pick<PtrNameFacts, "addresses" | "confirms"> {
  const addresses = addressesIn(forward);
  const isEverywhere = speaking(view).every((answer) => addressesIn(answer).includes(ip));
  return { addresses, confirms: addresses.includes(ip) && isEverywhere };
}

function ownType(ip: AddressFacts["ip"]): "A" | "AAAA" {
  return ipFamily(ip) === 4 ? "A" : "AAAA";
}

function otherType(ip: AddressFacts["ip"]): "A" | "AAAA" {
  return ipFamily(ip) === 4 ? "AAAA" : "A";
}

/** Records hold addresses in their one canonical spelling, so text compares like bytes. */
function addressesIn(answer: DnsAnswer): string[] {
  return [...new Set(answer.records.map(({ data }) => data))].toSorted();
}
