// One round of a watch: read what is new, ask the DNS, see what changed, keep it, tell it.

import type { AddressChangeTold, Round, WatchedAddress, WatchState } from "../model/watch.ts";
import { askDns, type Answers } from "./ask-dns.ts";
import { dueDigest } from "./digest.ts";
import { abandoned, deliver, enqueue, type Send } from "./outboxes.ts";
import { readNews, type News } from "./read-round.ts";
import type { WatchTask } from "./task.ts";
import { advance, newAddress, type Step } from "./transitions.ts";
import type { WatchFile } from "./watch-file.ts";

/** A warning is told once in that time: a resident watch looks every few seconds. */
const WARNING_MILLISECONDS = 24 * 3_600_000;
const MAX_WARNINGS = 1_000;
/** An address that nobody names, in order for as long, is forgotten. */
const FORGOTTEN_MILLISECONDS = 30 * 24 * 3_600_000;

export async function runRound(
  before: WatchState,
  file: WatchFile,
  task: WatchTask,
  send: Send,
): Promise<Round> {
  const now = task.now();
  const warnings = keptWarnings(before, task);
  // What the resolvers are is asked anew in each round, as the options say by their identity.
  const told = { ...task, dns: { ...task.dns }, onWarning: warnings.warn };
  for (const name of abandoned(before, task.channels))
    warnings.warn(`alert over ${name}: this channel is gone; what waited for it is dropped`);
  const news = await readNews(told, file.positions, before);
  if (news.isInterrupted) return unchanged(before);
  try {
    const answers = await askDns(before, news, told);
    const steps = advanceAll(before, news, answers, told);
    const changes = steps.flatMap((step) => changesOf(step, now));
    const advanced = { ...before, addresses: steps.map(({ address }) => address) };
    const { week, digest } = await dueDigest(advanced, told);
    const state: WatchState = {
      ...advanced,
      outboxes: enqueue(before, task.channels, changes, digest),
      lastRound: now,
      lastSweep: answers.isSweep ? now : before.lastSweep,
      digestWeek: week,
      ...(news.told && { told: news.told }),
      warnings: warnings.kept(),
    };
    await file.commit(state, async () => news.positions?.save());
    const sent = await deliver(state, told, send, (next) =>
      file.save({ ...next, warnings: warnings.kept() }),
    );
    const hasFailed = news.hasFailed || answers.hasFailed || sent.hasFailed;
    const after = { ...sent.state, warnings: warnings.kept() };
    return { state: after, changes, hasFailed, isInterrupted: false, isUnfinished: news.isUnfinished };
  } finally {
    await news.positions?.close();
  }
}

function unchanged(state: WatchState): Round {
  return { state, changes: [], hasFailed: false, isInterrupted: true, isUnfinished: false };
}

// ---------------------------------------------------------------- addresses

function advanceAll(state: WatchState, news: News, answers: Answers, task: WatchTask): Step[] {
  const now = task.now();
  const known = new Map(state.addresses.map((address) => [address.ip, address]));
  const named = new Set([...news.refusals.keys(), ...answers.dns.keys()]);
  for (const ip of named) if (!known.has(ip)) known.set(ip, newAddress(ip, now));
  const rules = { now, alertAfter: task.alertAfter };
  const steps = [...known.values()].map((address) => {
    const { ip } = address;
    const refusals = news.refusals.get(ip) ?? [];
    const lastAccepted = news.accepted.get(ip) ?? null;
    return advance(address, { refusals, lastAccepted, dns: answers.dns.get(ip) }, rules);
  });
  return steps.filter(({ address }) => !isForgotten(address, answers, now));
}

/** Only a round that knows all that is named can tell. */
function isForgotten(
  { ip, state, since, lastRefusal }: WatchedAddress,
  { named }: Answers,
  now: number,
): boolean {
  if (named === null || named.has(ip)) return false;
  const isQuiet = now - Math.max(since, lastRefusal ?? 0) > FORGOTTEN_MILLISECONDS;
  return (state === "ok" || state === "unknown") && isQuiet;
}

function changesOf({ address, told }: Step, now: number): AddressChangeTold[] {
  const { ip, state, since, cause, refusals, lastRefusal } = address;
  return told.map(({ kind, from }) => ({
    kind,
    ip,
    time: new Date(now).toISOString(),
    from,
    to: state,
    since: new Date(since).toISOString(),
    cause,
    refusals,
    lastRefusal: lastRefusal === null ? null : new Date(lastRefusal).toISOString(),
  }));
}

// ---------------------------------------------------------------- warnings

interface KeptWarnings {
  warn: (message: string) => void;
  kept: () => Record<string, number>;
}

function keptWarnings({ warnings }: WatchState, { now, onWarning }: WatchTask): KeptWarnings {
  const time = now();
  const isCurrent = (told: number) => told <= time && time - told < WARNING_MILLISECONDS;
  const kept = new Map(Object.entries(warnings).filter(([, told]) => isCurrent(told)));
  return {
    warn(message) {
      if (kept.has(message)) return;
      kept.set(message, time);
      onWarning(message);
    },
    kept: () => Object.fromEntries([...kept].slice(-MAX_WARNINGS)),
  };
}
