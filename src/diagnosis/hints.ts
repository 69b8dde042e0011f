// What a diagnosis may know besides the DNS of the address itself: the log's times and host names, the host's
// other addresses, and what the caller says of the host.

import type { DiagnosisHints } from "./causes/cause.ts";
import type { HeloFacts } from "../model/dns.ts";
import { ipFamily, isInnerIp } from "../base/standards/ip.ts";
import type { MachineNames, MailHostName, ProbeSighting, Sighting } from "../model/machine.ts";
import type { Acceptance, SendingIpCounts } from "../model/report.ts";

/** What the caller and the log say of the host. */
export interface GivenHints {
  heloName: string | null;
  /** By address, the names that hosts greet with, where there is one for each. */
  heloNames?: ReadonlyMap<string, string>;
  from: string | null;
  /** Who tells of the refusals of each address; empty without a log. */
  sightings: ReadonlyMap<string, Sighting>;
  /** What this machine calls itself, where the question is about it. */
  machine: MachineNames | null;
  /** What the log says of the addresses that mail left from, by the address that Gmail saw. */
  localIps: ReadonlyMap<string, ReadonlySet<string>>;
  /** What Gmail accepted after refusing it, by the same. */
  acceptances?: ReadonlyMap<string, Acceptance>;
  /** All inputs are one log: the addresses that it names no host with are of one host. */
  isOneLog?: boolean;
  /** One refusal of each address in Gmail's words, where they are known. */
  replies?: ReadonlyMap<string, string> | undefined;
  /** Addresses that Gmail would refuse again, for the sender's records or way of sending. */
  refusedForSender?: ReadonlySet<string>;
  /** Names of hosts that somebody gave for a log without one: they propose nothing. */
  givenHosts?: ReadonlySet<string> | undefined;
}

/** A count with only such names of hosts as a log told. */
export function withToldHosts(count: SendingIpCounts, given?: ReadonlySet<string>): SendingIpCounts {
  if (!given || given.size === 0) return count;
  return { ...count, reportingMtas: count.reportingMtas.filter((name) => !given.has(name)) };
}

/**
 * Of a longer list nobody knows which addresses belong to one host; and what so many others of a host tell is
 * told by the first of them.
 */
export const MAX_OTHERS = 16;

/** `isMadeUp`: the name was put together, and the DNS does not know it. */
export function hintsFor(
  count: SendingIpCounts,
  given: Pick<GivenHints, "localIps" | "sightings" | "machine">,
  mailHost: MailHostName | null,
  isMadeUp = false,
): DiagnosisHints {
  const { ip, attempts, lost, firstSeen, lastSeen, reportingMtas } = count;
  const probed = probedAs(count, given);
  const local = [...(given.localIps.get(ip) ?? probedIps(probed) ?? machineIps(count, given))];
  const mailers = [...(given.sightings.get(ip)?.mailers ?? [])];
  const seen = { attempts, lost, firstSeen, lastSeen, localIps: local, mailers, probed };
  return Object.assign(seen, namesOf(reportingMtas, mailHost, isMadeUp));
}

/** Probes of the host that tells of this address, in which Gmail saw it. */
function probedAs(count: SendingIpCounts, { machine }: Pick<GivenHints, "machine">): ProbeSighting[] {
  if (machine?.isOwn(count) !== true) return [];
  return (machine.probed ?? []).filter(({ seenIp }) => seenIp === count.ip);
}

/** Longer ago, the way out may be another by now: then a probe proves nothing of today's mail. */
const PROOF_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;

/** What the host calls the address itself, as fresh probes saw it; null where there are none. */
function probedIps(probed: readonly ProbeSighting[]): readonly string[] | null {
  const fresh = probed.filter(({ at }) => Date.now() - Date.parse(at) <= PROOF_MILLISECONDS);
  return fresh.length === 0 ? null : fresh.map(({ from }) => from);
}

/** Only if all are private, and so translated: of several public ones a log without addresses does not tell which it was. */
function machineIps(count: SendingIpCounts, { machine }: Pick<GivenHints, "machine">): readonly string[] {
  if (machine?.isOwn(count) !== true) return [];
  const ofFamily = machine.outgoing.filter((ip) => ipFamily(ip) === count.family);
  return ofFamily.every(isInnerIp) ? ofFamily : [];
}

/** Whose mail was refused, and with which words. */
export function refusalHints(
  { ip, senderDomains }: SendingIpCounts,
  { replies }: GivenHints,
): Pick<DiagnosisHints, "senderDomains" | "reply"> {
  const reply = replies?.get(ip);
  return {
    senderDomains: senderDomains.map(({ domain }) => domain),
    ...(reply === undefined ? {} : { reply }),
  };
}

