// The addresses that a check was asked about, however they were named. A name with MX or SPF records is a domain, and
// stands for the hosts of its MX and the ip4 and ip6 of its own SPF record; any other name is a host.

import { MAX_RANGE, type CheckTarget } from "../base/standards/check-target.ts";
import { addressesIn } from "../base/standards/ip-range.ts";
import { mxHosts } from "../base/standards/mx.ts";
import { count, grouped, some } from "../base/words/quantities.ts";
import { askResolvers } from "../dns/check/check.ts";
import { isDefinite, type DnsAnswer, type DnsRecordType } from "../model/dns.ts";
import type { DnsOptions } from "../model/options.ts";
import type { CheckedAddress } from "../model/report.ts";
import { spfAddresses, withinLimit, type SpfAddresses } from "./spf-addresses.ts";

export interface FoundAddresses {
  /** In the order in which they were named, each once. */
  addresses: CheckedAddress[];
  /** What was asked for and is not checked. */
  problems: string[];
  /** Worth knowing, but no fault. */
  notes: string[];
}

/** An answer of strangers: no domain has more mail hosts than this. */
const MAX_MX_HOSTS = 32;
const MAX_SHOWN = 5;

export async function findAddresses(
  targets: readonly CheckTarget[],
  dns: DnsOptions,
): Promise<FoundAddresses> {
  const names = targets.flatMap((target) => (target.kind === "name" ? target.name : []));
  const answers = await answersOf(names, ["MX", "TXT", "A", "AAAA"], dns);
  const domains = new Map(names.map((name) => [name, readDomain(name, answers)]));
  const hosts = [...domains.values()].flatMap(({ hostsOfMx }) => hostsOfMx);
  const ofHosts = await answersOf(
    hosts.filter((host) => !answers.has(`A ${host}`)),
    ["A", "AAAA"],
    dns,
  );
  const found = createCollection();
  const lookUp = new Map([...answers, ...ofHosts]);
  for (const target of targets) {
    if (target.kind === "addresses") found.add(target.ips, target.text, null);
    else addName(target.text, domains.get(target.name)!, lookUp, found);
  }
  return found.result();
}

// ---------------------------------------------------------------- what was found

interface Collection {
  add: (ips: readonly string[], target: string, heloName: string | null) => void;
  fail: (problem: string) => void;
  note: (note: string) => void;
  result: () => FoundAddresses;
}

function createCollection(): Collection {
  const addresses = new Map<string, CheckedAddress>();
  const problems = new Set<string>();
  const notes = new Set<string>();
  return {
    add(ips, target, heloName) {
      for (const ip of ips) {
        const known = addresses.get(ip);
        if (!known) addresses.set(ip, { ip, targets: [target], heloName });
        else {
          if (!known.targets.includes(target)) known.targets.push(target);
          known.heloName ??= heloName;
        }
      }
    },
    fail: (problem) => void problems.add(problem),
    note: (note) => void notes.add(note),
    result: () => ({ addresses: [...addresses.values()], problems: [...problems], notes: [...notes] }),
  };
}

// ---------------------------------------------------------------- questions

/** By `MX example.com`; empty where there is nobody to ask. */
type Answers = Map<string, DnsAnswer>;

async function answersOf(names: string[], types: DnsRecordType[], dns: DnsOptions): Promise<Answers> {
  const questions = [...new Set(names)].flatMap((name) => types.map((type) => ({ name, type })));
  if (questions.length === 0) return new Map();
  const answers = await askResolvers(questions, dns);
  return new Map(answers.map((answer, index) => [keyOf(questions[index]!), answer]));
}

function keyOf({ name, type }: { name: string; type: DnsRecordType }): string {
  return `${type} ${name}`;
}

// ---------------------------------------------------------------- a name

