// Findings about the reverse zone and its servers, and about the two views of them.

import { isDefinite, speaking } from "../../model/dns.ts";
import type { AddressFacts, DnsAnswer } from "../../model/dns.ts";
import type { FindingRule } from "../causes/cause.ts";
import { outcome } from "../words/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { localAnswers } from "../facts/local-data.ts";
import { registryOf } from "../facts/registry.ts";
import { contradictsItself, failures, ptrOutcomes, serverWords, zoneSpeaks } from "../facts/servers-say.ts";

/** RFC 8601 gives no limit; resolvers begin to ask again after less than that. */
const SLOW_MILLISECONDS = 500;

export const reverseFindings: FindingRule[] = [
  {
    id: "resolver_view_differs",
    summary: (facts) => ownData(facts) ?? resolverDiffers(facts) ?? resolverIsSource(facts),
  },
  {
    id: "reverse_ns_partial",
    summary: (facts) => {
      const { ptr, servers } = facts;
      const failing = failures(servers);
      if (failing.length === 0 || !ptr || !isDefinite(ptr)) return undefined;
      const list = failing.map((answer) => `${serverWords(answer)}: ${outcome(answer)}`).join("; ");
      const registry = registryOf(facts);
      if (registry !== null)
        return `Not all name servers of ${ptr.soa?.zone} answer this host; that is a matter of ${registry}, and no reason of the refusals: ${list}.`;
      return `Not all name servers of the reverse zone answer, which makes lookups slow or lets them fail now and then: ${list}.`;
    },
  },
  {
    id: "reverse_slow",
    summary: ({ servers }) => {
      const fastest = Math.min(...speaking(servers).map((answer) => answer.milliseconds));
      if (!Number.isFinite(fastest) || fastest <= SLOW_MILLISECONDS) return undefined;
      return `The name servers of the reverse zone are slow: the fastest answered after ${fastest} ms.`;
    },
  },
  {
    id: "reverse_ent_nxdomain",
    summary: ({ deniedAncestor }) =>
      deniedAncestor
        ? `The name server ${deniedAncestor.server} denies ${deniedAncestor.name}, below which the PTR record stands; ` +
          "resolvers that ask step by step see no PTR record (RFC 8020, RFC 9156)."
        : undefined,
  },
  {
    id: "reverse_wildcard",
    summary: ({ wildcard, reverseZone }) =>
      wildcard
        ? `A wildcard in ${reverseZone?.apex} gives this PTR record to every address without one of its own (RFC 4592).`
        : undefined,
  },
  {
    id: "rfc2317",
    summary: ({ ptr }) =>
      ptr?.status === "answer" && ptr.aliases.length > 0
        ? `The PTR record lives in another zone, at ${ptr.aliases.at(-1)?.target} (RFC 2317).`
        : undefined,
  },
  {
    id: "truncated_udp",
    summary: ({ ptr }) =>
      ptr?.status === "answer" && ptr.truncated
        ? "The PTR answer is too long for UDP: receivers get it only over TCP."
        : undefined,
  },
];

/** What the resolver says otherwise than the zones' own servers, with signs that nobody outside is told that. */
function ownData(facts: AddressFacts): string | undefined {
  if (!zoneSpeaks(facts)) return undefined;
  const differing = localAnswers(facts).flatMap((answer) => {
    const seen = publicWords(answer, facts);
    return seen === null || seen === dataWords(answer) ? [] : [{ answer, seen }];
  });
  if (differing.length === 0) return undefined;
  const list = differing.map(
    ({ answer, seen }) => `for ${answer.name} (${dataWords(answer)}); Gmail sees ${seen}`,
  );
  const end = confirms(facts) ? " That data needs neither repair nor waiting: Gmail does not see it." : "";
  return `Your resolver ${differing[0]?.answer.server} has data of its own ${list.join(", and ")}.${end}`;
}

/** What the zones' own servers say to the same question; null where they were not asked. */
function publicWords({ name, type }: DnsAnswer, { ptr, names }: AddressFacts): string | null {
  if (type === "PTR") return ptr && dataWords(ptr);
  const own = names.find((one) => one.name === name);
  return own?.forward && speaking(own.servers).length > 0 ? dataWords(own.forward) : null;
}

function dataWords({ records }: DnsAnswer): string {
  return records.length === 0 ? "no such record" : records.map(({ data }) => data).join(", ");
}

function resolverDiffers(facts: AddressFacts): string | undefined {
  const { resolver, ptr } = facts;
  if (!resolver || !ptr || facts.isDisputed || !zoneSpeaks(facts)) return undefined;
  const from = `resolver ${resolver.ptr.server}`;
  if (resolver.confirms && !confirms(facts) && !isChance(facts))
    return `The ${from} confirms this address (${outcome(resolver.ptr)}), the zone's own name servers do not: it has data of its own, or an older answer. Gmail sees what the zone's servers say.`;
  if (!isDefinite(resolver.ptr) && resolver.unvalidated === null && isDefinite(ptr))
    return `The zone's name servers answer, but through the ${from} the lookup ends in: ${outcome(resolver.ptr)}.`;
  return undefined;
}

/** Where servers contradict each other, the resolver has happened to ask the right one. */
function isChance(facts: AddressFacts): boolean {
  return ptrOutcomes(facts).size > 1 || facts.names.some((name) => contradictsItself(name, facts.ip));
}

/** RFC 1034 section 4.3.1: a resolver sets AA only for data it holds itself. */
function resolverIsSource({ resolver }: AddressFacts): string | undefined {
  // Signs of local data are told by the cause, or are no matter where the zones' own servers say the same.
  if (!resolver?.ptr.authoritative || resolver.ptr.localSigns) return undefined;
  return `The resolver ${resolver.ptr.server} answers for the reverse name itself (AA bit): what it says need not be what Gmail sees.`;
}
