// What a later run must be told again of this one: messages that were refused and have not ended, under the names that they
// have here, and what the logs said of queue ids that may come again. It is found by what counts them, so that a log read in
// parts is counted as one read as a whole.

import { LONGEST_OPEN } from "../model/queue-facts.ts";
import type { QueueFact, QueueLine } from "../model/delivery.ts";
import type { Outcome } from "../model/events.ts";
import { deliveriesOf } from "./deliveries.ts";
import type { Messages } from "./messages.ts";
import type { Refusal } from "./refusal.ts";

/** What was counted, joined to messages. */
export interface Told {
  refusals: readonly Refusal[];
  outcomes: readonly Outcome[];
  facts: readonly QueueFact[];
  messages: Messages;
}

/** `newest` is the newest time in the logs. */
export function carriedOver(told: Told, newest: number | null): Omit<Told, "messages"> {
  const { messages, outcomes, facts } = told;
  const open = openMessages(told, newest ?? -Infinity);
  const refusals = told.refusals.filter(({ message }) => open.has(message));
  const isOpen = (outcome: Outcome) => open.has(messages.keyOf(outcome) ?? "");
  const ids = idsInUse(told, newest ?? -Infinity);
  const isInUse = (fact: QueueFact) => ids.has(originalIdOf(messages, lineOf(fact)));
  return { refusals, outcomes: outcomes.filter(isOpen), facts: facts.filter(isInUse) };
}

/** Messages of which a delivery has not ended, and no word is too old; without a queue id no line tells of an end. */
function openMessages({ refusals, outcomes, messages }: Told, newest: number): Set<string> {
  const deliveries = deliveriesOf(refusals, outcomes, messages.keyOf);
  const ended = new Set(deliveries.map(({ message }) => message));
  for (const { message, outcome } of deliveries) if (outcome === null) ended.delete(message);
  const open = new Set<string>();
  for (const { message, queueId, lastTime } of refusals)
    if (queueId !== null && !ended.has(message) && (lastTime ?? newest) >= newest - LONGEST_OPEN)
      open.add(message);
  return open;
}

/** The first ids of messages that were heard of lately: a reader of logs knows them as long. */
function idsInUse({ refusals, facts, messages }: Told, newest: number): Set<string> {
  const ids = new Set<string>();
  const see = (line: QueueLine) => {
    if ((line.time ?? newest) >= newest - LONGEST_OPEN) ids.add(originalIdOf(messages, line));
  };
  for (const fact of facts) see(lineOf(fact));
  for (const { queueId, reportingMta, lastTime } of refusals)
    if (queueId !== null) see({ queueId, reportingMta, time: lastTime });
  return ids;
}

function originalIdOf({ originalOf }: Messages, { queueId, reportingMta }: QueueLine): string {
  return originalOf(queueId, reportingMta);
}

function lineOf(fact: QueueFact): QueueLine {
  if (fact.kind === "envelope") return fact.envelope;
  return fact.kind === "removal" ? fact.removal : fact.requeue;
}
