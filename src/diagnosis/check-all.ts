// Asks the DNS about all sending addresses and tells the cause and the remedy of each. There may be ten
// thousand of them: what is known of one is gathered in place, never copied from object to object.

import type { DiagnosisHints } from "./causes/cause.ts";
import { diagnose } from "./diagnose.ts";
import { checkAddresses, checkGreeting, checkHostNames, type AddressQuestion } from "../dns/check/check.ts";
import {
  fullNamesIn,
  givenHints,
  groupByHost,
  hintsFor,
  proposedNames,
  type GivenHints,
  type OthersOf,
} from "./hints.ts";
import { checkIpv4Siblings, type Sibling } from "./ipv4-siblings.ts";
import type { Diagnosis } from "../model/cause.ts";
import type { AddressFacts } from "../model/dns.ts";
import type { DnsOptions } from "../model/options.ts";
import type { SendingIpCounts, SendingIpReport } from "../model/report.ts";
import { withRemedy } from "./remedy.ts";
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

/** Of one address at least. */
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
  const known = givenHints(given, helo);
  const now = new Date().toISOString();
  // First without what the others say: what each diagnosis proposes is to be asked for before it is written.
  const ofSameHost = groupByHost(counts, fullNames);
  const senders = counts.map((count): Sender => {
    const hints = Object.assign(hintsFor(count, [], now, given.localIps, fullNames), known);
    const found = facts.get(count.ip);
    // What is known of ten thousand addresses is more than what is told of them: it goes as soon as it is told.
    facts.delete(count.ip);
    if (!found) return { count, facts: null, hints, draft: null };
    const draft = diagnose(found, hints);
    return { count, facts: isFinal(count, draft, hints, ofSameHost) ? null : found, hints, draft };
  });
  const nameAddresses = await checkHostNames(questionsOf(senders), dns);
  const blank = undiagnosed(counts[0]!);
  const othersOf = await findOthers(senders, ofSameHost, dns);
  const sendingIps = senders.map((sender) => {
    const hints = { ...sender.hints, others: othersOf(sender), nameAddresses };
    const diagnosis = complete(sender, hints);
    if (!diagnosis) return undiagnosed(sender.count);
    // From a copy that has all fields: put together from its parts, a report takes three times the memory.
    return Object.assign({ ...blank }, sender.count, withRemedy(sender.count.ip, diagnosis, hints));
  });
  return { sendingIps, warnings, dnsSilent: silent };
}

/** An address, and what is known of it so far. */
interface Sender {
  count: SendingIpCounts;
  /** Null where the draft is final, or nothing was asked. */
  facts: AddressFacts | null;
  hints: DiagnosisHints;
  /** Null where nothing was asked about the address. */
  draft: Diagnosis | null;
}

/** The draft stands where nothing is to be asked for its sake, and no other address can belong to the host. */
function isFinal(
  count: SendingIpCounts,
  draft: Diagnosis,
  { hostName }: DiagnosisHints,
  ofSameHost: OthersOf,
): boolean {
  if (count.family === 6 && hostName !== undefined) return false;
  return proposedNames(count, draft).length === 0 && ofSameHost(count).length === 0;
}

function complete({ facts, draft }: Sender, hints: DiagnosisHints): Diagnosis | null {
  return facts ? diagnose(facts, hints) : draft;
}

function confirmedNames({ names }: AddressFacts): string[] {
  return names.filter(({ confirms }) => confirms).map(({ name }) => name);
}

/** Each question once. */
function questionsOf(senders: Sender[]): AddressQuestion[] {
  const questions = senders.flatMap(({ count, draft }) => (draft ? proposedNames(count, draft) : []));
  return [...new Map(questions.map((question) => [`${question.type} ${question.name}`, question])).values()];
}

/** The host's other addresses: those among the senders, and the IPv4 ones where mail left over IPv6 only. */
async function findOthers(
  senders: Sender[],
  ofSameHost: OthersOf,
  dns: DnsOptions,
): Promise<(sender: Sender) => Sibling[]> {
  const drafts = new Map(senders.map(({ count, draft }) => [count.ip, draft]));
  const isIpv6Alone = ({ count, draft }: Sender) =>
    count.family === 6 && draft?.iprev !== "pass" && !ofSameHost(count).some(({ family }) => family === 4);
  const siblings = await checkIpv4Siblings(
    senders.filter(isIpv6Alone).flatMap(({ hints }) => hints.hostName ?? []),
    dns,
  );
  return (sender) => {
    const logged = ofSameHost(sender.count).map(({ ip }) => ({ ip, iprev: drafts.get(ip)?.iprev ?? null }));
    const unlogged = isIpv6Alone(sender) ? siblings.get(sender.hints.hostName ?? "") : undefined;
    return [...logged, ...(unlogged ?? [])];
  };
}
