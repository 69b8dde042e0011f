// Questions for the audit of one domain. They are charged to a budget: what stands in records is written by strangers, and
// a record of includes within includes must not make this program flood other people's servers.

import type { Budget } from "../dns/ask/budget.ts";
import type { Ask } from "../dns/ask/resolver.ts";
import { canBeAsked } from "../dns/wire/name.ts";
import type { DnsAnswer, DnsRecordType } from "../model/dns.ts";
import type { FailedQuestion } from "../model/posture.ts";
import { shownTerm } from "./shown.ts";

/** A domain with ten includes, five selectors and ten mail hosts needs about sixty. */
export const QUESTIONS_PER_DOMAIN = 100;

export interface Lookup {
  ask: Ask;
  budget: Budget;
}

/** What is known of a name: an answer, a proof that there is none, or nothing. */
export type Found =
  | { kind: "records"; records: string[]; answer: DnsAnswer }
  | { kind: "none"; status: "nxdomain" | "nodata"; answer: DnsAnswer | null }
  | { kind: "failed"; question: FailedQuestion };

/** A name that no server can hold does not exist: it is not asked for. */
export async function find({ ask }: Lookup, name: string, type: DnsRecordType): Promise<Found> {
  const asked = name.replace(/\.$/, "").toLowerCase();
  if (!canBeAsked(asked)) return { kind: "none", status: "nxdomain", answer: null };
  return foundIn(await ask(asked, type));
}

function foundIn(answer: DnsAnswer): Found {
  const { status, records, name, type, failure } = answer;
  if (status === "answer") return { kind: "records", records: records.map(({ data }) => data), answer };
  if (status === "nxdomain" || status === "nodata") return { kind: "none", status, answer };
  const notAsked = failure === "not asked" ? { notAsked: true as const } : {};
  return { kind: "failed", question: { name: shownTerm(name), type, status, ...notAsked } };
}

export interface DomainBudget extends Budget {
  /** Questions that may still be asked. */
  left: () => number;
}

export function budgetForDomain(): DomainBudget {
  let left = QUESTIONS_PER_DOMAIN;
  return {
    left: () => left,
    spend: () => {
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}
