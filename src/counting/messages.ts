// Which refusals and outcomes belong to one message. A queue id names it, but may come again for another message; and the
// administrator may give a message another id.

import type { Envelope, QueueFact, QueueLine, Removal, Requeue } from "../model/delivery.ts";
import type { Outcome } from "../model/events.ts";
import { differ, MAX_REQUEUES } from "../model/queue-facts.ts";
import { listOf, push, pushFew, type FewValues } from "../base/memory/lists.ts";
import { messageKey, requeueKey } from "./keys.ts";
import { beginningOf, separateUses, useOf, type QueueUse } from "./queue-uses.ts";
import type { Refusal } from "./refusal.ts";

export interface Messages {
  /** Null for the end of a message that was not refused. */
  keyOf: (outcome: Outcome) => string | null;
  /** The outcome as later readings are to know it: with what tells its message from others of the same id. */
  named: (outcome: Outcome) => Outcome;
  /** The first queue id of the message that has this one. */
  originalOf: OriginalOf;
  /** Those of the messages of these refusals, each once. */
  requeuesOf: (refusals: readonly Refusal[]) => readonly Requeue[];
}

/** Sets each refusal's message, and with it what tells it from others of the same queue id. */
export function assignMessages(refusals: readonly Refusal[], facts: readonly QueueFact[]): Messages {
  const originalOf = originals(facts);
  const named = byQueueId(refusals, originalOf);
  const known = factsById(facts, originalOf);
  /** Of the queue ids that have several; the others name one message, which has its key from them. */
  const reused = new Map<string, QueueUse[]>();
  for (const [queueId, few] of named) {
    const ofId = listOf(few);
    const uses = usesOf(queueId, ofId, known.get(queueId) ?? noFacts);
    if (uses.length > 1 || uses[0]?.arrived) reused.set(queueId, nameUses(uses, ofId));
  }
  /** An id that was not refused in these inputs may have been another message's that was. */
  const usesTold = (queueId: string): readonly QueueUse[] => {
    if (named.has(queueId) || !known.has(queueId)) return reused.get(queueId) ?? [];
    const uses = notRefused.get(queueId) ?? nameUses(usesOf(queueId, [], known.get(queueId)!), []);
    notRefused.set(queueId, uses);
    return uses;
  };
  const notRefused = new Map<string, QueueUse[]>();
  const originalIdOf = ({ queueId, reportingMta, originalQueueId }: Outcome) =>
    originalQueueId ?? originalOf(queueId, reportingMta);

  function keyOf(outcome: Outcome): string | null {
    const original = originalIdOf(outcome);
    const uses = reused.get(original);
    // One that bears the name of another message of the id is the end of that.
    if (!uses) return named.has(original) && !outcome.arrived ? original : null;
    const use = useOf(uses, outcome);
    return use?.isRefused ? use.key : null;
  }

  function nameOutcome(outcome: Outcome): Outcome {
    const original = originalIdOf(outcome);
    const arrived = outcome.arrived ?? useOf(usesTold(original), outcome)?.arrived ?? null;
    return {
      ...outcome,
      ...(original === outcome.queueId ? {} : { originalQueueId: original }),
      ...(arrived === null ? {} : { arrived }),
    };
  }

  function requeuesOf(ofRefusals: readonly Refusal[]): Requeue[] {
    const ids = new Set(ofRefusals.map(({ originalQueueId, queueId }) => originalQueueId ?? queueId));
    const requeues = new Map<string, Requeue>();
    for (const fact of facts) {
      if (fact.kind !== "requeue") continue;
      const { queueId, reportingMta } = fact.requeue;
      if (ids.has(originalOf(queueId, reportingMta))) requeues.set(requeueKey(fact.requeue), fact.requeue);
    }
    return [...requeues.values()];
  }
  return { keyOf, named: nameOutcome, originalOf, requeuesOf };
}

/** By the first queue id that the message had; a refusal without one gets its message's key at once. */
function byQueueId(refusals: readonly Refusal[], originalOf: OriginalOf): Map<string, FewValues<Refusal>> {
  const named = new Map<string, FewValues<Refusal>>();
  for (const refusal of refusals) {
    if (refusal.queueId === null) {
      refusal.message = messageKey(refusal);
      continue;
    }
    const original = refusal.originalQueueId ?? originalOf(refusal.queueId, refusal.reportingMta);
    if (original !== refusal.queueId) refusal.originalQueueId = original;
    pushFew(named, original, refusal);
  }
  return named;
}

type QueueFacts = { envelopes: Envelope[]; removals: Removal[] };
const noFacts: QueueFacts = { envelopes: [], removals: [] };

function factsById(facts: readonly QueueFact[], originalOf: OriginalOf): Map<string, QueueFacts> {
  const named = new Map<string, QueueFacts>();
  const of = ({ queueId, reportingMta }: QueueLine) => {
    const original = originalOf(queueId, reportingMta);
    const known = named.get(original) ?? { envelopes: [], removals: [] };
    named.set(original, known);
    return known;
  };
  for (const fact of facts) {
    if (fact.kind === "envelope") of(fact.envelope).envelopes.push(fact.envelope);
    // A message that was requeued goes on under its new id.
    if (fact.kind === "removal" && fact.removal.reason !== "requeued")
      of(fact.removal).removals.push(fact.removal);
  }
  return named;
}

/** Most ids name one message, and one refusal. */
function usesOf(queueId: string, refusals: readonly Refusal[], facts: QueueFacts): QueueUse[] {
  const isAlone = refusals.length === 1 && facts === noFacts;
  if (!isAlone || refusals[0]!.arrived) return separateUses(queueId, { refusals, ...facts });
  refusals[0]!.message = queueId;
  return [];
}

/** The first message of an id needs no name; the others are known by when they came in. */
function nameUses(uses: QueueUse[], refusals: readonly Refusal[]): QueueUse[] {
  for (const [index, use] of uses.entries()) {
    const beginning = beginningOf(use);
    if (index > 0 && beginning !== null) use.arrived ??= new Date(beginning).toISOString();
  }
  const byKey = new Map(uses.map((use) => [use.key, use]));
  for (const refusal of refusals) refusal.arrived = byKey.get(refusal.message)?.arrived ?? null;
  return uses;
}

type OriginalOf = (queueId: string, host: string | null) => string;

function originals(facts: readonly QueueFact[]): OriginalOf {
  const requeues = new Map<string, Requeue[]>();
  for (const fact of facts) {
    if (fact.kind !== "requeue") continue;
    const { queueId } = fact.requeue;
    if ((requeues.get(queueId)?.length ?? 0) < MAX_REQUEUES) push(requeues, queueId, fact.requeue);
  }
  if (requeues.size === 0) return (queueId) => queueId;
  return (queueId, host) => {
    let original = queueId;
    for (let steps = 0; steps < MAX_REQUEUES; steps++) {
      const requeue = requeues.get(original)?.find(({ reportingMta }) => !differ(reportingMta, host));
      if (!requeue || requeue.originalQueueId === queueId) break;
      original = requeue.originalQueueId;
    }
    return original;
  };
}
