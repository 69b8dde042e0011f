// Finds the zone that holds a name: from the top, one referral after the other, each zone asked for
// once per run. Where the top is, the resolver is asked; the rest the zones' own servers tell.

import type { DnsFailure, DnsRecordType, Unasked } from "../../model/dns.ts";
import { isWithin, wordIn } from "../ask/authority.ts";
import type { Referral, Word } from "../ask/authority.ts";
import { overspent } from "../ask/budget.ts";
import type { Budget } from "../ask/budget.ts";
import type { DnsQuestion } from "../wire/query.ts";
import type { AskServer } from "../ask/name-servers.ts";
import type { Ask } from "../ask/resolver.ts";
import type { DnsServer } from "../exchange/servers.ts";

export interface Zone {
  apex: string;
  parent: Zone | null;
  delegationTtl: number | null;
  nameServers: NameServer[];
}

export interface NameServer {
  name: string;
  /** The servers to ask; asked for only when needed, because the top zones have many. */
  addresses: (ask: Ask) => Promise<Addresses>;
}

export interface Addresses {
  servers: DnsServer[];
  /** Why there is none. */
  problem: { status: "lame" | "unreachable"; detail: string; failure?: DnsFailure | undefined } | null;
}

/** What one walk needs: resolver and servers, charged to one address's query budget. */
export interface Means {
  ask: Ask;
  askServer: AskServer;
  budget: Budget;
}

export interface ZoneFinder {
  find: (question: DnsQuestion, means: Means) => Promise<Zone | Unasked>;
  /** Keeps a zone that was found otherwise than by a referral. */
  keep: (zone: Zone) => void;
  known: (apex: string) => Zone | undefined;
  nameServer: (name: string, glue?: string[]) => NameServer;
}

/** Servers asked per zone; zones with more exist only near the root. */
export const MAX_SERVERS = 8;
/** More steps down than the deepest real chain (root, arpa, in-addr, /8, /16, /24, RFC 2317). */
const MAX_DEPTH = 12;
/** Labels of a reverse name above the usual cut (/24, /48); of a host name above its own zone. */
const LABELS_ABOVE_CUT = { "in-addr.arpa": 5, "ip6.arpa": 14, host: 2 };

/** Only the zone itself could tell the address, and nobody can ask it without. */
const withoutGlue = {
  status: "lame" as const,
  detail: "its name lies in the zone itself, and the delegation has no glue record with its address",
  failure: "no glue" as const,
};

/** `find` gives the zone, or why the top could not be asked. */
export function createZoneFinder(port: number): ZoneFinder {
  const zones = new Map<string, Zone>();
  const walks = new Map<string, Promise<unknown>>();
  /** Top zones in whose place something else answers: nothing below them can be asked from here. */
  const intercepted = new Map<string, Unasked>();
  const nameServer = (name: string, glue: string[] = [], isGlueless = false): NameServer => ({
    name,
    addresses: async (ask) => {
      const found = await addressesOf(name, glue, port, ask);
      const isCut = isGlueless && found.problem !== null && found.problem.failure !== "not asked";
      return isCut ? { ...found, problem: withoutGlue } : found;
    },
  });
  const toZone = (apex: string, names: string[], parent: Zone | null, referral: Referral | null): Zone => ({
    apex,
    parent,
    delegationTtl: referral?.ttl ?? null,
    nameServers: names.map((name) => {
      const glue = referral?.glue.get(name);
      return nameServer(name, glue, referral !== null && glue === undefined && isWithin(name, apex));
    }),
  });

  /** Neighbors wait for the first walk into their part of the tree and use the zones it found. */
  const find: ZoneFinder["find"] = async (question, means) => {
    const part = usualZone(question.name);
    const first = walks.get(part);
    if (first) await first;
    const walk = descend(question, means);
    if (!first) walks.set(part, walk);
    return walk;
  };

  async function descend(question: DnsQuestion, means: Means): Promise<Zone | Unasked> {
    const known = intercepted.get(topOf(question.name));
    if (known) return known;
    let zone = deepest(zones, question.name) ?? (await top(question.name, means.ask));
    for (let depth = 0; !("reason" in zone) && depth < MAX_DEPTH; depth += 1) {
      const word = await askTheWay(zone, question, means);
      if ("reason" in word) return unasked(word);
      if (word.referral === null) break;
      const { referral } = word;
      zone = zones.get(referral.apex) ?? toZone(referral.apex, referral.nameServers, zone, referral);
      zones.set(zone.apex, zone);
    }
    return zone;
  }

  function unasked(word: Unasked): Unasked {
    if (word.reason === "intercepted") intercepted.set(word.zone, word);
    return word;
  }

  async function top(name: string, ask: Ask): Promise<Zone | Unasked> {
    const apex = topOf(name);
    const answer = await ask(apex, "NS");
    const names = [...new Set(answer.records.map((record) => record.data))].toSorted();
    if (answer.failure === "not asked") return { reason: "questions used up", zone: apex };
    if (answer.status !== "answer") return { reason: "top unknown", zone: apex };
    const zone = toZone(apex, names, null, null);
    zones.set(apex, zone);
    return zone;
  }

  return { find, nameServer, known: (apex) => zones.get(apex), keep: (zone) => zones.set(zone.apex, zone) };
}

