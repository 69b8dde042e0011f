// Asks the DNS about all sending addresses and tells the cause and the remedy of each. There may be ten
// thousand of them: what is known of one is gathered in place, never copied from object to object.

import type { DiagnosisHints } from "./causes/cause.ts";
import { intendedNames, judge, recognize, type Recognized } from "./diagnose.ts";
import { checkAddresses, checkGreeting, checkHostNames, type AddressQuestion } from "../dns/check/check.ts";
import { findNames, type FoundNames } from "./find-names.ts";
import { candidatesOf, chooseName, type KnownNames } from "./host-names.ts";
import { ownHostsOf, whoseServer, type DnsTraces } from "./whose-server.ts";
import { isStanding } from "./relief.ts";
import { togetherness, type HostAddress } from "./host-addresses.ts";
import { fullNamesIn, givenHints, groupByHost, hintsFor, type GivenHints, type OthersOf } from "./hints.ts";
import { checkIpv4Siblings, type Sibling } from "./ipv4-siblings.ts";
import type { AddressFacts, IprevResult } from "../model/dns.ts";
import type { MailHostName } from "../model/machine.ts";
import type { DnsOptions } from "../model/options.ts";
import type { SendingIpCounts, SendingIpReport } from "../model/report.ts";
import { withRemedy, type AddressDiagnosis } from "./remedy.ts";
import { undiagnosed } from "./undiagnosed.ts";

export interface Listeners {
  onWarning: (message: string) => void;
  onProgress: (status: string) => void;
}

export interface Checked {
  sendingIps: SendingIpReport[];
  warnings: string[];
  /** The resolvers were asked, and none answered. */
  dnsSilent: boolean;
}

/** `counts` must not be empty. */
export async function checkAll(
  counts: SendingIpCounts[],
  dns: DnsOptions,
  given: GivenHints,
  { onWarning, onProgress }: Listeners,
): Promise<Checked> {
  onProgress(`asking the DNS about ${counts.length} addresses`);
  const ips = counts.map(({ ip }) => ip);
  const [{ facts, warnings, silent }, helo] = await Promise.all([
    checkAddresses(ips, dns),
    given.heloName === null ? null : checkGreeting(given.heloName, dns),
  ]);
  for (const warning of warnings) onWarning(warning);
  const fullNames = fullNamesIn(counts, [...facts.values()].flatMap(confirmedNames));
  const recognized = recognizeAll(counts, facts);
  const naming = {
    given: given.heloName,
    fullNames,
    sightings: given.sightings,
    machine: given.machine,
  };
  const found = await nameHosts(recognized, naming, dns);
  const known = givenHints(given, helo);
  const now = new Date().toISOString();
  const ofSameHost = groupByHost(counts, fullNames);
  const own = ownHostsOf(given.sightings.values(), ownNames(given));
  const senders = recognized.map(({ count, recognized: answers }): Sender => {
    const mailHost = found.names.get(count.ip) ?? null;
    const server = whoseServer(count, given.sightings.get(count.ip), own, tracesOf(answers));
    const more = { nameAddresses: found.nameAddresses, server };
    return senderOf(
      count,
      Object.assign(hintsFor(count, now, given, mailHost), known, more),
      answers,
      ofSameHost,
    );
  });
  const nameAddresses = await askFurther(senders, found.nameAddresses, dns);
  const blank = undiagnosed(counts[0]!);
  const othersOf = await findOthers(senders, ofSameHost, dns);
  const byIp = new Map(senders.map((sender) => [sender.count.ip, sender]));
  const provenOthers = ({ count }: Sender) =>
    count.reportingMtas.length === 0 ? [] : ofSameHost(count).flatMap(({ ip }) => hostAddressIn(byIp, ip));
  const sendingIps = senders.map((sender) => {
    const together = togetherness(hostAddress(sender), provenOthers(sender));
    const hints = { ...sender.hints, others: othersOf(sender), nameAddresses, ...together };
    const diagnosis = sender.recognized ? diagnose(sender.recognized, hints) : sender.diagnosis;
    if (!diagnosis) return undiagnosed(sender.count);
    // From a copy that has all fields: put together from its parts, a report takes three times the memory.
    return Object.assign({ ...blank }, sender.count, diagnosis, {
      mailHost: namedHost(hints, diagnosis),
      server: hints.server ?? null,
    });
  });
  return { sendingIps, warnings, dnsSilent: silent };
}

/** What the caller says, and what this machine calls itself. */
function ownNames({ heloName, machine }: GivenHints): string[] {
  return [...(heloName === null ? [] : [heloName]), ...(machine?.names ?? []).map(({ name }) => name)];
}

function tracesOf(recognized: Recognized | null): DnsTraces {
  const { names = [], reverseZone = null } = recognized?.facts ?? {};
  return { ptrNames: names.map(({ name }) => name), nameServers: reverseZone?.nameServers ?? [] };
}

/** What needs no repair needs no name either. */
function namedHost({ mailHost }: DiagnosisHints, { cause }: AddressDiagnosis): MailHostName | null {
  return cause === null || cause.class === "pass" ? null : (mailHost ?? null);
}

function diagnose(recognized: Recognized, hints: DiagnosisHints): AddressDiagnosis {
  return withRemedy(recognized.facts.ip, judge(recognized, hints), hints);
}

interface RecognizedCount {
  count: SendingIpCounts;
  /** Null where nothing was asked about the address. */
  recognized: Recognized | null;
}

