// Gmail's other refusals by code and meaning, with whose mail it was.

import type { OtherRefusalCount } from "../model/report.ts";

/** Refusals of one kind. */
export interface OthersOfKind {
  code: string;
  meaning: string;
  attempts: number;
  senderDomain?: string | null | undefined;
  sendingIp?: string | null | undefined;
}

interface Sums {
  code: string;
  meaning: string;
  attempts: number;
  domains: Map<string, number>;
  addresses: Map<string, number>;
}

export function tallyOthers(others: Iterable<OthersOfKind>): OtherRefusalCount[] {
  const sums = new Map<string, Sums>();
  for (const { code, meaning, attempts, senderDomain, sendingIp } of others) {
    const key = `${code} ${meaning}`;
    const sum = sums.get(key) ?? { code, meaning, attempts: 0, domains: new Map(), addresses: new Map() };
    sum.attempts += attempts;
    addTo(sum.domains, senderDomain, attempts);
    addTo(sum.addresses, sendingIp, attempts);
    sums.set(key, sum);
  }
  return [...sums]
    .toSorted(([one, a], [other, b]) => b.attempts - a.attempts || (one < other ? -1 : 1))
    .map(([, sum]) => rowOf(sum));
}

function addTo(amounts: Map<string, number>, name: string | null | undefined, attempts: number): void {
  if (typeof name === "string") amounts.set(name, (amounts.get(name) ?? 0) + attempts);
}

function rowOf({ code, meaning, attempts, domains, addresses }: Sums): OtherRefusalCount {
  const senderDomains = ranked(domains).map(([domain, amount]) => ({ domain, attempts: amount }));
  const sendingIps = ranked(addresses).map(([ip]) => ip);
  return {
    code,
    meaning,
    attempts,
    ...(senderDomains.length === 0 ? {} : { senderDomains }),
    ...(sendingIps.length === 0 ? {} : { sendingIps }),
  };
}

/** A mailbox of bounces may name tens of thousands of senders; these are the ones to begin with. */
const MAX_TOLD = 100;

/** The largest first. */
function ranked(amounts: Map<string, number>): [name: string, amount: number][] {
  return [...amounts].toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)).slice(0, MAX_TOLD);
}