function topOf(name: string): string {
  const reverse = ["in-addr.arpa", "ip6.arpa"].find((apex) => isWithin(name, apex));
  return reverse ?? name.split(".").at(-1) ?? ".";
}

/** The part of the tree that most likely is one zone. */
function usualZone(name: string): string {
  const top = topOf(name);
  const above = top === "in-addr.arpa" || top === "ip6.arpa" ? LABELS_ABOVE_CUT[top] : LABELS_ABOVE_CUT.host;
  return name.split(".").slice(-above).join(".");
}

function deepest(zones: Map<string, Zone>, name: string): Zone | undefined {
  const labels = name.split(".");
  return labels
    .map((_, index) => zones.get(labels.slice(index).join(".")))
    .find((zone) => zone !== undefined);
}

/**
 * One server per level is enough, if it says anything of use; else all others are asked at once, so
 * that a level of silent servers costs two waits and not eight. No referral: this zone holds the name, or no server
 * of it says anything of use.
 */
async function askTheWay(
  zone: Zone,
  question: DnsQuestion,
  means: Means,
): Promise<{ referral: Referral | null } | Unasked> {
  const [first, ...others] = zone.nameServers.slice(0, MAX_SERVERS);
  const word = first ? await wordOf(first, zone, question, means) : "silence";
  if (isUseful(word)) return { referral: word === "own answer" ? null : word };
  const words = await Promise.all(others.map((server) => wordOf(server, zone, question, means)));
  if (zone.parent === null && [word, ...words].includes("stranger"))
    return { reason: "intercepted", zone: zone.apex };
  const useful = words.find(isUseful);
  if (useful) return { referral: useful === "own answer" ? null : useful };
  return zone.parent === null ? unheard([word, ...words], zone) : { referral: null };
}

/**
 * The servers at the top answer the whole world. Where all of them fail, that is not their doing, and never a
 * fault of the address: something on the way answers, or lets nothing through.
 */
function unheard(words: Word[], { apex: zone }: Zone): Unasked {
  if (words.includes("failure")) return { reason: "intercepted", zone };
  if (words.includes("not asked")) return { reason: "questions used up", zone };
  return { reason: "top silent", zone };
}

function isUseful(word: Word): word is Referral | "own answer" {
  return typeof word === "object" || word === "own answer";
}

async function wordOf(
  { addresses }: NameServer,
  zone: Zone,
  question: DnsQuestion,
  means: Means,
): Promise<Word> {
  const { servers, problem } = await addresses(means.ask);
  const [server] = servers;
  if (!server) return problem?.failure === "not asked" ? "not asked" : "silence";
  const { reply } = await means.askServer(server, question, means.budget);
  return wordIn(reply, question, { apex: zone.apex, isTop: zone.parent === null });
}

async function addressesOf(name: string, glue: string[], port: number, ask: Ask): Promise<Addresses> {
  const toServers = (addresses: string[]) => addresses.map((address) => ({ address, port }));
  if (glue.length > 0) return { servers: toServers(glue), problem: null };
  const types: DnsRecordType[] = ["A", "AAAA"];
  let status: "lame" | "unreachable" = "lame";
  for (const type of types) {
    const answer = await ask(name, type);
    if (answer.status === "answer") {
      return { servers: toServers(answer.records.map((record) => record.data).toSorted()), problem: null };
    }
    if (answer.failure === "not asked") return { servers: [], problem: overspent };
    if (answer.status !== "nxdomain" && answer.status !== "nodata") status = "unreachable";
    if (answer.status === "nxdomain") break;
  }
  const detail = status === "lame" ? "its name has no address" : "its address could not be asked for";
  return { servers: [], problem: { status, detail } };
}
