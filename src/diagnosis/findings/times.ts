// Findings that set the state of the DNS against the times of the refusals: repaired since, perhaps
// still cached, or never broken.

import { isDefinite } from "../../model/dns.ts";
import type { AddressFacts } from "../../model/dns.ts";
import type { DiagnosisHints, FindingRule } from "../causes/cause.ts";
import { confirms } from "../facts/facts.ts";
import {
  FAILURE_MEMORY,
  longest,
  negativeTtl,
  ptrTtl,
  recordMemories,
  type Memory,
  whole,
} from "../facts/memory.ts";
import { decisiveLocalAnswers, isWellWitnessed, witnessesOf } from "../facts/local-data.ts";
import { contradictsItself, ptrOutcomes, zoneSpeaks } from "../facts/servers-say.ts";
import { ipFamily } from "../../base/standards/ip.ts";
import { durationWords } from "../words/times.ts";
import { witnessWords } from "../words/witness.ts";
import { minuteWords } from "../../base/words/quantities.ts";

/** Turns from refused to accepted and back: one may be a repair, three are chance. */
const MANY_ALTERNATIONS = 3;
/** Where no TTL is known, or only what is left of one in a resolver: the default of most zones. */
const USUAL_HOLD = 3600;

export const timeFindings: FindingRule[] = [
  {
    id: "gmail_transient",
    summary: (facts, hints) =>
      isTransient(facts, hints)
        ? `The DNS of ${facts.ip} is in order, and Gmail changed ${hints.alternations} times between refusing and accepting the ` +
          `same mail: most likely lookups failed on Gmail's side, or, if the records are new, some of its caches hold older answers. Mail that was refused for now (4xx) is tried again by itself.${sendAgain(hints)}`
        : undefined,
  },
  {
    id: "fixed_since",
    summary: (facts, hints) => {
      if (!mayClaimRepair(facts, hints) || !wasFixed(facts, hints)) return undefined;
      return (
        `The DNS is in order; last refused ${minuteWords(hints.lastSeen ?? "")}, ${proof(facts, hints)}. ` +
        `Either it was repaired since, or Gmail's lookup failed in passing.${sendAgain(hints)}`
      );
    },
  },
  {
    id: "fixed_cache_may_hold",
    summary: (facts, hints) => {
      if (!mayClaimRepair(facts, hints) || wasFixed(facts, hints)) return undefined;
      const { lastSeen, now } = hints;
      if (!lastSeen || !now) return undefined;
      const until = new Date(Date.parse(lastSeen) + holdSeconds(facts) * 1000).toISOString();
      return (
        `The DNS is in order; last refused ${minuteWords(lastSeen)}. If it was repaired since, caches may hold an older ` +
        `answer until ${minuteWords(until)}; if not, Gmail's lookup failed in passing.${sendAgain(hints, "After that send")}`
      );
    },
  },
  {
    id: "one_witness",
    summary: (facts, hints) => {
      if (!hints.lastSeen || !isHealthy(facts) || isWellWitnessed(facts)) return undefined;
      return (
        `${onlyHeard(facts)}, and that proves no repair. ` +
        "Let the zones' own name servers be asked (without --no-authoritative, where port 53 is open), or name a second --resolver."
      );
    },
  },
  {
    id: "flapping",
    summary: (facts, hints) =>
      isByTurns(hints) && !isTransient(facts, hints) && !isSettledFault(facts)
        ? flappingWords(facts, hints)
        : undefined,
  },
];

function flappingWords({ ip }: AddressFacts, { alternations, addressAssumed }: DiagnosisHints): string {
  const unknown =
    addressAssumed === true ? " The inputs do not tell which address the accepted mail left from." : "";
  return (
    `Gmail changed ${alternations} times between refusing and accepting mail from ${ip}.${unknown} ` +
    "Look for name servers that disagree, for several sending addresses, and for mail that leaves now over IPv4, now over IPv6."
  );
}

