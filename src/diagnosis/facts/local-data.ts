// Questions about what a resolver answers from data of its own, and about who bears a verdict out.

import { isDefinite, speaking } from "../../model/dns.ts";
import type { AddressFacts, DnsAnswer, PtrNameFacts } from "../../model/dns.ts";
import { isInnerName } from "./inner-name.ts";
import { zoneSpeaks } from "./servers-say.ts";

/** The resolver's answers about the address and its names that bear signs of local data. */
export function localAnswers({ resolver }: AddressFacts): DnsAnswer[] {
  if (!resolver) return [];
  return [resolver.ptr, ...(resolver.forwards ?? [])].filter(isLocal);
}

/** Of those, the ones that a verdict would have to rest on, because no server of the zone was heard. */
export function decisiveLocalAnswers(facts: AddressFacts): DnsAnswer[] {
  const { ptr, names } = facts;
  const own = ptr && !zoneSpeaks(facts) && isLocal(ptr) ? [ptr] : [];
  const forwards = names.flatMap((name) => (isOpen(name, own) && name.forward ? [name.forward] : []));
  const isBorneOut = names.some((name) => name.confirms && !isLocalName(name));
  return isBorneOut ? own : [...own, ...forwards];
}

/**
 * `localhost`, a name of an inner network or one without a domain leads nowhere outside, whatever a resolver says of it
 * (RFC 6761): if the zone's own servers tell that name, the verdict rests on their word alone.
 */
function isOpen(name: PtrNameFacts, ownPtr: DnsAnswer[]): boolean {
  const isKnownToFail = ownPtr.length === 0 && (isInnerName(name.name) || !name.name.includes("."));
  return isLocalName(name) && !isKnownToFail;
}

function isLocalName(name: PtrNameFacts): boolean {
  return name.forward !== null && isLocal(name.forward) && speaking(name.servers).length === 0;
}

function isLocal(answer: DnsAnswer): boolean {
  return isDefinite(answer) && answer.localSigns !== undefined;
}

/** On whose word an address passes. */
export interface Witnesses {
  /** `zone`: the zone's own name servers; else a resolver. */
  ptr: "zone" | { resolver: string };
  name: "zone" | { resolver: string };
}

export function witnessesOf(facts: AddressFacts): Witnesses {
  const name = facts.names.find((one) => one.confirms);
  const isZones = name !== undefined && speaking(name.servers).length > 0;
  return {
    ptr: zoneSpeaks(facts) ? "zone" : { resolver: facts.ptr?.server ?? "" },
    name: isZones ? "zone" : { resolver: name?.forward?.server ?? "" },
  };
}

/** One resolver may remember, or hold data of its own: that something was repaired, it cannot prove. */
export function isWellWitnessed(facts: AddressFacts): boolean {
  const { ptr, name } = witnessesOf(facts);
  return (ptr === "zone" && name === "zone") || typeof facts.secondResolver === "string";
}
