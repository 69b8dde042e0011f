// What a root cause is. Its words live with it: a renderer only lays them out.

import type { CauseClass, Evidence, Step } from "../../model/cause.ts";
import type { MailHostName, ProbeSighting, SendingServer } from "../../model/machine.ts";
import type { CauseId, FindingId } from "../../model/topics.ts";
import type { AddressFacts, HeloFacts, IprevResult } from "../../model/dns.ts";
import type { Memory } from "../facts/memory.ts";

export type NameAddresses = ReadonlyMap<string, string[]>;

/** What the mail log and the other addresses tell, and this address' DNS does not. Times are ISO 8601. */
export interface DiagnosisHints {
  /** The host's own name, fully qualified, as it calls itself in the log. */
  hostName?: string | undefined;
  /** How that name was found. */
  mailHost?: MailHostName;
  /** The senders' domains whose MX records name it. */
  receivesFor?: readonly string[] | undefined;
  /** Whose server it is. */
  server?: SendingServer;
  /** By zone, a name server that is the reader's, going by what is known of any of the zone's addresses. */
  ownServers?: ReadonlyMap<string, string>;
  /** The programs that wrote of the refusals. */
  mailers?: string[];
  /** What the log calls the host, where it never gives the full name. */
  shortName?: string | undefined;
  /** The addresses of host names that were asked for, by `A mx1.example.com`; none when there are none. */
  nameAddresses?: NameAddresses;
  /** Now; without it nothing is said about how long ago something was. */
  now?: string;
  firstSeen?: string | null;
  lastSeen?: string | null;
  /** The last time Gmail accepted from this address what it had refused before. */
  lastDelivered?: string | null;
  /** Refusals from this address, and deliveries that failed for good. */
  attempts?: number;
  lost?: number;
  /** How often refusals and such acceptances took turns. */
  alternations?: number;
  /** From which address it was accepted is not told. */
  addressAssumed?: true;
  /** The host's other addresses that were checked. */
  others?: OtherAddress[];
  /** Addresses of its family that mail of the host left from, told by one of them: the first ones of a long list. */
  hostAddresses?: string[];
  /** How many there are of them. */
  hostAddressAmount?: number;
  /** The first of them that is in order, and not refused for the sender's records. */
  goodAddress?: string;
  /** Those that are in order are refused for the sender's records: to send from them ends nothing. */
  isGoodRefused?: true;
  /** The random addresses of its network that mail of the host left from, and the one that tells of them. */
  randomAddresses?: { first: string; all: string[] };
  /** Addresses the mailer is meant to send from. */
  localIps?: string[];
  /** What Gmail saw of the host's addresses when they were probed, where it was this address. */
  probed?: readonly ProbeSighting[];
  /** The address as it was written, where that differs: `::ffff:203.0.113.5`. */
  writtenAs?: string;
  helo?: HeloFacts;
  /** The domain in the From header or the envelope. */
  from?: string;
  /** The domains of the senders whose mail was refused. */
  senderDomains?: readonly string[];
  /** Gmail's reply, with its codes, as it was last quoted for this address. */
  reply?: string;
}

export interface OtherAddress {
  ip: string;
  iprev: IprevResult | null;
  /** Gmail refuses it for the sender's records: to send from it ends nothing, however good its reverse DNS is. */
  isRefusedForSender?: boolean;
}

export interface Cause {
  id: CauseId;
  title: string;
  /** The title as the rest of a sentence about the address: `it has no PTR record`. */
  clause: string;
  class: CauseClass;
  /** Where the facts soften the class: a name that confirms makes a failure a warning. */
  classFor?: (facts: AddressFacts) => CauseClass;
  /** Whether the facts leave open what receivers see: the servers were silent, or one resolver alone was heard. */
  isUnproven?: (facts: AddressFacts) => boolean;
  /** RFC 8601's result, where it does not follow from the class and the PTR answer. */
  iprev?: IprevResult;
  /** The evidence; undefined when this is not the cause. */
  explains: (facts: AddressFacts) => Evidence[] | undefined;
  summary: (facts: AddressFacts, hints: DiagnosisHints) => string;
  /** In the order in which the steps must be done. */
  fix: (facts: AddressFacts, hints: DiagnosisHints) => Step[];
  /** Seconds until Gmail can see the repair; null when that cannot be told or nothing is to be done. */
  visibleAfter: (facts: AddressFacts) => Memory | null;
}

export interface FindingRule {
  id: FindingId;
  /** The sentence, or undefined when there is nothing to say. */
  summary: (facts: AddressFacts, hints: DiagnosisHints) => string | undefined;
}
