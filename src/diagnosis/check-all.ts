// Asks the DNS about all sending addresses and tells the cause and the remedy of each. There may be ten
// thousand of them: what is known of one is gathered in place, never copied from object to object.

import type { DiagnosisHints } from "./causes/cause.ts";
import { intendedNames, judge, recognize, type Recognized } from "./diagnose.ts";
import { checkAddresses, checkGreeting, checkHostNames, type AddressQuestion } from "../dns/check/check.ts";
import {
  fullNamesIn,
  givenHints,
  groupByHost,
  hintsFor,
  withToldHosts,
  type GivenHints,
  type OthersOf,
} from "./hints.ts";
import { checkIpv4Siblings, type Sibling } from "./ipv4-siblings.ts";
import type { AddressFacts, IprevResult } from "../model/dns.ts";
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
  const told = (count: SendingIpCounts) => withToldHosts(count, given.givenHosts);
  const fullNames = fullNamesIn(counts.map(told), [...facts.values()].flatMap(confirmedNames));
  const known = givenHints(given, helo);
  const now = new Date().toISOString();
  const ofSameHost = groupByHost(counts, fullNames);
  const senders = counts.map((count): Sender => {
    const hints = Object.assign(hintsFor(told(count), [], now, given.localIps, fullNames), known);
    const answers = facts.get(count.ip);
    // What is known of ten thousand addresses is more than what is told of them: it goes as soon as it is told.
    facts.delete(count.ip);
    return senderOf(count, hints, answers ? recognize(answers) : null, ofSameHost);
  });
  const nameAddresses = await checkHostNames(questionsOf(senders), dns);
  const blank = undiagnosed(counts[0]!);
  const othersOf = await findOthers(senders, ofSameHost, dns);
  const sendingIps = senders.map((sender) => {
    const hints = { ...sender.hints, others: othersOf(sender), nameAddresses };
    const diagnosis = sender.recognized ? diagnose(sender.recognized, hints) : sender.diagnosis;
    if (!diagnosis) return undiagnosed(sender.count);
    // From a copy that has all fields: put together from its parts, a report takes three times the memory.
    return Object.assign({ ...blank }, sender.count, diagnosis);
  });
  return { sendingIps, warnings, dnsSilent: silent };
}

function diagnose(recognized: Recognized, hints: DiagnosisHints): AddressDiagnosis {
  return withRemedy(recognized.facts.ip, judge(recognized, hints), hints);
}

/** An address, and what is known of it so far. */
interface Sender {
  count: SendingIpCounts;
  hints: DiagnosisHints;
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
  if (!recognized) return { count, hints, iprev: null, names: [], recognized, diagnosis: null };
  const names = intendedNames(recognized, hints);
  const mayHaveOthers = (count.family === 6 && hints.hostName !== undefined) || ofSameHost(count).length > 0;
  const isFinal = names.length === 0 && !mayHaveOthers;
  const answer = isFinal
    ? { recognized: null, diagnosis: diagnose(recognized, hints) }
    : { recognized, diagnosis: null };
  return { count, hints, iprev: recognized.iprev, names, ...answer };
}

function confirmedNames({ names }: AddressFacts): string[] {
  return names.filter(({ confirms }) => confirms).map(({ name }) => name);
}

/** Each question once. */
function questionsOf(senders: Sender[]): AddressQuestion[] {
  const questions = senders.flatMap(({ count: { family }, names }) =>
    names.map((name): AddressQuestion => ({ name, type: family === 4 ? "A" : "AAAA" })),
  );
  return [...new Map(questions.map((question) => [`${question.type} ${question.name}`, question])).values()];
}

/** The host's other addresses: those among the senders, and the IPv4 ones where mail left over IPv6 only. */
async function findOthers(
  senders: Sender[],
  ofSameHost: OthersOf,
  dns: DnsOptions,
): Promise<(sender: Sender) => Sibling[]> {
  const results = new Map(senders.map(({ count, iprev }) => [count.ip, iprev]));
  const isIpv6Alone = ({ count, iprev }: Sender) =>
    count.family === 6 && iprev !== "pass" && !ofSameHost(count).some(({ family }) => family === 4);
  const siblings = await checkIpv4Siblings(
    senders.filter(isIpv6Alone).flatMap(({ hints }) => hints.hostName ?? []),
    dns,
  );
  return (sender) => {
    const logged = ofSameHost(sender.count).map(({ ip }) => ({ ip, iprev: results.get(ip) ?? null }));
    const unlogged = isIpv6Alone(sender) ? siblings.get(sender.hints.hostName ?? "") : undefined;
    return [...logged, ...(unlogged ?? [])];
  };
}
