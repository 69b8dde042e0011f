// Forward confirmation (RFC 8601 section 3): whether a name found in a PTR record leads back.

import { isDefinite, speaking } from "../../model/dns.ts";
import type { AddressFacts, DnsAnswer, DnsRecord, PtrNameFacts, ZoneView } from "../../model/dns.ts";
import { ipFamily } from "../../base/standards/ip.ts";
import { isHostName } from "../wire/name.ts";
import type { Ask } from "../ask/resolver.ts";
import { askValidated, countingAnswer } from "./views.ts";
import type { Walk } from "../walk/walk.ts";

/**
 * Names looked at per address. Verifiers stop there as well (RFC 7208 section 4.6.4), and it bounds
 * the questions a stranger's PTR answer can cause.
 */
const MAX_NAMES = 10;
/** Names whose zones are asked themselves: each may cost several questions. */
const MAX_WALKED = 3;

/** The names in the order of the alphabet: the order of an answer is chance. */
export async function checkNames(
  ip: string,
  records: DnsRecord[],
  ask: Ask,
  walk: Walk | null,
): Promise<PtrNameFacts[]> {
  const sorted = records.toSorted((one, other) => (one.data < other.data ? -1 : 1)).slice(0, MAX_NAMES);
  const resolved = await Promise.all(sorted.map((record) => resolveName(ip, record, ask)));
  if (!walk) return resolved;
  // Those that confirm first: they must do so at every server.
  const walked = resolved.toSorted((one, other) => Number(other.confirms) - Number(one.confirms));
  const chosen = new Set(walked.filter((name) => name.wellFormed).slice(0, MAX_WALKED));
  return Promise.all(resolved.map(async (name) => (chosen.has(name) ? walkName(ip, name, ask, walk) : name)));
}

/** Where the resolver says that the names of its own PTR answer lead. */
export async function resolverForwards(ip: string, ptr: DnsAnswer, ask: Ask): Promise<DnsAnswer[]> {
  const names = ptr.records
    .map((record) => record.data)
    .filter(isHostName)
    .toSorted();
  return Promise.all(names.slice(0, MAX_NAMES).map((name) => ask(name, ownType(ip))));
}

/** True when one of these answers leads back, null when that could not be asked. */
export function leadBack(ip: string, answers: DnsAnswer[]): boolean | null {
  if (answers.some((answer) => addressesIn(answer).includes(ip))) return true;
  return answers.every(isDefinite) ? false : null;
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
};

async function resolveName(ip: string, record: DnsRecord, ask: Ask): Promise<PtrNameFacts> {
  const { data: name, ttl } = record;
  if (!isHostName(name)) return { ...unaskedName, name, ttl };
  const { answer, unvalidated } = await askValidated(ask, name, ownType(ip));
  const { forward, addresses, confirms, otherFamily } = await conclude(ip, name, answer, null, ask);
  return {
    name,
    ttl,
    addresses,
    confirms,
    wellFormed: true,
    forward,
    otherFamily,
    unvalidated,
    servers: null,
  };
}

/** Where validation fails the resolver's SERVFAIL counts: it is what receivers that validate get. */
async function walkName(ip: string, facts: PtrNameFacts, ask: Ask, walk: Walk): Promise<PtrNameFacts> {
  if (!facts.forward) return facts;
  const view = await walk.view(facts.name, ownType(ip));
  if ("reason" in view) return facts;
  const forward = facts.unvalidated ? facts.forward : countingAnswer(facts.forward, view);
  return { ...facts, servers: view, ...(await conclude(ip, facts.name, forward, view, ask)) };
}

async function conclude(
  ip: string,
  name: string,
  forward: DnsAnswer,
  view: ZoneView | null,
  ask: Ask,
): Promise<Pick<PtrNameFacts, "forward" | "addresses" | "confirms" | "otherFamily">> {
  const otherFamily = forward.status === "nodata" ? await ask(name, otherType(ip)) : null;
  const addresses = addressesIn(forward);
  const isEverywhere = speaking(view).every((answer) => addressesIn(answer).includes(ip));
  return { forward, addresses, confirms: addresses.includes(ip) && isEverywhere, otherFamily };
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
