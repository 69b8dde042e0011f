// What is to be told waits here until it is sent: one message a channel in a quarter of an hour at most, and one that could
// not be sent is kept as it is. That it is being sent is on the disk before, and that it was taken, after. Whether a message arrived
// that was just being sent when the program was killed, nobody can know: it is not sent twice, and the next one says what stood in it.

import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { commandLineName, failureReason, mistakeSentence, UserError } from "../base/errors.ts";
import { jsonPieces } from "../base/json-pieces.ts";
import type { AddressChangeTold, Alert, Digest, DoubtfulAlert, Outbox, WatchState } from "../model/watch.ts";
import type { AlertChannel } from "./channels/channel.ts";
import type { WatchTask } from "./task.ts";

const QUIET_MILLISECONDS = 15 * 60_000;
/** A channel that failed is tried again after that. */
const AGAIN_MILLISECONDS = 60_000;
/** Of more changes that wait, each address keeps its last one. */
const MAX_WAITING = 10_000;
/** Changes of a doubtful message that are named; the others are counted. */
const MAX_NAMED = 20;
/** A watch that is ended by force again and again, each time while it sends: the last ones tell enough. */
const MAX_DOUBTFUL = 10;

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

export function emptyOutbox(channel: string): Outbox {
  return {
    channel,
    sealed: null,
    underwaySince: null,
    doubtful: [],
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

export function holdsSomething({ sealed, waiting, digests, doubtful }: Outbox): boolean {
  return sealed !== null || waiting.length > 0 || digests.length > 0 || doubtful.length > 0;
}

// ---------------------------------------------------------------- sending

export type Send = (channel: AlertChannel, alert: Alert) => Promise<void>;

/** Sends what is due, over all channels at once: one that hangs holds up no other. `save` is called before a message leaves, and after. */
export async function deliver(
  state: WatchState,
  task: Pick<WatchTask, "channels" | "now" | "onWarning">,
  send: Send,
  save: (state: WatchState) => Promise<void>,
): Promise<{ state: WatchState; hasFailed: boolean }> {
  const { note, latest } = createRegister(state, save);
  const sent = await Promise.all(
    state.outboxes.map((box) => {
      const way = task.channels.find(({ name }) => name === box.channel);
      return deliverBox(box, way, { task, send, note });
    }),
  );
  return { state: latest(), hasFailed: sent.includes(false) };
}

interface Register {
  latest: () => WatchState;
  note: (box: Outbox) => Promise<void>;
}

/** The outboxes as they are, on the disk too: one is noted after the other. */
function createRegister(first: WatchState, save: (state: WatchState) => Promise<void>): Register {
  let current = first;
  let saving: Promise<void> = Promise.resolve();
  async function noteNow(box: Outbox): Promise<void> {
    const outboxes = current.outboxes.map((one) => (one.channel === box.channel ? box : one));
    const next = { ...current, outboxes };
    // What was sent is remembered although it cannot be noted; a sending that cannot be noted does not begin.
    if (box.underwaySince === null) current = next;
    await save(next);
    current = next;
  }
  return {
    latest: () => current,
    note: (box: Outbox): Promise<void> => {
      const noted = saving.then(() => noteNow(box));
      // Whoever notes next has its own failure to tell.
      saving = noted.catch(() => {});
      return noted;
    },
  };
}

interface Means extends Pick<Register, "note"> {
  task: Pick<WatchTask, "now" | "onWarning">;
  send: Send;
}

/** False when it failed. */
async function deliverBox(box: Outbox, way: AlertChannel | undefined, means: Means): Promise<boolean> {
  const { task, note } = means;
  const kept = withoutUnderway(box, task);
  try {
    if (way && isDue(kept, task.now())) return await deliverMessage(kept, way, means);
    if (kept !== box) await note(kept);
    return true;
  } catch (error) {
    // What cannot be noted is not sent; what was sent, this run remembers.
    if (!(error instanceof UserError)) throw error;
    task.onWarning(mistakeSentence(error.mistake, commandLineName));
    return false;
  }
}

async function deliverMessage(box: Outbox, way: AlertChannel, { task, send, note }: Means): Promise<boolean> {
  const message = box.sealed === null ? seal(box, task.now()) : box;
  await note({ ...message, underwaySince: task.now() });
  const reason = await send(way, message.sealed!).then(() => null, failureReason);
  if (reason !== null) task.onWarning(`alert over ${box.channel}: ${reason}; kept, and sent later`);
  const failed = { ...message, underwaySince: null, lastFailure: task.now() };
  await note(reason === null ? taken(message, task.now()) : failed);
  return reason === null;
}

/** A run was ended by force while it sent the message. */
function withoutUnderway(box: Outbox, { now, onWarning }: Pick<WatchTask, "now" | "onWarning">): Outbox {
  const { channel, sealed, underwaySince } = box;
  if (underwaySince === null || sealed === null) return box;
  onWarning(
    `alert over ${channel}: a run was killed while it sent ${sealed.id}; that message may not have arrived and is not sent twice: the next one repeats what it said`,
  );
  const doubtful = [...sealed.doubtful, doubtfulOf(sealed, underwaySince)].slice(-MAX_DOUBTFUL);
  return { ...taken(box, Math.min(underwaySince, now())), doubtful };
}

function doubtfulOf({ id, changes, digest }: Alert, sentAt: number): DoubtfulAlert {
  const named = changes.slice(0, MAX_NAMED).map(({ kind, ip }) => ({ kind, ip }));
  const more = changes.length - named.length;
  return {
    id,
    sentAt: new Date(sentAt).toISOString(),
    changes: named,
    more,
    digestWeek: digest?.week ?? null,
  };
}

function taken(box: Outbox, now: number): Outbox {
  return { ...box, sealed: null, underwaySince: null, lastSent: now, lastFailure: null };
}

export function isDue(box: Outbox, now: number): boolean {
  return holdsSomething(box) && heldUntil(box, now) === null;
}

/** Until when its pause lasts; null where it is over. A clock that was set back holds nothing up. */
function heldUntil({ sealed: message, lastSent, lastFailure }: Outbox, now: number): number | null {
  const [since, pause] =
    message === null ? [lastSent, QUIET_MILLISECONDS] : [lastFailure, AGAIN_MILLISECONDS];
  return since === null || now < since || now - since >= pause ? null : since + pause;
}

/** A message that waits for the end of its channel's pause. */
export interface HeldAlert {
  channel: string;
  until: number;
  /** Changes and digests that it will tell. */
  amount: number;
}

/** Those that a run leaves to a later one; one whose sending failed just now was told of. */
export function heldAlerts({ outboxes, lastRound }: WatchState, now: number): HeldAlert[] {
  return outboxes.flatMap((box) => {
    const { channel, sealed: message, waiting, digests, doubtful, lastFailure } = box;
    const until = holdsSomething(box) ? heldUntil(box, now) : null;
    const isTold = message !== null && (lastFailure ?? 0) >= (lastRound ?? 0);
    if (until === null || isTold) return [];
    const sealed = message === null ? 0 : message.changes.length + (message.digest === null ? 0 : 1);
    return [{ channel, until, amount: sealed + waiting.length + digests.length + doubtful.length }];
  });
}

function seal(box: Outbox, now: number): Outbox {
  const [digest = null, ...digests] = box.digests;
  const { waiting: changes, doubtful } = box;
  const told = { time: new Date(now).toISOString(), host: hostname(), changes, digest, doubtful };
  const id = idOf([box.channel, told]);
  return { ...box, sealed: { schema: "whybounce.alert/1", id, ...told }, waiting: [], doubtful: [], digests };
}

function idOf(content: unknown): string {
  const sum = createHash("sha256");
  for (const piece of jsonPieces(content)) sum.update(piece);
  return sum.digest("hex").slice(0, 32);
}
