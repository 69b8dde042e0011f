// The evidence that a cause rests on: the answers, and what came with them.

import type { Evidence } from "../../model/cause.ts";
import type {
  AddressFacts,
  DnsAlias,
  DnsAnswer,
  PtrNameFacts,
  ServerAnswer,
  ZoneView,
} from "../../model/dns.ts";

/** An answer with the aliases before it and the remarks after it. */
export function answerEvidence(answer: DnsAnswer): Evidence[] {
  return [...answer.aliases.map(aliasEvidence), { kind: "answer", answer }, ...remarks(answer)];
}

function serversEvidence({ answers, aliases }: ZoneView): Evidence[] {
  const groups = new Map<string, ServerAnswer[]>();
  for (const answer of answers) {
    const { type, name, status, detail, records, authoritative } = answer;
    const key = JSON.stringify([type, name, status, detail, records, authoritative]);
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  const lines = [...groups.values()].map((group): Evidence => ({ kind: "servers", answers: group }));
  return [...aliases.map(aliasEvidence), ...lines, ...answers.flatMap(remarks)];
}

function aliasEvidence(alias: DnsAlias): Evidence {
  return { kind: "alias", alias };
}

/** For how long "no such record" may be remembered, and what the server says of its failure. */
function remarks(answer: DnsAnswer): Evidence[] {
  const { soa, status, extendedErrors, localSigns: signs } = answer;
  const negative: Evidence[] = soa && status !== "answer" ? [{ kind: "negative ttl", soa }] : [];
  const local: Evidence[] = signs ? [{ kind: "local data", answer, signs }] : [];
  return [
    ...negative,
    ...local,
    ...extendedErrors.map((error): Evidence => ({ kind: "extended error", error })),
  ];
}

/** What was asked about a PTR name; a name that could not be asked says so itself. */
export function nameEvidence(name: PtrNameFacts): Evidence[] {
  if (!name.forward) {
    return [{ kind: "name", name: name.name, remark: "not a host name, its addresses were not asked for" }];
  }
  const own = name.servers ? serversEvidence(name.servers) : answerEvidence(name.forward);
  const failed = name.servers && name.unvalidated ? answerEvidence(name.forward) : [];
  const other = name.otherFamily ? answerEvidence(name.otherFamily) : [];
  const alone: Evidence[] = name.intercepted ? [{ kind: "unasked", unasked: name.intercepted }] : [];
  return [...own, ...failed, ...unvalidatedEvidence(name.unvalidated), ...other, ...alone];
}

/** Of many names a report shows the first: those that lead back matter most. */
export function namesEvidence({ names }: AddressFacts): Evidence[] {
  return names.toSorted((one, other) => Number(other.confirms) - Number(one.confirms)).flatMap(nameEvidence);
}

export function ptrEvidence(facts: AddressFacts): Evidence[] {
  const { ptr, resolver, servers, serversUnasked: unasked } = facts;
  if (!ptr) return [];
  const own = servers ? serversEvidence(servers) : answerEvidence(ptr);
  const other = servers && resolver && differs(resolver.ptr, ptr) ? answerEvidence(resolver.ptr) : [];
  const alone: Evidence[] = unasked ? [{ kind: "unasked", unasked }] : [];
  return [...own, ...other, ...unvalidatedEvidence(resolver?.unvalidated ?? null), ...alone];
}

function unvalidatedEvidence(answer: DnsAnswer | null): Evidence[] {
  return answer ? [{ kind: "unvalidated answer", answer }] : [];
}

function differs(one: DnsAnswer, other: DnsAnswer): boolean {
  const data = ({ records }: DnsAnswer) =>
    records
      .map((record) => record.data)
      .toSorted()
      .join(" ");
  return one.status !== other.status || data(one) !== data(other) || one.authoritative;
}
