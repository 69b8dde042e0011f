// Whose mail Gmail took, as logs tell it: the senders in the lines of messages, joined to the ends of deliveries by queue
// id. Loaded for an audit only, which reads all these lines; a report looks at those of refused messages alone.

import { copied } from "../../base/memory/strings.ts";
import { ipFamily } from "../../base/standards/ip.ts";
import { domainOf } from "../../base/standards/mailbox.ts";
import type { AcceptedMail, AcceptedWay } from "../../model/accepted.ts";
import type { DeliveryOutcome } from "../../model/delivery.ts";
import { isGoogleHost } from "../../model/google-hosts.ts";
import { logName } from "../../model/log-name.ts";
import type { Search, Window } from "../search/index.ts";
import { entryAround } from "../search/index.ts";
import { outcomesOf, readEntry, senderIn, textOf, type EntryRecord } from "./entries.ts";
import { onlyLook } from "./kept-parts.ts";
import type { LogClock } from "./log-clock.ts";
import type { LogSource } from "./log-source.ts";
import type { KeptParts } from "./mailers/reader.ts";

/** Messages whose sender and end are not both known yet: more than most queues hold, in 40 MB, or 80 if strangers try. */
const MAX_MESSAGES = 200_000;
/** A forwarder passes on mail of as many domains as strangers like: with their ways at most 60 MB. */
const MAX_DOMAINS = 20_000;
/** Of one domain: hosts and their addresses. */
const MAX_WAYS = 10;
/** Of one message whose sender is not known yet: it mostly leaves over one. */
const MAX_OPEN_WAYS = 2;

export interface AcceptedMailReading {
  /** Called where a line tells of an envelope or of the end of a delivery. */
  noteIn: (source: LogSource, clock: LogClock, parts: KeptParts) => NonNullable<Search["note"]>;
  finish: () => AcceptedMail;
}

interface Message {
  /** Null until a line tells it. */
  sender: string | null;
  /** Deliveries that ended before: in a log with its newest line first they all do. */
  deliveries: number;
  /** The first of them. */
  ways: AcceptedWay[];
}

export function createAcceptedMail(): AcceptedMailReading {
  let recent = new Map<string, Message>();
  let older = new Map<string, Message>();
  const domains = new Map<string, { deliveries: number; ways: Map<string, AcceptedWay> }>();
  let withoutSender = 0;
  let ofFurtherDomains = 0;

  function noteIn(source: LogSource, clock: LogClock, parts: KeptParts): NonNullable<Search["note"]> {
    let read = -1;
    return (position: number, window: Window) => {
      const { base, buffer, scanned, limit } = window;
      // An entry may have several such words.
      if (base + position < read) return;
      const { start, end } = entryAround(buffer.subarray(0, limit), scanned, position);
      read = base + end;
      const text = textOf({ start, end }, window);
      const told = readEntry(text, base + start, source, clock, onlyLook(parts));
      if (told) take(told, text, source.path);
    };
  }

  function take({ record }: EntryRecord, text: string, path: string): void {
    if (record.kind === "envelope") {
      const { queueId, reportingMta, sender } = record.envelope;
      if (sender !== null) tellSender(messageOf(queueId, reportingMta), sender);
    } else if (record.kind === "outcome") {
      for (const outcome of outcomesOf(record))
        if (isTakenByGoogle(outcome, text)) deliver(outcome, record.sender ?? null, text, path);
    }
  }

  function deliver(outcome: DeliveryOutcome, told: string | null, text: string, path: string): void {
    const { queueId, reportingMta } = outcome;
    const message = messageOf(queueId, reportingMta);
    const sender = told ?? message.sender ?? senderIn(text, queueId);
    const way = wayOf(outcome, path);
    if (sender !== null) return count(sender, 1, [way]);
    message.deliveries++;
    if (message.ways.length < MAX_OPEN_WAYS) message.ways.push(way);
  }

  function tellSender(message: Message, sender: string): void {
    message.sender = copied(sender);
    if (message.deliveries > 0) count(sender, message.deliveries, message.ways);
    message.deliveries = 0;
    message.ways = [];
  }

  function messageOf(queueId: string, reportingMta: string | null): Message {
    const key = `${reportingMta} ${queueId}`;
    const known = recent.get(key);
    if (known) return known;
    if (recent.size >= MAX_MESSAGES / 2) forgetOlder();
    const message = older.get(key) ?? { sender: null, deliveries: 0, ways: [] };
    older.delete(key);
    recent.set(copied(key), message);
    return message;
  }

  /** By halves: to take out the oldest one by one takes longer with each that is gone. */
  function forgetOlder(): void {
    withoutSender += openIn(older);
    older = recent;
    recent = new Map();
  }

  /** A bounce has no sender, and no domain that anything is asked about. */
  function count(sender: string, deliveries: number, ways: readonly AcceptedWay[]): void {
    if (!sender.includes("@")) return;
    const domain = domainOf(sender);
    const known = domains.get(domain);
    if (!known && domains.size >= MAX_DOMAINS) {
      ofFurtherDomains += deliveries;
      return;
    }
    const own = known ?? { deliveries: 0, ways: new Map<string, AcceptedWay>() };
    if (!known) domains.set(copied(domain), own);
    own.deliveries += deliveries;
    for (const way of ways) if (own.ways.size < MAX_WAYS) own.ways.set(JSON.stringify(way), way);
  }

  function finish(): AcceptedMail {
    return {
      domains: [...domains].map(([domain, { deliveries, ways }]) => ({
        domain,
        deliveries,
        ways: [...ways.values()],
      })),
      withoutSender: withoutSender + openIn(recent) + openIn(older),
      ofFurtherDomains,
    };
  }

  return { noteIn, finish };
}

/** Deliveries whose sender was not told. */
function openIn(messages: ReadonlyMap<string, Message>): number {
  return [...messages.values()].reduce((sum, { deliveries }) => sum + deliveries, 0);
}

const mailbox = /@(?:gmail|googlemail)\.com>?$/i;

/** By the host that took it, or its words, or where it goes: behind a smarthost only the recipient tells. */
function isTakenByGoogle({ outcome, remoteMta, recipient }: DeliveryOutcome, text: string): boolean {
  if (outcome !== "delivered") return false;
  return isGoogleHost(remoteMta) || text.includes("gsmtp") || mailbox.test(recipient ?? "");
}

function wayOf({ reportingMta, remoteMta, remoteIp, localIp }: DeliveryOutcome, path: string): AcceptedWay {
  const end = remoteIp ?? localIp ?? null;
  return {
    reportingMta: copied(reportingMta),
    // Google has many hosts, and all see the same address.
    remoteMta: isGoogleHost(remoteMta) ? null : copied(remoteMta ?? null),
    localIp: copied(localIp ?? null),
    family: end === null ? null : ipFamily(end),
    log: logName(reportingMta, path),
  };
}