/** What is known of ten thousand addresses is more than what is told of them: it goes as soon as it is recognized. */
function recognizeAll(counts: SendingIpCounts[], facts: Map<string, AddressFacts>): RecognizedCount[] {
  return counts.map((count) => {
    const answers = facts.get(count.ip);
    facts.delete(count.ip);
    return { count, recognized: answers ? recognize(answers) : null };
  });
}

/** The DNS is asked for names only where a way out may need one. */
async function nameHosts(all: RecognizedCount[], known: KnownNames, dns: DnsOptions): Promise<FoundNames> {
  const isInNeed = ({ recognized }: RecognizedCount) =>
    recognized !== null && recognized.cause.class !== "pass";
  const found = await findNames(
    all.filter(isInNeed).map(({ count }) => count),
    known,
    dns,
  );
  const names = new Map(found.names);
  for (const { count } of all)
    if (!names.has(count.ip))
      names.set(
        count.ip,
        chooseName(candidatesOf(count, known), count.ip, () => undefined),
      );
  return { ...found, names };
}

/** The names that the ways out hold besides those that were asked for. */
async function askFurther(
  senders: Sender[],
  known: FoundNames["nameAddresses"],
  dns: DnsOptions,
): Promise<FoundNames["nameAddresses"]> {
  return new Map([...known, ...(await checkHostNames(questionsOf(senders), dns))]);
}

/** An address, and what is known of it so far. */
interface Sender {
  count: SendingIpCounts;
  hints: DiagnosisHints;
  /** Whether Gmail would refuse it today. */
  stands: boolean;
  /** Null where nothing was asked about the address. */
  iprev: IprevResult | null;
  /** The names that the way out would give it: to be asked for before they are written down. */
  names: string[];
  /** Null where it is diagnosed already, or nothing was asked. */
  recognized: Recognized | null;
  diagnosis: AddressDiagnosis | null;
}

/** Diagnosed at once where nothing is to be asked for its sake, and no other address can belong to the host. */
function senderOf(
  count: SendingIpCounts,
  hints: DiagnosisHints,
  recognized: Recognized | null,
  ofSameHost: OthersOf,
): Sender {
  if (!recognized)
    return { count, hints, stands: false, iprev: null, names: [], recognized, diagnosis: null };
  const stands = isStanding(recognized.summary);
  const isUnknown = (name: string) => hints.nameAddresses?.has(questionKey(count.family, name)) !== true;
  const names = intendedNames(recognized, hints).filter(isUnknown);
  const mayHaveOthers = (count.family === 6 && hints.hostName !== undefined) || ofSameHost(count).length > 0;
  const isFinal = names.length === 0 && !mayHaveOthers;
  const answer = isFinal
    ? { recognized: null, diagnosis: diagnose(recognized, hints) }
    : { recognized, diagnosis: null };
  return { count, hints, stands, iprev: recognized.iprev, names, ...answer };
}

function confirmedNames({ names }: AddressFacts): string[] {
  return names.filter(({ confirms }) => confirms).map(({ name }) => name);
}

function addressTypeOf(family: 4 | 6): AddressQuestion["type"] {
  return family === 4 ? "A" : "AAAA";
}

function questionKey(family: 4 | 6, name: string): string {
  return `${addressTypeOf(family)} ${name}`;
}

/** Each question once. */
function questionsOf(senders: Sender[]): AddressQuestion[] {
  const questions = senders.flatMap(({ count: { family }, names }) =>
    names.map((name): AddressQuestion => ({ name, type: addressTypeOf(family) })),
  );
  return [...new Map(questions.map((question) => [`${question.type} ${question.name}`, question])).values()];
}

function hostAddress({ count: { ip, attempts }, stands }: Sender): HostAddress {
  return { ip, attempts, stands };
}

function hostAddressIn(byIp: ReadonlyMap<string, Sender>, ip: string): HostAddress[] {
  const sender = byIp.get(ip);
  return sender === undefined ? [] : [hostAddress(sender)];
}

/** A log names the host of both, or the caller names it; else a name in the PTR records of both does. */
function isProven(sender: Sender, other: Sender | undefined): boolean {
  if (sender.count.reportingMtas.length > 0 || sender.hints.mailHost?.source === "option") return true;
  const names = ptrNamesOf(sender);
  return other !== undefined && ptrNamesOf(other).some((name) => names.includes(name));
}

function ptrNamesOf({ recognized }: Sender): string[] {
  return (recognized?.facts.names ?? []).map(({ name }) => name);
}

/** The host's other addresses: those among the senders, and the IPv4 ones where mail left over IPv6 only. */
async function findOthers(
  senders: Sender[],
  ofSameHost: OthersOf,
  dns: DnsOptions,
): Promise<(sender: Sender) => Sibling[]> {
  const results = new Map(senders.map(({ count, iprev }) => [count.ip, iprev]));
  const byIp = new Map(senders.map((sender) => [sender.count.ip, sender]));
  const isIpv6Alone = ({ count, iprev }: Sender) =>
    count.family === 6 && iprev !== "pass" && !ofSameHost(count).some(({ family }) => family === 4);
  const siblings = await checkIpv4Siblings(
    senders.filter(isIpv6Alone).flatMap(({ hints }) => hints.hostName ?? []),
    dns,
  );
  return (sender) => {
    const logged = ofSameHost(sender.count)
      .filter(({ ip }) => isProven(sender, byIp.get(ip)))
      .map(({ ip }) => ({ ip, iprev: results.get(ip) ?? null }));
    const unlogged = isIpv6Alone(sender) ? siblings.get(sender.hints.hostName ?? "") : undefined;
    return [...logged, ...(unlogged ?? [])];
  };
}
