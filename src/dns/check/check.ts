// Checks many addresses at once. DNS trouble is a result here, never an exception, and a resolver
// that cannot be reached is told apart from a zone that cannot.

import pLimit from "p-limit";
import type { AddressFacts, DnsAnswer, HeloFacts, PtrNameFacts } from "../../model/dns.ts";
import type { DnsOptions } from "../../model/options.ts";
import { ipFamily, reverseName } from "../../base/standards/ip.ts";
import { newBudget } from "../ask/budget.ts";
import { checkHelo } from "./helo.ts";
import { checkAddress, unaskedFacts } from "./iprev.ts";
import { createNameServers } from "../ask/name-servers.ts";
import { createResolver } from "../ask/resolver.ts";
import type { Resolver, ServerState } from "../ask/resolver.ts";
import { DNS_PORT, parseServer, serverName, systemServers } from "../exchange/servers.ts";
import type { DnsServer } from "../exchange/servers.ts";
import type { DnsQuestion } from "../wire/query.ts";
import { createWalks } from "../walk/walk.ts";

export interface CheckResult {
  facts: Map<string, AddressFacts>;
  /** Ready to be printed after `whybounce: `. */
  warnings: string[];
  /** No resolver gave a word, or none is known: nothing was found out about any address. */
  silent: boolean;
}

const NOT_CHECKED = "DNS was not checked (name another with --resolver)";

/** Labels of a reverse name above the usual cut between zones: /24 for IPv4, /48 for IPv6. */
const LABELS_BELOW_CUT = { 4: 1, 6: 20 };

/** The addresses in RFC 5952 form. Throws UserError on an option that names no server. */
export async function checkAddresses(ips: string[], options: DnsOptions): Promise<CheckResult> {
  const { servers, problem } = await chooseServers(options);
  if (servers.length === 0) return unchecked(ips, [`no resolver known: ${problem}; ${NOT_CHECKED}`]);
  const resolver = createResolver(servers, options.timeoutMilliseconds);
  const checkOne = checkerFor(resolver, options);
  const [facts] = await Promise.all([checkAll(ips, checkOne, options.concurrency), probe(ips, resolver)]);
  if (ips.length > 0 && resolver.states.every(isLost)) return unchecked(ips, warn(resolver, NOT_CHECKED));
  const unusable = forgetUnusable(facts);
  return {
    facts,
    warnings: [...warn(resolver, "another one was asked instead"), ...unusable.map(unusableWarning)],
    silent: ips.length > 0 && unusable.reduce((sum, { ips: { length } }) => sum + length, 0) === ips.length,
  };
}

/** The name that a mail server greets with, and its addresses; null when there is nobody to ask. */
export async function checkGreeting(name: string, options: DnsOptions): Promise<HeloFacts | null> {
  const { servers } = await chooseServers(options);
  if (servers.length === 0) return null;
  return checkHelo(name, createResolver(servers, options.timeoutMilliseconds).askWithin(newBudget()));
}

/** A question for the addresses of a host name. */
export interface AddressQuestion {
  name: string;
  type: "A" | "AAAA";
}

/** What host names lead to, by `A mx1.example.com`; without those whose lookup fails. */
export async function checkHostNames(
  questions: AddressQuestion[],
  options: DnsOptions,
): Promise<Map<string, string[]>> {
  const answers = await askResolvers(questions, options);
  const known = answers.filter(({ status }) => ["answer", "nodata", "nxdomain"].includes(status));
  return new Map(
    known.map(({ name, type, records }) => [`${type} ${name}`, records.map(({ data }) => data)]),
  );
}

/** The resolvers' answers in the order of the questions; none when there is nobody to ask. */
export async function askResolvers(
  questions: readonly DnsQuestion[],
  options: DnsOptions,
): Promise<DnsAnswer[]> {
  const { servers } = await chooseServers(options);
  if (servers.length === 0) return [];
  const resolver = createResolver(servers, options.timeoutMilliseconds);
  const limit = pLimit(options.concurrency);
  return Promise.all(questions.map(({ name, type }) => limit(() => resolver.ask(name, type))));
}

type CheckOne = (ip: string) => Promise<AddressFacts>;

function checkerFor(resolver: Resolver, options: DnsOptions): CheckOne {
  const { authoritative, authoritativePort = DNS_PORT, timeoutMilliseconds } = options;
  const walkFor = createWalks(createNameServers(timeoutMilliseconds), authoritativePort);
  return (ip) => {
    const budget = newBudget();
    const ask = resolver.askWithin(budget);
    return checkAddress(ip, ask, authoritative ? walkFor(ask, budget) : null);
  };
}

