// Two views of one question become one answer: that of the zone's own servers counts, because it is
// what the whole world gets; the resolver's counts where they could not be asked.

import { isDefinite, speaking } from "../../model/dns.ts";
import type { DnsAnswer, DnsStatus, ServerAnswer, ZoneView } from "../../model/dns.ts";
import { isFresh } from "./freshness.ts";
import type { Ask } from "../ask/resolver.ts";

/** What the causes look at first, when no server speaks for the zone: what tells most. */
const failureRank: DnsStatus[] = ["refused", "servfail", "malformed", "lame", "timeout", "unreachable"];

export function countingAnswer(resolved: DnsAnswer, servers: ZoneView | null): DnsAnswer {
  const speakers = speaking(servers);
  const first = speakers.find((answer) => answer.status === "answer") ?? speakers[0];
  if (first) return { ...first, records: allRecords(speakers) };
  const failures = (servers?.answers ?? []).filter(
    (answer) => !isDefinite(answer) && answer.failure !== "not asked",
  );
  const worst = failures.toSorted((one, other) => rank(one) - rank(other))[0];
  if (!worst) return resolved;
  // Silence towards this host proves little; an error is the server's own word, unless it holds for this host only.
  const isSilence = worst.status === "timeout" || worst.status === "unreachable";
  const isOvercome = (isSilence && !worst.truncated && isDefinite(resolved)) || isFresh(resolved);
  return isOvercome ? resolved : worst;
}

/** A cut-off answer that TCP did not bring either comes first: its server has the zone. */
function rank(answer: ServerAnswer): number {
  return answer.truncated ? -1 : failureRank.indexOf(answer.status);
}

function allRecords(answers: DnsAnswer[]): DnsAnswer["records"] {
  const records = answers.flatMap((answer) => answer.records);
  return [...new Map(records.toReversed().map((record) => [record.data, record])).values()].toReversed();
}

export interface Validated {
  answer: DnsAnswer;
  /** A usable answer that came only without validation. */
  unvalidated: DnsAnswer | null;
}

/** After a SERVFAIL the question goes again with the CD bit: an answer then may mean that DNSSEC failed. */
export async function askValidated(ask: Ask, name: string, type: DnsAnswer["type"]): Promise<Validated> {
  const answer = await ask(name, type);
  if (answer.status !== "servfail") return { answer, unvalidated: null };
  const again = await ask(name, type, true);
  return { answer, unvalidated: isDefinite(again) ? again : null };
}
