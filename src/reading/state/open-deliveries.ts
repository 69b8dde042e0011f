// What a later run must be told again: deliveries that were refused and have not ended, and what the log said of queue
// ids that may come again.

import type { QueueFact } from "../../model/delivery.ts";
import type { AnalysisEvent, Rejection, Suspension } from "../../model/events.ts";
import type { Observation } from "../../model/observations.ts";
import { detached } from "../../base/memory/strings.ts";

const DAY = 24 * 3_600_000;
/** Longer than any mailer keeps a message by default. */
export const LONGEST_OPEN = 30 * DAY;
/** How long an id is known after its message left the queue: Postfix's short ids come again within days. */
export const LONGEST_CLOSED = 7 * DAY;

/** What is known of one queue id. */
interface Told {
  observations: Map<string, Observation>;
  lastTime: number;
  isRemoved: boolean;
}

export interface OpenDeliveries {
  add: (observations: readonly Observation[]) => void;
  /** What must be known at the next run; `newest` is the newest time in the logs. */
  saved: (newest: number | null) => Observation[];
}

export function createOpenDeliveries(): OpenDeliveries {
  const ids = new Map<string, Told>();
  /** The first id of each message that got another one. */
  const originals = new Map<string, string>();

  function add(observations: readonly Observation[]): void {
    for (const observation of observations) {
      const id = queueIdOf(observation);
      if (id === null) continue;
      if (isRequeue(observation)) originals.set(id, originalOf(requeueOf(observation).originalQueueId));
      remember(originalOf(id), observation);
    }
  }

  function originalOf(id: string): string {
    return originals.get(id) ?? id;
  }

  function remember(id: string, observation: Observation): void {
    const told = ids.get(id) ?? { observations: new Map(), lastTime: -Infinity, isRemoved: false };
    ids.set(id, told);
    told.lastTime = Math.max(told.lastTime, timeOf(observation) ?? -Infinity);
    if (!("schema" in observation) && observation.kind === "removal")
      told.isRemoved ||= observation.removal.reason !== "requeued";
    told.observations.set(keyOf(observation), detached(observation));
  }

  function saved(newest: number | null): Observation[] {
    return [...ids.values()].flatMap((told) => {
      const observations = [...told.observations.values()];
      const isOver = told.isRemoved || isEnded(observations);
      const limit = (newest ?? told.lastTime) - (isOver ? LONGEST_CLOSED : LONGEST_OPEN);
      if (told.lastTime < limit) return [];
      // What is over is told once; what the log said of the id may tell it from a later message's.
      return isOver ? observations.filter(isAboutQueue) : observations;
    });
  }

  return { add, saved };
}

function isAboutQueue(observation: Observation): boolean {
  return !("schema" in observation) || observation.schema === "whybounce.requeue/1";
}

type RequeueTold =
  | Extract<Observation, { schema: "whybounce.requeue/1" }>
  | (QueueFact & { kind: "requeue" });

function isRequeue(observation: Observation): observation is RequeueTold {
  return "schema" in observation
    ? observation.schema === "whybounce.requeue/1"
    : observation.kind === "requeue";
}

function requeueOf(told: RequeueTold): { originalQueueId: string } {
  return "schema" in told ? told : told.requeue;
}

function queueIdOf(observation: Observation): string | null {
  if (!("schema" in observation)) return lineOf(observation).queueId;
  switch (observation.schema) {
    case "whybounce.rejection/1":
    case "whybounce.suspension/1":
    case "whybounce.outcome/1":
    case "whybounce.requeue/1":
      return observation.queueId;
    case "whybounce.other/1":
    case "whybounce.other-receiver/1":
    case "whybounce.unread/1":
      return null;
  }
}

function lineOf(fact: QueueFact) {
  if (fact.kind === "envelope") return fact.envelope;
  return fact.kind === "removal" ? fact.removal : fact.requeue;
}

function timeOf(observation: Observation): number | null {
  if (!("schema" in observation)) return lineOf(observation).time;
  return observation.time === null ? null : Date.parse(observation.time);
}

/** The place in a file is no part of what is said: a log that was rotated has another name. */
function keyOf(observation: Observation): string {
  if (!("schema" in observation)) return JSON.stringify(observation);
  const { source: _source, ...words } = observation as Rejection;
  return JSON.stringify(words);
}

/** Every recipient that was refused had an end after that, so far as the lines name recipients. */
function isEnded(observations: readonly Observation[]): boolean {
  const events = observations.filter((one) => "schema" in one);
  const ended = new Set<string>();
  for (const event of events) {
    if (event.schema === "whybounce.outcome/1") ended.add(event.recipient?.toLowerCase() ?? "");
    if (event.schema === "whybounce.rejection/1" && event.action === "failed")
      ended.add(event.recipient?.toLowerCase() ?? "");
  }
  return events.filter(isRefusal).every(({ recipient }) => ended.has(recipient?.toLowerCase() ?? ""));
}

function isRefusal(event: AnalysisEvent): event is Rejection | Suspension {
  return event.schema === "whybounce.rejection/1" || event.schema === "whybounce.suspension/1";
}
