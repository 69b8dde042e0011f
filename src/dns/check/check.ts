// Checks many addresses at once. DNS trouble is a result here, never an exception, and a resolver
// that cannot be reached is told apart from a zone that cannot.

import { isIP } from "node:net";
import pLimit from "p-limit";
import { isDefinite } from "../../model/dns.ts";
import type { AddressFacts, DnsAnswer, HeloFacts, PtrNameFacts } from "../../model/dns.ts";
import type { DnsOptions } from "../../model/options.ts";
import { ipFamily, reverseName } from "../../base/standards/ip.ts";
import type { Ask } from "../ask/resolver.ts";
import { newBudget } from "../ask/budget.ts";
import { checkHelo } from "./helo.ts";
import { checkAddress, unaskedFacts } from "./iprev.ts";
import { createNameServers } from "../ask/name-servers.ts";
import { NOT_CHECKED, choosePanels } from "./panel.ts";
import type { Panel } from "./panel.ts";
import { markSteady } from "./steady-ttl.ts";
import { secondResolver } from "./second-resolver.ts";
import { specialPurposeOf } from "./special-purpose.ts";
import { DNS_PORT, parseServer, systemServers } from "../exchange/servers.ts";
import type { DnsServer } from "../exchange/servers.ts";
import { withoutLabels } from "../wire/name.ts";
import type { DnsQuestion } from "../wire/query.ts";
import { createWalks } from "../walk/walk.ts";

export interface CheckResult {
  facts: Map<string, AddressFacts>;
  /** Ready to be printed after `whybounce: `. */
  warnings: string[];
  /** No resolver gave a word, or none is known: nothing was found out about any address. */
  silent: boolean;
  /** Addresses about which nobody was asked, because every resolver is cut off from the public DNS. */
  cutOff: ReadonlySet<string>;
}

/** Labels of a reverse name above the usual cut between zones: /24 for IPv4, /48 for IPv6. */
const LABELS_BELOW_CUT = { 4: 1, 6: 20 };

/** The names that the caller knows as those of the host with this address, full or short, in lower case. */
export type PreferredNames = (ip: string) => readonly string[];

/** The addresses in RFC 5952 form. Throws UserError on an option that names no server. */
export async function checkAddresses(
  ips: string[],
  options: DnsOptions,
  preferredNames?: PreferredNames,
): Promise<CheckResult> {
  const { servers, problem } = await chooseServers(options);
  if (servers.length === 0) return unchecked(ips, `no resolver known: ${problem}; ${NOT_CHECKED}`);
  const askable = ips.filter(isAskable);
  // Sorted, so that all who ask of one run tell the same of a resolver.
  const families = new Set(askable.map(ipFamily).toSorted((one, other) => one - other));
  const panels = await choosePanels(servers, families, options);
  const facts = await checkAll(ips, checkerFor(panels, options, preferredNames), options.concurrency);
  await markSteady(facts.values(), () => afresh(panels), options.concurrency);
  const lost = askable.filter((ip) => panels.get(ipFamily(ip))?.isMute() === true);
  for (const ip of lost) facts.set(ip, unaskedFacts(ip));
  const used = [...new Set(panels.values())];
  const unusable = forgetUnusable(facts, (server) => used.some((panel) => panel.isDoubtful(server)));
  const unknown = lost.length + unusable.reduce((sum, { ips: { length } }) => sum + length, 0);
  return {
    facts,
    warnings: [...new Set([...used.flatMap((panel) => panel.warnings()), ...unusable.map(unusableWarning)])],
    silent: unknown > 0 && unknown === askable.length,
    cutOff: new Set(askable.filter((ip) => panels.get(ipFamily(ip))?.isEmpty === true)),
  };
}

/** The name that a mail server greets with, and its addresses; null when there is nobody to ask. */
export async function checkGreeting(name: string, options: DnsOptions): Promise<HeloFacts | null> {
  const panel = await panelOf(4, options);
  return panel && checkHelo(name, panel.askWithin(newBudget()));
}

/** A question for the addresses of a host name. */
export interface AddressQuestion {
  name: string;
  type: "A" | "AAAA";
}

/** What host names lead to, by `A mx1.example.com`; without those whose lookup fails or shows local data. */
export async function checkHostNames(
  questions: AddressQuestion[],
  options: DnsOptions,
): Promise<Map<string, string[]>> {
  const answers = await askResolvers(questions, options);
  const known = answers.filter((answer) => isDefinite(answer) && answer.localSigns === undefined);
  return new Map(
    known.map(({ name, type, records }) => [`${type} ${name}`, records.map(({ data }) => data)]),
  );
}