async function chooseServers(options: DnsOptions): Promise<{ servers: DnsServer[]; problem: string | null }> {
  if (options.resolvers.length === 0) return systemServers();
  return { servers: options.resolvers.map(parseServer), problem: null };
}

/**
 * A question that every working resolver answers without asking far: if all else stays without an
 * answer, it tells a dead resolver from dead zones.
 */
async function probe(ips: string[], resolver: Resolver): Promise<void> {
  if (ips.some((ip) => unaskedFacts(ip).specialPurpose === null)) await resolver.ask(".", "NS");
}

/**
 * One zone gets at most half of the places, so that a dead one cannot hold up all the others. Each place works
 * through the list of its zone: of ten thousand addresses only those whose turn it is take up memory.
 */
async function checkAll(
  ips: string[],
  checkOne: CheckOne,
  concurrency: number,
): Promise<Map<string, AddressFacts>> {
  const limit = pLimit(concurrency);
  const facts = new Map<string, AddressFacts>();
  const work = async (pending: Iterable<string>) => {
    for (const ip of pending) facts.set(ip, await limit(() => checkOne(ip)));
  };
  const places = Math.ceil(concurrency / 2);
  await Promise.all(
    groupByZone(ips).flatMap((zone) => {
      const pending = zone.values();
      return Array.from({ length: Math.min(places, zone.length) }, () => work(pending));
    }),
  );
  return facts;
}

function groupByZone(ips: string[]): string[][] {
  const zones = new Map<string, string[]>();
  for (const ip of ips) {
    const zone = usualZone(ip);
    const known = zones.get(zone);
    if (known) known.push(ip);
    else zones.set(zone, [ip]);
  }
  return [...zones.values()];
}

function usualZone(ip: string): string {
  return reverseName(ip).split(".").slice(LABELS_BELOW_CUT[ipFamily(ip)]).join(".");
}

/** Addresses about which a resolver's unusable answers, to the questions in `answer` first, leave nothing known. */
interface Unusable {
  answer: DnsAnswer;
  ips: string[];
}

/** An answer that cannot be used is the fault of who gave it: of the zone it says nothing. */
function forgetUnusable(facts: Map<string, AddressFacts>): Unusable[] {
  const byServer = new Map<string, Unusable>();
  for (const [ip, found] of facts) {
    const answer = decisiveUnusable(found);
    if (!answer) continue;
    facts.set(ip, unaskedFacts(ip));
    const known = byServer.get(answer.server);
    if (known) known.ips.push(ip);
    else byServer.set(answer.server, { answer, ips: [ip] });
  }
  return [...byServer.values()];
}

/** The resolver's answer that leaves an address unknown, where the zone's own servers did not tell more. */
function decisiveUnusable({ ptr, resolver, names }: AddressFacts): DnsAnswer | null {
  if (ptr && ptr === resolver?.ptr && isUnusable(ptr)) return ptr;
  if (names.some(({ confirms }) => confirms)) return null;
  const forwards = names.flatMap((name) => (isResolvers(name) && name.forward ? [name.forward] : []));
  return forwards.find(isUnusable) ?? null;
}

function isResolvers({ forward, servers }: PtrNameFacts): boolean {
  return servers === null || !servers.answers.some((answer) => answer === forward);
}

/** A circle of aliases is the zone's, whoever shows it. */
function isUnusable({ status, aliases }: DnsAnswer): boolean {
  const names = aliases.map(({ name }) => name);
  return status === "malformed" && !aliases.some(({ target }) => names.includes(target));
}

function unusableWarning({ answer, ips }: Unusable): string {
  const { server, detail, type, name } = answer;
  const [first = ""] = ips;
  const about =
    ips.length === 1 ? first : `${ips.length.toLocaleString("en")} addresses, ${first} among them`;
  return `resolver ${server}: ${detail ?? "no usable answer"} (${type} ${name}); the DNS could not be asked about ${about} (name another with --resolver)`;
}

function unchecked(ips: string[], warnings: string[]): CheckResult {
  return { facts: new Map(ips.map((ip) => [ip, unaskedFacts(ip)])), warnings, silent: true };
}

function isLost(state: ServerState): boolean {
  return !state.heard && state.failures > 0;
}

function warn(resolver: Resolver, consequence: string): string[] {
  const lost = resolver.states.filter(isLost);
  return lost.map(({ server, lastFailure }) => {
    const reason = lastFailure?.detail ?? "no answer";
    return `resolver ${serverName(server)}: ${reason}; ${consequence}`;
  });
}
