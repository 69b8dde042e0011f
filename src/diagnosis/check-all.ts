// Asks the DNS about all sending addresses and tells the cause and the remedy of each. There may be ten
// thousand of them: what is known of one is gathered in place, never copied from object to object.

import { actionsOf } from "./actions.ts";
import type { DiagnosisHints, NameAddresses } from "./causes/cause.ts";
import { fixOf, intendedNames, judge, recognize, type Recognized } from "./diagnose.ts";
import { checkAddresses, checkHostNames, type AddressQuestion } from "../dns/check/check.ts";
import { findNames, type FoundNames } from "./find-names.ts";
import { inOnePiece } from "../base/memory/strings.ts";
import { askGreetings, groupByName } from "./greetings.ts";
import { candidatesOf, chooseName, type KnownNames } from "./host-names.ts";
import { ownServersOf } from "./own-name-server.ts";
import { ownHostsOf, ownNames, whoseServer, type DnsTraces } from "./whose-server.ts";
import { isStanding } from "./relief.ts";
import {
  fullNamesIn,
  givenHints,
  hintsFor,
  hostNamesOf,
  refusalHints,
  withToldHosts,
  type GivenHints,
  type OthersOf,
} from "./hints.ts";
import { findSameHost, type Sender } from "./same-host.ts";
import type { Action } from "../model/action.ts";
import type { Step } from "../model/cause.ts";
import type { AddressFacts } from "../model/dns.ts";
import type { MailHostName } from "../model/machine.ts";
import type { DnsOptions } from "../model/options.ts";
import type { SendingIpCounts, SendingIpReport } from "../model/report.ts";
import { withRequest, type AddressDiagnosis } from "./remedy.ts";
import { shareTickets } from "./tickets.ts";
import { undiagnosed } from "../model/undiagnosed.ts";

export interface Listeners {
  onWarning: (message: string) => void;
  onProgress: (status: string) => void;
}

export interface Checked {
  sendingIps: SendingIpReport[];
  actions: Action[];
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
  onProgress(`asking the DNS about ${counts.length === 1 ? "1 address" : `${counts.length} addresses`}`);
  const ips = counts.map(({ ip }) => ip);
  const [{ facts, warnings, silent, cutOff }, greetings] = await Promise.all([
    checkAddresses(ips, dns, hostNamesOf(counts, given)),
    askGreetings(given, dns),
  ]);
  for (const warning of warnings) onWarning(warning);
  const now = new Date().toISOString();
  const knownOf = (ip: string) => ({ ...givenHints(given, greetings(ip)), now });
  const { senders, ofSameHost, nameAddresses } = await gather(counts, facts, { given, knownOf, dns });
  const sameHost = await findSameHost(senders, ofSameHost, {
    dns,
    isOneLog: given.isOneLog ?? false,
    refusedForSender: given.refusedForSender ?? new Set(),
  });
  const blank = undiagnosed(counts[0]!);
  const hintsOf = (sender: Sender) => ({ ...sender.hints, ...sameHost(sender), nameAddresses });
  const sendingIps = senders.map((sender) => reportOf(sender, hintsOf, blank));
  for (const sender of sendingIps) if (cutOff.has(sender.ip)) sender.dnsCutOff = true;
  const actions = actionsOf(sendingIps);
  shareTickets(sendingIps);
  return { sendingIps, actions, warnings, dnsSilent: silent };
}

interface Knowledge {
  given: GivenHints;
  /** What the caller says of the host with an address. */
  knownOf: (ip: string) => DiagnosisHints;
  dns: DnsOptions;
}

