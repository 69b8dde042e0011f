// What is known of the other addresses of an address's host: whether they pass, and what all of them tell together. "The same host"
// needs proof: a log's host name, a name in the PTR records of both, or the caller's word.

import type { DiagnosisHints } from "./causes/cause.ts";
import type { Recognized } from "./diagnose.ts";
import type { OthersOf } from "./hints.ts";
import { togetherness, type HostAddress } from "./host-addresses.ts";
import { checkIpv4Siblings } from "./ipv4-siblings.ts";
import type { IprevResult } from "../model/dns.ts";
import type { MailHostName } from "../model/machine.ts";
import type { DnsOptions } from "../model/options.ts";
import type { SendingIpCounts } from "../model/report.ts";
import type { AddressDiagnosis } from "./remedy.ts";

/** An address, and what is known of it so far. */
export interface Sender {
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

type OfSameHost = Pick<
  DiagnosisHints,
  "others" | "hostAddresses" | "hostAddressAmount" | "goodAddress" | "isGoodRefused" | "randomAddresses"
>;

/** The host's other addresses: those among the senders, and the IPv4 ones where mail left over IPv6 only. */
export async function findSameHost(
  senders: Sender[],
  ofSameHost: OthersOf,
  {
    dns,
    isOneLog,
    refusedForSender,
  }: { dns: DnsOptions; isOneLog: boolean; refusedForSender: ReadonlySet<string> },
): Promise<(sender: Sender) => OfSameHost> {
  const byIp = new Map(senders.map((sender) => [sender.count.ip, sender]));
  const provenOthers = (sender: Sender, ofEach?: number) =>
    ofSameHost(sender.count, ofEach)
      .flatMap(({ ip }) => byIp.get(ip) ?? [])
      .filter((other) => isProven(sender, other, isOneLog));
  const hostAddress = ({ count: { ip, attempts }, stands, iprev }: Sender): HostAddress => ({
    ip,
    attempts,
    stands,
    passes: iprev === "pass",
    isRefusedForSender: refusedForSender.has(ip),
  });
  const nameOf = (sender: Sender) => nameForIpv4(sender, provenOthers);
  const siblings = await checkIpv4Siblings(
    senders.flatMap((sender) => nameOf(sender) ?? []),
    dns,
  );
  return (sender) => {
    const logged = provenOthers(sender);
    const unlogged = siblings.get(nameOf(sender) ?? "") ?? [];
    const others = [...logged.map(({ count: { ip }, iprev }) => ({ ip, iprev })), ...unlogged];
    return {
      others: others.map((other) => ({ ...other, isRefusedForSender: refusedForSender.has(other.ip) })),
      ...together(sender, togetherness(hostAddress(sender), logged.map(hostAddress)), () =>
        provenOthers(sender, Infinity),
      ),
    };
  };
}

/** Without a log nobody knows which addresses mail left from; that random ones of one network change is known. */
function together(sender: Sender, told: Partial<OfSameHost>, allOthers: () => Sender[]): Partial<OfSameHost> {
  if (sender.count.attempts === 0 && told.randomAddresses === undefined) return {};
  if (told.hostAddresses === undefined) return told;
  // All of a long list are counted once, for the one address that tells of them.
  const ofFamily = allOthers().filter(({ count }) => count.family === sender.count.family);
  return { ...told, hostAddressAmount: ofFamily.length + 1 };
}

/** A log names the host of both, or the caller names it, or both are of the log of one host; else a name in the PTR records of both does. */
function isProven(sender: Sender, other: Sender, isOneLog: boolean): boolean {
  if (sender.count.reportingMtas.length > 0) return true;
  const source = sender.hints.mailHost?.source;
  if (source === "option" || source === "target") return true;
  if (isOneLog && other.count.reportingMtas.length === 0) return true;
  const names = ptrNamesOf(sender);
  return ptrNamesOf(other).some((name) => names.includes(name));
}

function ptrNamesOf({ recognized }: Sender): string[] {
  return (recognized?.facts.names ?? []).map(({ name }) => name);
}

/** The name by which the IPv4 address of a host is found from which mail left over IPv6 only. */
function nameForIpv4(sender: Sender, othersOf: (sender: Sender) => Sender[]): string | null {
  const { mailHost } = sender.hints;
  if (sender.count.family !== 6 || sender.iprev === "pass" || mailHost === undefined) return null;
  const isIpv6Alone = othersOf(sender).every(({ count }) => count.family === 6);
  return isIpv6Alone && isProvenName(mailHost) ? mailHost.name : null;
}

/** What was only put together, or receives the sender's mail, may be another host. */
function isProvenName({ source, leadsHere }: MailHostName): boolean {
  return leadsHere === true || (source !== "short name" && source !== "mx");
}
