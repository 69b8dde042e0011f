// The authoritative view: what every server of the zone says to a question, aliases followed from
// zone to zone. The resolver shows what a receiver may see; this shows why, and whether all agree.

import { isDefinite } from "../../model/dns.ts";
import type {
  DnsAlias,
  DnsAnswer,
  DnsRecordType,
  DnsSoa,
  ServerAnswer,
  Unasked,
  ZoneView,
} from "../../model/dns.ts";
import { failedAnswer } from "../ask/answer.ts";
import { authoritativeAnswer, isWithin, soaIn } from "../ask/authority.ts";
import type { Budget } from "../ask/budget.ts";
import type { DnsQuestion } from "../wire/query.ts";
import type { AskServer } from "../ask/name-servers.ts";
import type { Ask } from "../ask/resolver.ts";
import type { DnsServer } from "../exchange/servers.ts";
import { parseServer, serverName } from "../exchange/servers.ts";
import { MAX_SERVERS, createZoneFinder } from "./zones.ts";
import type { Addresses, Means, NameServer, Zone, ZoneFinder } from "./zones.ts";

export interface Walk {
  /** A view, or in words why there is none. */
  view: (name: string, type: DnsRecordType) => Promise<ZoneView | Unasked>;
  /** What one server that speaks for the zone of a view says to another question. */
  askOne: (view: ZoneView, name: string, type: DnsRecordType) => Promise<DnsAnswer | null>;
  /** The DS records on the way down to the zone of a view, the zone's own first; the parent zones hold them. */
  askParents: (view: Pick<ZoneView, "apex">) => Promise<DnsAnswer[]>;
}

/** CNAME records followed from zone to zone; real chains have one or two. */
const MAX_ALIASES = 8;

/** One walk per address, charged to its query budget; all walks share the zones that were found. */
export function createWalks(askServer: AskServer, port: number): (ask: Ask, budget: Budget) => Walk {
  const finder = createZoneFinder(port);
  return (ask, budget) => {
    const means = { ask, budget, askServer };
    return {
      view: (name, type) => follow(finder, { name: name.toLowerCase(), type }, means, []),
      askOne: async (view, name, type) => {
        const speaker = view.answers.find(isDefinite);
        return speaker ? askAt(parseServer(speaker.server), speaker.zone, { name, type }, means) : null;
      },
      askParents: async ({ apex }) => {
        const answers: DnsAnswer[] = [];
        for (let zone = finder.known(apex); zone?.parent; zone = zone.parent) {
          const { parent } = zone;
          const question = { name: zone.apex, type: "DS" as const };
          const server = await speakerOf(parent, question, means);
          if (!server) return [];
          answers.push(await askAt(server, parent.apex, question, means));
        }
        return answers;
      },
    };
  };
}

async function askAt(
  server: DnsServer,
  zone: string,
  question: DnsQuestion,
  means: Means,
): Promise<DnsAnswer> {
  const { reply } = await means.askServer(server, question, means.budget);
  return authoritativeAnswer(question, serverName(server), reply, zone);
}

async function follow(
  finder: ZoneFinder,
  question: DnsQuestion,
  means: Means,
  passed: DnsAlias[],
): Promise<ZoneView | Unasked> {
  const found = await finder.find(question, means);
  if ("reason" in found) return found;
  const zone = await ownZone(finder, found, question, means);
  const { answers, soa } = await askAll(zone, question, means);
  if (answers.length > 0 && answers.every(({ failure }) => failure === "not asked"))
    return { reason: "questions used up", zone: zone.apex };
  if (!answers.some(isDefinite) && (await liesAbove(zone, question.name, means.ask)))
    return { reason: "zone above silent", zone: zone.apex };
  const view = viewOf(zone, answers, soa, passed);
  const alias = answers.find((answer) => answer.aliases.length > 0)?.aliases[0];
  if (!alias) return view;
  const aliases = [...passed, alias];
  const isLoop = aliases.some(({ name }) => name === alias.target) || aliases.length >= MAX_ALIASES;
  if (isLoop) return { ...view, aliases, loops: true };
  const next = await follow(finder, { ...question, name: alias.target }, means, aliases);
  return "reason" in next ? { ...view, aliases } : joined(view, next);
}

/**
 * The way down ends at a zone that does not speak, of a registry's for all of a /8 perhaps, and the resolver knows one
 * further down: that one's servers were never asked, and those above are not the ones that hold the name.
 */
async function liesAbove({ apex }: Zone, name: string, ask: Ask): Promise<boolean> {
  if (!isWithin(name, "arpa")) return false;
  const { soa } = await ask(usualBlock(name), "SOA");
  return soa !== null && soa.zone !== apex && isWithin(soa.zone, apex) && isWithin(name, soa.zone);
}

/** Where zones of addresses usually begin: /24 for IPv4, /64 for IPv6. The name itself may be a CNAME record's. */
function usualBlock(name: string): string {
  return name
    .split(".")
    .slice(isWithin(name, "ip6.arpa") ? 16 : 1)
    .join(".");
}