interface Domain {
  name: string;
  /** In the order of their preference; empty for a host, and for a domain that gets no mail (RFC 7505). */
  hostsOfMx: string[];
  /** Those that an answer names beyond what is looked at. */
  moreMxHosts: number;
  spf: SpfAddresses | null;
  /** Null where there was nobody to ask. */
  asked: Record<"MX" | "TXT" | "A" | "AAAA", DnsAnswer> | null;
}

function readDomain(name: string, answers: Answers): Domain {
  const [MX, TXT, A, AAAA] = (["MX", "TXT", "A", "AAAA"] as const).map((type) =>
    answers.get(keyOf({ name, type })),
  );
  if (!MX || !TXT || !A || !AAAA) return { name, hostsOfMx: [], moreMxHosts: 0, spf: null, asked: null };
  const hosts = mxHosts(MX.records);
  return {
    name,
    hostsOfMx: hosts.slice(0, MAX_MX_HOSTS),
    moreMxHosts: Math.max(0, hosts.length - MAX_MX_HOSTS),
    spf: spfAddresses(TXT.records.map(({ data }) => data)),
    asked: { MX, TXT, A, AAAA },
  };
}

function addName(target: string, domain: Domain, answers: Answers, found: Collection): void {
  const { name, hostsOfMx, spf, asked } = domain;
  if (asked === null)
    return found.fail(
      `${name}: no resolver that knows the public DNS could be asked; name another with --resolver`,
    );
  if ([asked.MX, asked.A, asked.AAAA].some(({ status }) => status === "nxdomain"))
    return found.fail(`${name}: no such name in the DNS`);
  for (const type of ["MX", "TXT"] as const)
    if (!isDefinite(asked[type])) found.fail(`${name}: ${unasked(asked[type])}`);
  // A domain without MX records gets its mail at its own address (RFC 5321 section 5.1).
  for (const host of hostsOfMx.length > 0 ? hostsOfMx : [name])
    addHost(host, { target, name, answers, spf }, found);
  if (domain.moreMxHosts > 0)
    found.fail(`${name}: ${count(domain.moreMxHosts, "more MX host")} left out; name them one by one`);
  if (spf) addSpf(target, name, spf, found);
}

function unasked({ type, status }: DnsAnswer): string {
  return `its ${type} records could not be asked (${status})`;
}

interface HostOf {
  target: string;
  /** The name that led to the host, or the host itself. */
  name: string;
  answers: Answers;
  spf: SpfAddresses | null;
}

function addHost(host: string, { target, name, answers, spf }: HostOf, found: Collection): void {
  const both = (["A", "AAAA"] as const).flatMap((type) => answers.get(keyOf({ name: host, type })) ?? []);
  const ips = both.flatMap(({ records }) => records.map(({ data }) => data));
  const subject = host === name ? name : `${name}: its MX ${host}`;
  for (const answer of both)
    if (!isDefinite(answer)) found.fail(`${subject}: ${answer.type} could not be asked (${answer.status})`);
  found.add(ips.slice(0, MAX_RANGE), target, host);
  if (ips.length > MAX_RANGE)
    found.fail(`${subject}: ${count(ips.length - MAX_RANGE, "more address", "more addresses")} left out`);
  // The sending domain of a company has no host of its own.
  const isCovered = host === name && spf !== null && spf.ranges.length > 0;
  if (ips.length === 0 && both.every(isDefinite) && !isCovered)
    found.fail(`${subject}${host === name ? ":" : ""} has no address (neither A nor AAAA)`);
}

function addSpf(target: string, name: string, spf: SpfAddresses, found: Collection): void {
  const { taken, tooMany } = withinLimit(spf, MAX_RANGE);
  for (const range of taken) found.add(addressesIn(range), target, null);
  for (const { term, size } of tooMany)
    found.fail(
      `${name}: ${term} of its SPF record is ${grouped(size)} addresses; at most ${grouped(MAX_RANGE)} of a domain are checked`,
    );
  if (spf.others.length > 0)
    found.note(`${name}: its SPF record names senders that were not checked: ${some(spf.others, MAX_SHOWN)}`);
}
