// Where a resolver contradicts the zones' own servers, it remembers what was before, or it has data of its own.
// What is left of a remembered answer's time gets less; the time of own data stays.

import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { AddressFacts, DnsAnswer } from "../../model/dns.ts";
import type { Ask } from "../ask/resolver.ts";

/** A TTL counts whole seconds. */
const MILLISECONDS_APART = 1_100;

/** A resolver's remembered answers may all be served beyond their time (RFC 8767), and say so (RFC 8914). */
const staleCodes: readonly number[] = [3, 19];

interface Suspect {
  facts: AddressFacts;
  answer: DnsAnswer;
}

/**
 * Asks twice, and marks what does not run out. Only a contradiction is worth the wait, and all of them share it.
 * `askAfresh`: an asker that remembers nothing of what was asked before.
 */
export async function markSteady(
  all: Iterable<AddressFacts>,
  askAfresh: () => (ip: string) => Ask,
  concurrency: number,
): Promise<void> {
  const suspects = [...all].flatMap((facts) => contradictions(facts).map((answer) => ({ facts, answer })));
  if (suspects.length === 0) return;
  const first = await askAll(suspects, askAfresh(), concurrency);
  await sleep(MILLISECONDS_APART);
  const second = await askAll(suspects, askAfresh(), concurrency);
  for (const [index, suspect] of suspects.entries())
    if (hasSameTimes(first[index], second[index])) mark(suspect);
}

function askAll(suspects: Suspect[], askFor: (ip: string) => Ask, concurrency: number): Promise<DnsAnswer[]> {
  const limit = pLimit(concurrency);
  return Promise.all(
    suspects.map(({ facts: { ip }, answer: { name, type } }) => limit(() => askFor(ip)(name, type))),
  );
}

function mark({ facts, answer }: Suspect): void {
  const { resolver } = facts;
  if (!resolver) return;
  const marked = (one: DnsAnswer): DnsAnswer =>
    one === answer ? { ...one, localSigns: ["steady ttl"] } : one;
  facts.resolver = {
    ...resolver,
    ptr: marked(resolver.ptr),
    forwards: (resolver.forwards ?? []).map(marked),
  };
}

/** Records of the resolver's that do not lead back, where those of the zones' own servers do. */
function contradictions({ ip, servers, names, resolver }: AddressFacts): DnsAnswer[] {
  const isRight = servers !== null && names.some((name) => name.confirms);
  if (!isRight || resolver?.confirms !== false) return [];
  const { ptr, forwards = [] } = resolver;
  const known = new Set(names.map(({ name }) => name));
  const isStrange = ptr.records.some(({ data }) => !known.has(data));
  const wrong = forwards.filter(({ records }) => records.every(({ data }) => data !== ip));
  return [...(isStrange ? [ptr] : []), ...wrong].filter(
    ({ records, localSigns, extendedErrors }) =>
      records.length > 0 &&
      localSigns === undefined &&
      !extendedErrors.some(({ code }) => staleCodes.includes(code)),
  );
}

function hasSameTimes(one: DnsAnswer | undefined, other: DnsAnswer | undefined): boolean {
  const times = (answer: DnsAnswer | undefined) =>
    JSON.stringify((answer?.records ?? []).map(({ data, ttl }) => `${data} ${ttl}`).toSorted());
  return one !== undefined && one.records.length > 0 && times(one) === times(other);
}