/** A host's full name by its short one; null where several hosts share that. */
export type FullNames = ReadonlyMap<string, string | null>;

/** One address' log may give the full name of a host that another's calls `mx1` only; so may its PTR record. */
export function fullNamesIn(counts: SendingIpCounts[], confirmedNames: string[]): FullNames {
  const fullNames = new Map<string, string | null>();
  // A log's own word counts before that of a PTR record.
  for (const names of [counts.flatMap((count) => count.reportingMtas), confirmedNames]) {
    const found = new Map<string, string | null>();
    for (const name of names.map((written) => written.toLowerCase()).filter(isFull)) {
      const short = firstLabel(name);
      found.set(short, (found.get(short) ?? name) === name && found.get(short) !== null ? name : null);
    }
    for (const [short, name] of found) if (!fullNames.has(short)) fullNames.set(short, name);
  }
  return fullNames;
}

/** A made-up name is shown, and stands in no record: nobody told it. */
function namesOf([shortName]: string[], mailHost: MailHostName | null, isMadeUp: boolean): DiagnosisHints {
  if (mailHost !== null && !isMadeUp) return { hostName: mailHost.name, mailHost };
  return { ...(mailHost === null ? {} : { mailHost }), ...(shortName === undefined ? {} : { shortName }) };
}

function isFull(name: string): boolean {
  return name.includes(".");
}

function firstLabel(name: string): string {
  return name.slice(0, name.indexOf("."));
}

/** What the host with an address greets with, as far as the caller says. */
export function greetingOf(
  { heloName, heloNames }: Pick<GivenHints, "heloName" | "heloNames">,
  ip: string,
): string | null {
  return heloName ?? heloNames?.get(ip) ?? null;
}

/** The names of the host with an address, full or short, in lower case. */
export function hostNamesOf(
  counts: SendingIpCounts[],
  given: Pick<GivenHints, "heloName" | "heloNames">,
): (ip: string) => readonly string[] {
  const byIp = new Map(
    counts.map(({ ip, reportingMtas }) => [
      ip,
      [greetingOf(given, ip) ?? [], ...reportingMtas]
        .flat()
        .map((name) => name.toLowerCase().replace(/\.$/, "")),
    ]),
  );
  return (ip) => byIp.get(ip) ?? [];
}

export function givenHints({ from }: Pick<GivenHints, "from">, helo: HeloFacts | null): DiagnosisHints {
  return { ...(helo === null ? {} : { helo }), ...(from === null ? {} : { from }) };
}

/** Machines that nobody has named all have these: no two of them are one for it. */
const nobodysName = /^localhost(?:\.localdomain)?$/;

/** `ofEach`: how many of each of its hosts, the first ones; each of ten thousand addresses looks at few of the others. */
export type OthersOf = (count: SendingIpCounts, ofEach?: number) => SendingIpCounts[];

/** One more than is told of: a list that is cut is known for one. */
const FEW = MAX_OTHERS + 1;

/**
 * The addresses of the same host: those that a log names it with, those of the one log that names no host, or, without a
 * log, those asked for together.
 */
export function groupByHost(
  counts: SendingIpCounts[],
  fullNames: FullNames = new Map(),
  isOneLog = false,
): OthersOf {
  const hostsOf = ({ reportingMtas }: Pick<SendingIpCounts, "reportingMtas">) =>
    reportingMtas
      .map((name) => fullNames.get(name.toLowerCase()) ?? name.toLowerCase())
      .filter((name) => !nobodysName.test(name));
  const byHost = new Map<string, SendingIpCounts[]>();
  for (const count of counts) {
    for (const host of hostsOf(count)) {
      const known = byHost.get(host);
      if (known) known.push(count);
      else byHost.set(host, [count]);
    }
  }
  const unnamed = isOneLog ? counts.filter(isUnnamed) : counts.length > FEW ? [] : counts;
  return ({ ip, reportingMtas }, ofEach = FEW) => {
    const together =
      reportingMtas.length > 0
        ? hostsOf({ reportingMtas }).flatMap((host) => byHost.get(host)?.slice(0, ofEach) ?? [])
        : unnamed.slice(0, ofEach);
    return [...new Set(together)].filter((other) => other.ip !== ip);
  };
}

function isUnnamed({ reportingMtas }: SendingIpCounts): boolean {
  return reportingMtas.length === 0;
}