function viewOf(zone: Zone, answers: ServerAnswer[], soa: DnsSoa | null, aliases: DnsAlias[]): ZoneView {
  return {
    apex: zone.apex,
    delegationTtl: zone.delegationTtl,
    nameServers: zone.nameServers.map(({ name }) => name),
    soa,
    origin: null,
    answers: answers.map((answer) => ({ ...answer, aliases: [...aliases, ...answer.aliases] })),
    aliases,
    loops: false,
  };
}

/** Answers that led on give way to those they led to; one that did not is a contradiction and stays. */
function joined(view: ZoneView, next: ZoneView): ZoneView {
  const others = view.answers.filter((answer) => answer.aliases.length === view.aliases.length);
  const { apex, nameServers, soa } = view;
  return {
    ...next,
    answers: [...others, ...next.answers],
    origin: view.origin ?? { apex, nameServers, soa },
  };
}

/**
 * Parent and child may live on one server, which then never refers to the child: the SOA record of
 * the answer tells the true apex.
 */
async function ownZone(finder: ZoneFinder, zone: Zone, question: DnsQuestion, means: Means): Promise<Zone> {
  const server = await speakerOf(zone, question, means);
  if (!server) return zone;
  const apex = (await apexAt(server, question, means)) ?? zone.apex;
  if (apex === zone.apex || !isWithin(apex, zone.apex)) return zone;
  const answer = await askAt(server, zone.apex, { name: apex, type: "NS" }, means);
  const names = answer.records.map((record) => record.data).toSorted();
  if (names.length === 0) return zone;
  const nameServers = names.map((name) => finder.nameServer(name));
  const child: Zone = { apex, parent: zone, delegationTtl: answer.records[0]?.ttl ?? null, nameServers };
  finder.keep(child);
  return child;
}

/** The first server of the zone that answers the question for it. */
async function speakerOf(zone: Zone, question: DnsQuestion, means: Means): Promise<DnsServer | null> {
  for (const { addresses } of zone.nameServers.slice(0, MAX_SERVERS)) {
    const [server] = (await addresses(means.ask)).servers;
    if (!server) continue;
    if (isDefinite(await askAt(server, zone.apex, question, means))) return server;
  }
  return null;
}

/** A negative answer carries the SOA; beside a positive one it is asked for. */
async function apexAt(server: DnsServer, question: DnsQuestion, means: Means): Promise<string | null> {
  const { reply } = await means.askServer(server, question, means.budget);
  const soa = soaIn(reply, question.name) ?? (await soaAt(server, question.name, means));
  return soa?.zone ?? null;
}

async function soaAt(server: DnsServer, name: string, means: Means): Promise<DnsSoa | null> {
  const { reply } = await means.askServer(server, { name, type: "SOA" }, means.budget);
  return soaIn(reply, name);
}

async function askAll(
  zone: Zone,
  question: DnsQuestion,
  means: Means,
): Promise<{ answers: ServerAnswer[]; soa: DnsSoa | null }> {
  const places = await Promise.all(
    zone.nameServers.slice(0, MAX_SERVERS).map((server) => placesOf(server, means)),
  );
  // The first address of each name comes first, so that the bound never leaves a whole name out.
  const depth = Math.max(0, ...places.map((own) => own.length));
  const rounds = Array.from({ length: depth }, (_, index) => places.flatMap((own) => own[index] ?? []));
  const chosen = rounds.flat().slice(0, MAX_SERVERS);
  const answers = await Promise.all(chosen.map((place) => askPlace(zone, place, question, means)));
  return { answers, soa: await soaOf(zone, answers, chosen, question, means) };
}

interface Place {
  nameServer: string;
  server: DnsServer | null;
  problem: Addresses["problem"];
}

const unknown = { status: "unreachable" as const, detail: "its address is not known" };

async function placesOf({ name, addresses }: NameServer, means: Means): Promise<Place[]> {
  const { servers, problem } = await addresses(means.ask);
  if (servers.length === 0) return [{ nameServer: name, server: null, problem }];
  return servers.map((server) => ({ nameServer: name, server, problem: null }));
}

async function askPlace(
  zone: Zone,
  { nameServer, server, problem }: Place,
  question: DnsQuestion,
  means: Means,
): Promise<ServerAnswer> {
  const of = { zone: zone.apex, nameServer };
  if (!server || problem)
    return { ...failedAnswer(question, "", problem ?? unknown), ...of, milliseconds: 0 };
  const { reply, milliseconds } = await means.askServer(server, question, means.budget);
  return { ...authoritativeAnswer(question, serverName(server), reply, zone.apex), ...of, milliseconds };
}

/** At a CNAME record a question for the SOA record leads on, too: there the apex is asked. */
async function soaOf(
  { apex }: Zone,
  answers: ServerAnswer[],
  places: Place[],
  question: DnsQuestion,
  means: Means,
): Promise<DnsSoa | null> {
  const given = answers.find((answer) => answer.soa)?.soa;
  if (given) return given;
  const index = answers.findIndex(isDefinite);
  const speaker = places[index]?.server;
  if (!speaker) return null;
  return soaAt(speaker, answers[index]?.aliases.length === 0 ? question.name : apex, means);
}
