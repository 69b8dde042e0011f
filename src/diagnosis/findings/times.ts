// Findings that set the state of the DNS against the times of the refusals: repaired since, perhaps
// still cached, or never broken.

import type { AddressFacts } from "../../model/dns.ts";
import type { DiagnosisHints, FindingRule } from "../causes/cause.ts";
import { confirms, longest, negativeTtl, ptrTtl } from "../facts/facts.ts";
import { ptrOutcomes } from "../facts/servers-say.ts";
import { durationWords } from "../words/steps.ts";
import { minuteWords } from "../../base/words/quantities.ts";

/** Refusals that are rarer than that, with healthy DNS, are not this host's doing. */
const RARE = 0.01;
/** Fewer deliveries say nothing about a rate. */
const ENOUGH_DELIVERIES = 100;
/** Turns from refused to accepted and back: one is a repair, three are chance. */
const MANY_ALTERNATIONS = 3;
/** Where no TTL is known: the default of most zones. */
const USUAL_HOLD = 3600;

export const timeFindings: FindingRule[] = [
  {
    id: "gmail_transient",
    summary: (facts, hints) =>
      isTransient(facts, hints)
        ? `The DNS of ${facts.ip} is in order, and only ${hints.attempts} of ${total(hints)} deliveries were refused: most ` +
          "likely a failure on Gmail's side. Temporary refusals (4xx) repeat themselves; send again what was refused for good (5xx)."
        : undefined,
  },
  {
    id: "fixed_since",
    summary: (facts, hints) => {
      if (!isHealthy(facts) || isTransient(facts, hints)) return undefined;
      return wasFixed(facts, hints)
        ? `In order now; last refused ${minuteWords(hints.lastSeen ?? "")}, ${proof(facts, hints)}. Send again what was lost.`
        : undefined;
    },
  },
  {
    id: "fixed_cache_may_hold",
    summary: (facts, hints) => {
      const { lastSeen, now } = hints;
      if (!lastSeen || !now || !isHealthy(facts)) return undefined;
      if (isTransient(facts, hints) || wasFixed(facts, hints)) return undefined;
      const until = new Date(Date.parse(lastSeen) + holdSeconds(facts) * 1000).toISOString();
      return `In order now; last refused ${minuteWords(lastSeen)}: caches may hold an older answer until ${minuteWords(until)}. After that send again what was lost.`;
    },
  },
  {
    id: "flapping",
    summary: ({ ip }, { alternations = 0 }) =>
      alternations >= MANY_ALTERNATIONS
        ? `Gmail accepted and refused mail from ${ip} by turns (${alternations} changes): look for name servers that disagree, several sending addresses, or IPv4 and IPv6 in alternation.`
        : undefined,
  },
];

function isHealthy(facts: AddressFacts): boolean {
  return confirms(facts) && ptrOutcomes(facts).size < 2;
}

function total({ attempts = 0, accepted = 0 }: DiagnosisHints): number {
  return attempts + accepted;
}

function isTransient(facts: AddressFacts, hints: DiagnosisHints): boolean {
  const { attempts = 0, accepted = 0 } = hints;
  if (!isHealthy(facts) || attempts === 0 || accepted < ENOUGH_DELIVERIES) return false;
  return attempts / total(hints) < RARE;
}

function wasFixed(facts: AddressFacts, hints: DiagnosisHints): boolean {
  const { lastSeen, now } = hints;
  if (!lastSeen) return false;
  if (wasDeliveredSince(hints)) return true;
  return now !== undefined && Date.parse(now) - Date.parse(lastSeen) > holdSeconds(facts) * 1000;
}

function wasDeliveredSince({ lastSeen, lastDelivered }: DiagnosisHints): boolean {
  return Boolean(lastSeen && lastDelivered && Date.parse(lastDelivered) > Date.parse(lastSeen));
}

function proof(facts: AddressFacts, hints: DiagnosisHints): string {
  if (wasDeliveredSince(hints)) return `and Gmail accepted mail ${minuteWords(hints.lastDelivered ?? "")}`;
  return `longer ago than caches keep an answer (${durationWords(holdSeconds(facts))})`;
}

/** What was wrong before is not known: the longest of the times that can have been in play. */
function holdSeconds(facts: AddressFacts): number {
  const forward = facts.names.flatMap((name) => [
    ...(name.forward?.records ?? []).map((record) => record.ttl),
    soaTtl(name.servers),
  ]);
  return longest([ptrTtl(facts), negativeTtl(facts.ptr), soaTtl(facts.servers), ...forward]) ?? USUAL_HOLD;
}

function soaTtl(view: AddressFacts["servers"]): number | null {
  return view?.soa ? Math.min(view.soa.ttl, view.soa.minimum) : null;
}