/** What was delivered later needs nothing. */
function sendAgain({ lost = 0 }: DiagnosisHints, verb = "Send"): string {
  if (lost === 0) return "";
  return ` ${verb} ${lost === 1 ? "the mail of the one lost delivery again" : `the mail of the ${lost} lost deliveries again`}.`;
}

/** A name that does not lead back may be the one that Gmail took: where there is one, nothing is "in order". */
function isHealthy(facts: AddressFacts): boolean {
  if (!confirms(facts) || !facts.names.every((name) => name.confirms)) return false;
  return decisiveLocalAnswers(facts).length === 0 && ptrOutcomes(facts).size < 2;
}

function onlyHeard(facts: AddressFacts): string {
  const { ptr, name } = witnessesOf(facts);
  if (ptr === "zone" || name === "zone")
    return `One of the two records was heard from a resolver only (so ${witnessWords(facts)})`;
  return `Only the resolver ${ptr.resolver} was heard`;
}

function isByTurns({ alternations = 0 }: DiagnosisHints): boolean {
  return alternations >= MANY_ALTERNATIONS;
}

/**
 * A fault that every server shows alike explains by itself that Gmail refuses and accepts by turns: it only limits
 * the rate of such mail (421-4.7.23 "temporarily rate limited").
 */
function isSettledFault(facts: AddressFacts): boolean {
  const { ptr, names, ip } = facts;
  if (confirms(facts) || !ptr || !isDefinite(ptr) || ptrOutcomes(facts).size > 1) return false;
  return names.every((name) => !contradictsItself(name, ip) && (!name.forward || isDefinite(name.forward)));
}

function isTransient(facts: AddressFacts, hints: DiagnosisHints): boolean {
  return isHealthy(facts) && isWellWitnessed(facts) && isByTurns(hints);
}

function mayClaimRepair(facts: AddressFacts, hints: DiagnosisHints): boolean {
  return isHealthy(facts) && isWellWitnessed(facts) && !isByTurns(hints);
}

function wasFixed(facts: AddressFacts, hints: DiagnosisHints): boolean {
  const { lastSeen, now } = hints;
  if (!lastSeen) return false;
  if (wasDeliveredSince(hints, facts.ip)) return true;
  return now !== undefined && Date.parse(now) - Date.parse(lastSeen) > holdSeconds(facts) * 1000;
}

/** Mail of a host with several addresses of the family may have been accepted from another of them. */
function wasDeliveredSince({ lastSeen, lastDelivered, ...hints }: DiagnosisHints, ip: string): boolean {
  if (hints.addressAssumed && hints.others?.some((other) => ipFamily(other.ip) === ipFamily(ip)))
    return false;
  return Boolean(lastSeen && lastDelivered && Date.parse(lastDelivered) > Date.parse(lastSeen));
}

function proof(facts: AddressFacts, hints: DiagnosisHints): string {
  if (wasDeliveredSince(hints, facts.ip))
    return `and Gmail accepted mail from here ${minuteWords(hints.lastDelivered ?? "")}`;
  return `longer ago than caches keep an answer (${durationWords(holdSeconds(facts))})`;
}

/**
 * What was wrong before is not known: the longest of the times that can have been in play. Less than for a failure
 * (RFC 2308 section 7) is never enough, and a resolver tells only what is left of a time.
 */
function holdSeconds(facts: AddressFacts): number {
  const least = zoneSpeaks(facts) ? FAILURE_MEMORY.seconds : USUAL_HOLD;
  const forward = facts.names.flatMap((name) => [...recordMemories(name.forward), soaTtl(name.servers)]);
  const known = longest([ptrTtl(facts), negativeTtl(facts.ptr), soaTtl(facts.servers), ...forward]);
  return Math.max(known?.seconds || USUAL_HOLD, least);
}

function soaTtl(view: AddressFacts["servers"]): Memory | null {
  return view?.soa ? whole(Math.min(view.soa.ttl, view.soa.minimum)) : null;
}