/** Each address with its host's name, its owner, and what else the logs tell of it. */
async function gather(
  counts: SendingIpCounts[],
  facts: Map<string, AddressFacts>,
  { given, knownOf, dns }: Knowledge,
): Promise<{ senders: Sender[]; ofSameHost: OthersOf; nameAddresses: NameAddresses }> {
  const told = (count: SendingIpCounts) => withToldHosts(count, given.givenHosts);
  const fullNames = fullNamesIn(counts.map(told), [...facts.values()].flatMap(confirmedNames));
  const recognized = recognizeAll(counts, facts);
  const { heloName, heloNames, sightings, machine, givenHosts } = given;
  const names = { given: heloName, heloNames, fullNames, sightings, machine, givenHosts };
  const found = await nameHosts(recognized, names, dns);
  const ofSameHost = groupByName(counts, fullNames, given);
  const own = ownHostsOf(counts, sightings, ownNames(given));
  const hintsOf = ({ count, recognized: answers }: RecognizedCount) => {
    const mailHost = found.names.get(count.ip) ?? null;
    const traces = tracesOf(answers);
    // What the PTR record says, too, is somebody's word.
    const isMadeUp = found.madeUp.has(count.ip) && !traces.ptrNames.includes(mailHost?.name ?? "");
    const hints = hintsFor(told(count), given, mailHost, isMadeUp);
    const server = whoseServer(count, sightings.get(count.ip), own, traces);
    Object.assign(hints, refusalHints(count, given), given.acceptances?.get(count.ip), knownOf(count.ip));
    const receivesFor = found.receivers.get(hints.hostName ?? "");
    return Object.assign(hints, { server, nameAddresses: found.nameAddresses, receivesFor });
  };
  const hinted = recognized.map((entry) => ({ entry, hints: hintsOf(entry) }));
  const ownServers = ownServersOf(hinted.map(({ entry, hints }) => ({ ...zoneOf(entry), hints })));
  const senders = hinted.map(({ entry, hints }) => {
    const { count, recognized: answers } = entry;
    // What is known of ten thousand addresses is more than what is told of them: it goes as soon as it is told.
    entry.recognized = null;
    return senderOf(count, Object.assign(hints, { ownServers }), answers, ofSameHost);
  });
  return { senders, ofSameHost, nameAddresses: await askFurther(senders, found.nameAddresses, dns) };
}

/** Takes the diagnosis out of the sender. */
function reportOf(
  sender: Sender,
  hintsOf: (sender: Sender) => DiagnosisHints,
  blank: SendingIpReport,
): SendingIpReport {
  const { hints, recognized } = sender;
  const diagnosis = recognized ? diagnose(recognized, hintsOf(sender)) : sender.diagnosis;
  if (!diagnosis) return undiagnosed(sender.count);
  sender.diagnosis = null;
  const more = { mailHost: namedHost(hints, diagnosis), server: hints.server ?? null };
  // From a copy that has all fields: put together from its parts, a report takes three times the memory.
  return Object.assign({ ...blank }, sender.count, diagnosis, more);
}

function tracesOf(recognized: Recognized | null): DnsTraces {
  const { names = [], reverseZone = null } = recognized?.facts ?? {};
  return { ptrNames: names.map(({ name }) => name), nameServers: reverseZone?.nameServers ?? [] };
}

/** What needs no repair needs no name either. */
function namedHost({ mailHost }: DiagnosisHints, { cause }: AddressDiagnosis): MailHostName | null {
  return cause === null || cause.class === "pass" ? null : (mailHost ?? null);
}

function diagnose(recognized: Recognized, hints: DiagnosisHints, fix?: Step[]): AddressDiagnosis {
  return inOnePiece(withRequest(recognized.facts.ip, judge(recognized, hints, fix), hints));
}

interface RecognizedCount {
  count: SendingIpCounts;
  /** Null where nothing was asked about the address. */
  recognized: Recognized | null;
}

function recognizeAll(counts: SendingIpCounts[], facts: Map<string, AddressFacts>): RecognizedCount[] {
  return counts.map((count) => {
    const answers = facts.get(count.ip);
    facts.delete(count.ip);
    return { count, recognized: answers ? recognize(answers) : null };
  });
}

function zoneOf({ count, recognized }: RecognizedCount) {
  return { ip: count.ip, zone: recognized?.facts.reverseZone ?? null };
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
async function askFurther(senders: Sender[], known: NameAddresses, dns: DnsOptions): Promise<NameAddresses> {
  return new Map([...known, ...(await checkHostNames(questionsOf(senders), dns))]);
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
  const fix = fixOf(recognized, hints);
  const names = intendedNames(fix).filter(isUnknown);
  const mayHaveOthers = (count.family === 6 && hints.hostName !== undefined) || ofSameHost(count).length > 0;
  const isFinal = names.length === 0 && !mayHaveOthers;
  const answer = isFinal
    ? { hints: hintsOnHost(hints), recognized: null, diagnosis: diagnose(recognized, hints, fix) }
    : { hints, recognized, diagnosis: null };
  return { count, stands, iprev: recognized.iprev, names, ...answer };
}

/** All that is still asked for when the diagnosis is made. */
function hintsOnHost({ mailHost, server }: DiagnosisHints): DiagnosisHints {
  const hints: DiagnosisHints = {};
  if (mailHost !== undefined) hints.mailHost = mailHost;
  if (server !== undefined) hints.server = server;
  return hints;
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
