// What is to be told waits here until it is sent: one message a channel in a quarter of an hour at most, and one that could
// not be sent is kept as it is. It is on the disk before it is sent, and goes away when it was taken. Whether a message arrived
// that was just being sent when the program was killed, nobody can know: it is not sent twice, and that is told.

import { hash } from "node:crypto";
import { hostname } from "node:os";
import { commandLineName, failureReason, mistakeSentence, UserError } from "../base/errors.ts";
import type { AddressChangeTold, Alert, Digest, Outbox, WatchState } from "../model/watch.ts";
import type { AlertChannel } from "./channels/channel.ts";
import type { WatchTask } from "./task.ts";

const QUIET_MILLISECONDS = 15 * 60_000;
/** A channel that failed is tried again after that. */
const AGAIN_MILLISECONDS = 60_000;
/** Of more changes that wait, each address keeps its last one. */
const MAX_WAITING = 10_000;

export function enqueue(
  { outboxes }: WatchState,
  channels: readonly AlertChannel[],
  changes: readonly AddressChangeTold[],
  digest: Digest | null,
): Outbox[] {
  const names = channels.filter(({ kind }) => isSent(kind)).map(({ name }) => name);
  return [...new Set(names)].map((name) => {
    const known = outboxes.find(({ channel }) => channel === name) ?? emptyOutbox(name);
    const digests = digest === null ? known.digests : [...known.digests, digest];
    return { ...known, waiting: limited([...known.waiting, ...changes]), digests };
  });
}

/** A journal line is written at once, and metrics say how it is, not what changed. */
function isSent(kind: AlertChannel["kind"]): boolean {
  return kind === "mail" || kind === "web" || kind === "program";
}

function emptyOutbox(channel: string): Outbox {
  return {
    channel,
    sealed: null,
    isUnderway: false,
    waiting: [],
    digests: [],
    lastSent: null,
    lastFailure: null,
  };
}

function limited(changes: AddressChangeTold[]): AddressChangeTold[] {
  if (changes.length <= MAX_WAITING) return changes;
  return [...new Map(changes.map((change) => [change.ip, change])).values()];
}

/** What waited for channels that are named no more. */
export function abandoned({ outboxes }: WatchState, channels: readonly AlertChannel[]): string[] {
  const names = new Set(channels.map(({ name }) => name));
  return outboxes
    .filter((box) => !names.has(box.channel) && holdsSomething(box))
    .map(({ channel }) => channel);
}

export function holdsSomething({ sealed, waiting, digests }: Outbox): boolean {
  return sealed !== null || waiting.length > 0 || digests.length > 0;
}

// ---------------------------------------------------------------- sending

export type Send = (channel: AlertChannel, alert: Alert) => Promise<void>;

/** Sends what is due. `save` is called before a message leaves, and after. */
export async function deliver(
  state: WatchState,
  task: Pick<WatchTask, "channels" | "now" | "onWarning">,
  send: Send,
  save: (state: WatchState) => Promise<void>,
): Promise<{ state: WatchState; hasFailed: boolean }> {
  let current = state;
  let hasFailed = false;
  async function replace(box: Outbox): Promise<void> {
    const outboxes = current.outboxes.map((one) => (one.channel === box.channel ? box : one));
    const next = { ...current, outboxes };
    // What was sent is remembered although it cannot be noted; a sending that cannot be noted does not begin.
    if (!box.isUnderway) current = next;
    await save(next);
    current = next;
  }
  try {
    for (const box of state.outboxes) {
      const way = task.channels.find(({ name }) => name === box.channel);
      const kept = box.isUnderway ? taken(box, task.now()) : box;
      if (box.isUnderway) task.onWarning(uncertain(box));
      if (way && isDue(kept, task.now())) hasFailed = !(await deliverOne(kept, way)) || hasFailed;
      else if (kept !== box) await replace(kept);
    }
  } catch (error) {
    // What cannot be noted is not sent; what was sent, this run remembers.
    if (!(error instanceof UserError)) throw error;
    hasFailed = true;
    task.onWarning(mistakeSentence(error.mistake, commandLineName));
  }
  return { state: current, hasFailed };

  async function deliverOne(box: Outbox, way: AlertChannel): Promise<boolean> {
    const message = box.sealed === null ? seal(box, task.now()) : box;
    await replace({ ...message, isUnderway: true });
    const reason = await send(way, message.sealed!).then(() => null, failureReason);
    if (reason !== null) task.onWarning(`alert over ${box.channel}: ${reason}; kept, and sent later`);
    const failed = { ...message, isUnderway: false, lastFailure: task.now() };
    await replace(reason === null ? taken(message, task.now()) : failed);
    return reason === null;
  }
}

function uncertain({ channel, sealed }: Outbox): string {
  return `alert over ${channel}: a run was ended by force while it sent ${sealed?.id ?? "one"}; it may not have arrived, and is not sent twice`;
}

function taken(box: Outbox, now: number): Outbox {
  return { ...box, sealed: null, isUnderway: false, lastSent: now, lastFailure: null };
}

/** A clock that was set back holds nothing up. */
export function isDue(box: Outbox, now: number): boolean {
  if (!holdsSomething(box)) return false;
  const { sealed: message, lastSent, lastFailure } = box;
  if (message !== null) return lastFailure === null || isOver(lastFailure, now, AGAIN_MILLISECONDS);
  return lastSent === null || isOver(lastSent, now, QUIET_MILLISECONDS);
}

function isOver(since: number, now: number, pause: number): boolean {
  return now < since || now - since >= pause;
}

function seal(box: Outbox, now: number): Outbox {
  const [digest = null, ...digests] = box.digests;
  const told = { time: new Date(now).toISOString(), host: hostname(), changes: box.waiting, digest };
  const id = hash("sha256", JSON.stringify([box.channel, told]), "hex").slice(0, 32);
  return { ...box, sealed: { schema: "whybounce.alert/1", id, ...told }, waiting: [], digests };
}
