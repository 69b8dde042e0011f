// Asks the DNS about the names that the mail hosts may have: each name once, however many addresses share it, and
// the senders' MX records only where none of the others leads to the address.

import { readMx } from "../base/standards/mx.ts";
import { askResolvers } from "../dns/check/check.ts";
import { isDefinite } from "../model/dns.ts";
import type { DnsAnswer } from "../model/dns.ts";
import type { HostNameCandidate, MailHostName } from "../model/machine.ts";
import type { DnsOptions } from "../model/options.ts";
import type { SendingIpCounts } from "../model/report.ts";
import type { NameAddresses } from "./causes/cause.ts";
import { isPublicName } from "./facts/inner-name.ts";
import {
  candidate,
  candidatesOf,
  chooseName,
  isMadeUp,
  MAX_CANDIDATES,
  senderDomainsOf,
  type KnownNames,
  type NameAnswer,
} from "./host-names.ts";

/** For all addresses of a run together: a report of ten thousand hosts must not become a flood. */
const MAX_QUESTIONS = 2_000;
/** A domain has a few mail hosts; those of a long list are a service's. */
const MAX_MX_HOSTS = 4;

export interface FoundNames {
  /** By sending address; null where there is none to be proposed. */
  names: ReadonlyMap<string, MailHostName | null>;
  /** Sending addresses whose name is only a hint: no record may hold it. */
  madeUp: ReadonlySet<string>;
  /** What the candidates lead to, by `A mx1.example.com`. */
  nameAddresses: NameAddresses;
  /** By host, the domains that it receives the mail of, as far as MX records were asked for. */
  receivers: ReadonlyMap<string, string[]>;
}

/** A question as it is remembered: `A mx1.example.com`. */
type Answers = Map<string, DnsAnswer>;

export async function findNames(
  counts: readonly SendingIpCounts[],
  known: KnownNames,
  dns: DnsOptions,
): Promise<FoundNames> {
  const candidates = new Map(counts.map((count) => [count.ip, candidatesOf(count, known)]));
  const answers: Answers = new Map();
  await askAbout(counts, candidates, answers, dns);
  const unproven = counts.filter(({ ip, family }) => !leadsHere(candidates.get(ip), ip, family, answers));
  await addMxHosts(unproven, candidates, answers, dns);
  await askAbout(unproven, candidates, answers, dns);
  const names = new Map<string, MailHostName | null>();
  const madeUp = new Set<string>();
  for (const { ip, family } of counts) {
    const answerOf = (name: string) => answerIn(answers, family, name);
    const name = chooseName(candidates.get(ip) ?? [], ip, answerOf);
    names.set(ip, name);
    if (name !== null && isMadeUp(name, answerOf(name.name))) madeUp.add(ip);
  }
  return { names, madeUp, nameAddresses: addressesIn(answers), receivers: receiversIn(answers) };
}

function typeOf(family: 4 | 6): "A" | "AAAA" {
  return family === 4 ? "A" : "AAAA";
}

function answerIn(answers: Answers, family: 4 | 6, name: string): NameAnswer {
  const answer = answers.get(`${typeOf(family)} ${name}`);
  // A hosts file's word for a name is not the public's.
  if (answer === undefined || answer.localSigns !== undefined) return undefined;
  return { status: answer.status, addresses: answer.records.map(({ data }) => data) };
}

function leadsHere(
  candidates: HostNameCandidate[] | undefined,
  ip: string,
  family: 4 | 6,
  answers: Answers,
): boolean {
  const chosen = chooseName(candidates ?? [], ip, (name) => answerIn(answers, family, name));
  return chosen !== null && (chosen.source === "option" || chosen.leadsHere === true);
}

async function askAbout(
  counts: readonly SendingIpCounts[],
  candidates: ReadonlyMap<string, HostNameCandidate[]>,
  answers: Answers,
  dns: DnsOptions,
): Promise<void> {
  const questions = counts.flatMap(({ ip, family }) =>
    (candidates.get(ip) ?? []).map(({ name }) => ({ name, type: typeOf(family) })),
  );
  await ask(questions, answers, dns);
}

type Question = Parameters<typeof askResolvers>[0][number];

/** What lies beyond the limit stays unasked: a name of which nothing is known is still one to propose. */
async function ask(questions: Question[], answers: Answers, dns: DnsOptions): Promise<void> {
  const unknown = new Map(questions.map((question) => [`${question.type} ${question.name}`, question]));
  for (const key of answers.keys()) unknown.delete(key);
  const affordable = [...unknown.values()].slice(0, Math.max(0, MAX_QUESTIONS - answers.size));
  for (const answer of await askResolvers(affordable, dns))
    answers.set(`${answer.type} ${answer.name}`, answer);
}

async function addMxHosts(
  counts: readonly SendingIpCounts[],
  candidates: Map<string, HostNameCandidate[]>,
  answers: Answers,
  dns: DnsOptions,
): Promise<void> {
  await ask(
    counts.flatMap((count) => senderDomainsOf(count).map((name) => ({ name, type: "MX" as const }))),
    answers,
    dns,
  );
  for (const count of counts) {
    const hosts = senderDomainsOf(count).flatMap((domain) => mxHosts(domain, answers));
    const others = candidates.get(count.ip) ?? [];
    const isNew = ({ name }: HostNameCandidate) => others.every((other) => other.name !== name);
    candidates.set(count.ip, [...others, ...hosts.filter(isNew)].slice(0, MAX_CANDIDATES));
  }
}

function mxHosts(domain: string, answers: Answers): HostNameCandidate[] {
  const hosts = hostsIn(answers.get(`MX ${domain}`)).filter(isPublicName);
  return hosts.slice(0, MAX_MX_HOSTS).map((host) => candidate(host, "mx", domain));
}

function hostsIn(answer: DnsAnswer | undefined): string[] {
  return (answer?.records ?? []).map(({ data }) => readMx(data).host);
}

function receiversIn(answers: Answers): ReadonlyMap<string, string[]> {
  const receivers = new Map<string, string[]>();
  for (const answer of answers.values()) {
    if (answer.type !== "MX") continue;
    const hosts = hostsIn(answer).map((host) => host.toLowerCase().replace(/\.$/, ""));
    for (const host of new Set(hosts)) {
      const domains = receivers.get(host) ?? [];
      receivers.set(host, domains);
      domains.push(answer.name);
    }
  }
  return receivers;
}

function addressesIn(answers: Answers): NameAddresses {
  const known = [...answers].filter(
    ([, answer]) => answer.type !== "MX" && isDefinite(answer) && answer.localSigns === undefined,
  );
  return new Map(known.map(([key, { records }]) => [key, records.map(({ data }) => data)]));
}
