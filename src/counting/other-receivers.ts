// Refusals for reverse DNS by other receivers than Gmail, counted once. Their replies have no token by which
// a log line and a bounce are known to be one: message, recipient and code must do.

import { detached } from "../base/memory/strings.ts";
import type { OtherReceiverRefusal } from "../model/events.ts";
import { repeatKeys, replyKey, SAME_REPLY_SECONDS } from "./keys.ts";

/** One refusal. Of a log's replies only one for each receiver and code is kept: there may be a million. */
export interface OtherReceiverAttempt extends Omit<
  OtherReceiverRefusal,
  "schema" | "source" | "reportingMta" | "remoteIp" | "reply"
> {
  reply: string;
}

export interface OtherReceivers {
  /** False when the same refusal was there before. */
  add: (event: OtherReceiverRefusal) => boolean;
  finish: () => { attempts: OtherReceiverAttempt[]; events: OtherReceiverRefusal[] };
}

export function createOtherReceivers(keepEvents: boolean): OtherReceivers {
  const attempts = new Map<string, OtherReceiverAttempt>();
  const events = new Map<string, OtherReceiverRefusal>();
  const examples = new Map<string, string>();

  function add(event: OtherReceiverRefusal): boolean {
    if (attempts.has(event.id)) return false;
    attempts.set(event.id, compact(event));
    if (keepEvents) events.set(event.id, event);
    return true;
  }

  function compact(event: OtherReceiverRefusal): OtherReceiverAttempt {
    const { id, time, receiver, name, code, sendingIp, recipient, queueId, messageId, remoteMta, via } =
      event;
    // What may turn out to be a repeat keeps its own reply: it must not speak for the others.
    const mayRepeat = isVague(event) || recipient === null;
    const reply = mayRepeat ? event.reply : exampleOf(`${receiver} ${code}`, event.reply);
    const words = {
      id,
      time,
      receiver,
      name,
      code,
      sendingIp,
      recipient,
      queueId,
      messageId,
      remoteMta,
      via,
    };
    // The reply is shared, and must not be copied for each.
    return { ...detached(words), reply };
  }

  /** The first by the alphabet: in whatever order the logs are read, the last one asked for is the same. */
  function exampleOf(key: string, reply: string): string {
    const known = examples.get(key);
    const example = known === undefined || reply < known ? reply : known;
    if (example !== known) examples.set(key, example);
    return example;
  }

  function finish(): ReturnType<OtherReceivers["finish"]> {
    const counted = withoutRepeats([...attempts.values()]);
    return { attempts: counted, events: counted.flatMap(({ id }) => events.get(id) ?? []) };
  }

  return { add, finish };
}

/**
 * A bounce repeats what a log, or an earlier bounce, has told; so does a listing of the queue, which has no
 * times. A line about a host that names no recipient repeats the lines about the recipients.
 */
function withoutRepeats(attempts: readonly OtherReceiverAttempt[]): OtherReceiverAttempt[] {
  const told = new Set<string>();
  const named = new Set<string>();
  for (const attempt of attempts) {
    if (isVague(attempt)) continue;
    for (const key of repeatKeys(attempt)) told.add(key);
    if (attempt.recipient !== null) named.add(replyKey(attempt, 0));
  }
  return attempts
    .toSorted(vagueInOrder)
    .filter((attempt) => (isVague(attempt) ? !isTold(attempt, told) : !isNamed(attempt, named)));
}

function isVague({ via, time }: Pick<OtherReceiverRefusal, "via" | "time">): boolean {
  return via !== "log" || time === null;
}

/** Of several bounces about one refusal the same one stays, in whatever order they were read. */
function vagueInOrder(a: OtherReceiverAttempt, b: OtherReceiverAttempt): number {
  const [one, other] = [a, b].map(({ time, id }) => `${time ?? "~"} ${id}`) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
}

function isTold(attempt: OtherReceiverAttempt, told: Set<string>): boolean {
  const keys = repeatKeys(attempt);
  if (keys.some((key) => told.has(key))) return true;
  for (const key of keys) told.add(key);
  return false;
}

function isNamed(attempt: OtherReceiverAttempt, named: ReadonlySet<string>): boolean {
  if (attempt.recipient !== null) return false;
  for (let later = 0; later <= SAME_REPLY_SECONDS; later++)
    if (named.has(replyKey(attempt, later))) return true;
  return false;
}