/** The resolvers' answers in the order of the questions; none when there is nobody to ask. */
export async function askResolvers(
  questions: readonly DnsQuestion[],
  options: DnsOptions,
): Promise<DnsAnswer[]> {
  const panel = questions.length === 0 ? null : await panelOf(4, options);
  if (!panel) return [];
  const ask = panel.askWithin(null);
  const limit = pLimit(options.concurrency);
  return Promise.all(questions.map(({ name, type }) => limit(() => ask(name, type))));
}

/** Null where nobody can be asked about the public DNS. */
async function panelOf(family: 4 | 6, options: DnsOptions): Promise<Panel | null> {
  const { servers } = await chooseServers(options);
  const panel = (await choosePanels(servers, new Set([family]), options)).get(family);
  return panel === undefined || panel.isEmpty ? null : panel;
}

type CheckOne = (ip: string) => Promise<AddressFacts>;

function checkerFor(
  panels: ReadonlyMap<4 | 6, Panel>,
  options: DnsOptions,
  preferredNames?: PreferredNames,
): CheckOne {
  const { authoritative, authoritativePort = DNS_PORT, timeoutMilliseconds } = options;
  const walkFor = createWalks(createNameServers(timeoutMilliseconds), authoritativePort);
  return async (ip) => {
    const panel = panels.get(ipFamily(ip));
    if (!panel || panel.isEmpty) return unaskedFacts(ip);
    const budget = newBudget();
    const further = panel.askWithin(budget.further);
    const walk = authoritative ? walkFor(further, budget.further) : null;
    const facts = await checkAddress(ip, panel.askWithin(budget), walk, {
      preferredNames: preferredNames?.(ip) ?? [],
      onResolved: budget.release,
      startAnew: () =>
        createWalks(createNameServers(timeoutMilliseconds), authoritativePort)(further, budget.further),
    });
    return Object.assign(facts, { secondResolver: await secondResolver(facts, panel, budget) });
  };
}

/** Equal questions are asked once. */
function afresh(panels: ReadonlyMap<4 | 6, Panel>): (ip: string) => Ask {
  const asks = new Map([...panels].map(([family, panel]) => [family, panel.askAfresh()]));
  return (ip) => asks.get(ipFamily(ip))!;
}

function isAskable(ip: string): boolean {
  return isIP(ip) !== 0 && specialPurposeOf(ip) === null;
}

async function chooseServers(options: DnsOptions): Promise<{ servers: DnsServer[]; problem: string | null }> {
  if (options.resolvers.length === 0) return systemServers();
  return { servers: options.resolvers.map(parseServer), problem: null };
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
  return withoutLabels(reverseName(ip), LABELS_BELOW_CUT[ipFamily(ip)]);
}

/** Addresses about which a resolver's unusable answers, to the questions in `answer` first, leave nothing known. */
interface Unusable {
  answer: DnsAnswer;
  ips: string[];
}

/** An answer that cannot be used is the fault of who gave it: of the zone it says nothing. */
function forgetUnusable(
  facts: Map<string, AddressFacts>,
  isDoubtful: (server: string) => boolean,
): Unusable[] {
  const byServer = new Map<string, Unusable>();
  for (const [ip, found] of facts) {
    const answer = decisiveUnusable(found, isDoubtful);
    if (!answer) continue;
    facts.set(ip, unaskedFacts(ip));
    const known = byServer.get(answer.server);
    if (known) known.ips.push(ip);
    else byServer.set(answer.server, { answer, ips: [ip] });
  }
  return [...byServer.values()];
}

/** The resolver's answer that leaves an address unknown, where the zone's own servers did not tell more. */
function decisiveUnusable(
  { ptr, resolver, names }: AddressFacts,
  isDoubtful: (server: string) => boolean,
): DnsAnswer | null {
  // Who refuses what every resolver answers refuses for reasons of its own.
  const isUnfit = (answer: DnsAnswer) =>
    isUnusable(answer) || (answer.status === "refused" && isDoubtful(answer.server));
  if (ptr && ptr === resolver?.ptr && isUnfit(ptr)) return ptr;
  if (names.some(({ confirms }) => confirms)) return null;
  const forwards = names.flatMap((name) => (isResolvers(name) && name.forward ? [name.forward] : []));
  return forwards.find(isUnfit) ?? null;
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
  const { server, status, detail, type, name } = answer;
  const [first = ""] = ips;
  const about =
    ips.length === 1 ? first : `${ips.length.toLocaleString("en")} addresses, ${first} among them`;
  const words = status === "refused" ? "REFUSED" : (detail ?? "no usable answer");
  return `resolver ${server}: ${words} (${type} ${name}); the DNS could not be asked about ${about} (name another with --resolver)`;
}

function unchecked(ips: string[], warning: string): CheckResult {
  const facts = new Map(ips.map((ip) => [ip, unaskedFacts(ip)]));
  return { facts, warnings: [warning], silent: true, cutOff: new Set() };
}
