// How the state of an address changes. Everything comes in as data, and nothing is asked here: the same words give the same
// state, whenever and however often they are read.

import type { AddressState, ChangeKind, WatchedAddress, WatchedCause } from "../model/watch.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Refusals that are read this late, of an address that is in order by now, are history. */
const NEWS_MILLISECONDS = 24 * HOUR;
/** Two checks that agree, and not out of one cache. */
const AGREEING_MILLISECONDS = 5 * MINUTE;
/** Gmail may remember the old answer as long as a zone's negative TTL lasts. */
const REMEMBERED_MILLISECONDS = 3 * HOUR;
/** Without mail that shows it, an address counts as mended after that. */
const HOLD_MILLISECONDS = 24 * HOUR;
const UNASKED_MILLISECONDS = 6 * HOUR;
const REMINDER_MILLISECONDS = 24 * HOUR;
const LONGEST_REMINDER_MILLISECONDS = 7 * 24 * HOUR;
const FLAPPING_MILLISECONDS = 6 * HOUR;
const FLAPPING_CHANGES = 3;
/** More are not counted one by one: an address that is refused this often needs no number. */
const MAX_RECENT = 1_000;

/** What one round heard of an address. */
export interface Heard {
  /** Times of new refusals; those without one count as now. */
  refusals: readonly number[];
  lastAccepted: number | null;
  /** Undefined: not asked in this round. `passes` is null where no answer counts. */
  dns: { passes: boolean | null; cause: WatchedCause | null } | undefined;
}

export interface Rules {
  now: number;
  /** So many refusals within an hour make an alert. */
  alertAfter: number;
}

export interface Step {
  address: WatchedAddress;
  /** What is to be told of it, if anything. */
  told: { kind: ChangeKind; from: AddressState }[];
}

export function newAddress(ip: string, now: number): WatchedAddress {
  return {
    ip,
    state: "unknown",
    since: now,
    cause: null,
    lastRefusal: null,
    lastAccepted: null,
    recent: [],
    refusals: 0,
    dnsChecked: null,
    passesSince: null,
    unaskedSince: null,
    isUnaskedTold: false,
    lastAlert: null,
    reminders: 0,
    changes: [],
    isUnsteady: false,
  };
}

export function advance(before: WatchedAddress, heard: Heard, rules: Rules): Step {
  const noted = note(before, heard, rules.now);
  const state = nextState(noted, heard, rules);
  const address = state === before.state ? noted : entered(noted, state, heard, rules.now);
  const kind = changeKind(before.state, state);
  return settle(address, kind === null ? [] : [{ kind, from: before.state }], rules.now);
}

// ---------------------------------------------------------------- facts

function note(address: WatchedAddress, heard: Heard, now: number): WatchedAddress {
  const recent = [...address.recent, ...heard.refusals].filter((time) => time > now - HOUR && time <= now);
  const lastRefusal = latest(address.lastRefusal, ...heard.refusals);
  const noted = {
    ...address,
    recent: recent.toSorted((a, b) => a - b).slice(-MAX_RECENT),
    lastRefusal,
    refusals: address.refusals + heard.refusals.length,
    lastAccepted: latest(address.lastAccepted, heard.lastAccepted),
  };
  return heard.dns === undefined ? noted : noteDns(noted, heard.dns, now);
}

/** "Could not be asked" leaves everything as it was, but for the time since when that is so. */
function noteDns(
  address: WatchedAddress,
  dns: Exclude<Heard["dns"], undefined>,
  now: number,
): WatchedAddress {
  const { passes, cause } = dns;
  if (passes === null) {
    const unaskedSince = earlier(address.unaskedSince, now);
    return { ...address, cause: address.cause ?? cause, dnsChecked: now, unaskedSince };
  }
  return {
    ...address,
    cause,
    dnsChecked: now,
    passesSince: passes ? earlier(address.passesSince, now) : null,
    unaskedSince: null,
    isUnaskedTold: false,
  };
}

/** A clock that was set back makes no time negative. */
function earlier(known: number | null, now: number): number {
  return known === null ? now : Math.min(known, now);
}

function latest(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : known.reduce((one, other) => Math.max(one, other));
}

// ---------------------------------------------------------------- states

function nextState(address: WatchedAddress, heard: Heard, rules: Rules): AddressState {
  if (isRefusedNow(address, heard, rules)) return "refused";
  const { state } = address;
  const passes = heard.dns?.passes ?? null;
  if (passes === null) return withoutAnswer(address, rules.now);
  if (!passes) return state === "waiting" || state === "refused" ? "refused" : "broken";
  switch (state) {
    case "unknown":
      return "ok";
    case "refused":
      return isAcceptedSince(address) ? "mended" : agreeing(address, rules.now) ? "waiting" : state;
    case "broken":
      return agreeing(address, rules.now) ? "mended" : state;
    case "ok":
    case "waiting":
    case "mended":
      return withoutAnswer(address, rules.now);
  }
}

function withoutAnswer(address: WatchedAddress, now: number): AddressState {
  const { state, since, lastRefusal } = address;
  if (state === "waiting") {
    const quietSince = Math.max(since, lastRefusal ?? 0);
    return isAcceptedSince(address) || now - quietSince >= HOLD_MILLISECONDS ? "mended" : state;
  }
  return state === "mended" && now - since >= HOLD_MILLISECONDS ? "ok" : state;
}

/** Whether the new refusals say something about today. */
function isRefusedNow(address: WatchedAddress, heard: Heard, { now, alertAfter }: Rules): boolean {
  const { state, since, recent } = address;
  if (state === "refused") return false;
  // It was refused and accepted between two looks: that is over.
  if (heard.dns?.passes === true && isAcceptedSince(address)) return false;
  const fresh = heard.refusals.filter((time) => isNews(time, state, since, now));
  return fresh.length > 0 && Math.max(recent.length, fresh.length) >= alertAfter;
}

/** A bounce that comes after the repair tells of a refusal from before. */
function isNews(time: number, state: AddressState, since: number, now: number): boolean {
  if (time < now - NEWS_MILLISECONDS) return false;
  if (state === "mended") return time > since;
  return state !== "waiting" || time > since + REMEMBERED_MILLISECONDS;
}

function isAcceptedSince({ lastAccepted, lastRefusal }: WatchedAddress): boolean {
  return lastAccepted !== null && lastAccepted > (lastRefusal ?? 0);
}

function agreeing({ passesSince }: WatchedAddress, now: number): boolean {
  return passesSince !== null && now - passesSince >= AGREEING_MILLISECONDS;
}

function entered(address: WatchedAddress, state: AddressState, heard: Heard, now: number): WatchedAddress {
  const refusals =
    state === "refused" && address.state !== "waiting" ? heard.refusals.length : address.refusals;
  return { ...address, state, since: now, refusals, reminders: 0 };
}

// ---------------------------------------------------------------- what is told

function changeKind(from: AddressState, to: AddressState): ChangeKind | null {
  if (from === to) return null;
  if (to === "refused" || to === "broken" || to === "mended") return to;
  return null;
}

function settle(address: WatchedAddress, told: Step["told"], now: number): Step {
  const changes = [...address.changes, ...told.map(() => now)].filter(
    (time) => time > now - FLAPPING_MILLISECONDS && time <= now,
  );
  const steady = { ...address, changes, isUnsteady: address.isUnsteady && changes.length > 0 };
  if (steady.isUnsteady) return { address: steady, told: [] };
  if (told.length > 0 && changes.length >= FLAPPING_CHANGES) {
    const from = told[0]!.from;
    return { address: { ...steady, isUnsteady: true, lastAlert: now }, told: [{ kind: "unsteady", from }] };
  }
  if (told.length > 0) return { address: { ...steady, lastAlert: now }, told };
  // A state that was reached in silence is told when it has become steady.
  if (address.isUnsteady && (address.state === "refused" || address.state === "broken"))
    return { address: { ...steady, lastAlert: now }, told: [{ kind: address.state, from: address.state }] };
  return remind(steady, now);
}

function remind(address: WatchedAddress, now: number): Step {
  const { state, lastAlert, reminders, unaskedSince, isUnaskedTold, cause } = address;
  // Nobody can ask about a private address, ever.
  const isAsked = cause?.class !== "not_checkable";
  if (isAsked && unaskedSince !== null && !isUnaskedTold && now - unaskedSince >= UNASKED_MILLISECONDS)
    return { address: { ...address, isUnaskedTold: true }, told: [{ kind: "not-asked", from: state }] };
  const pause = Math.min(REMINDER_MILLISECONDS * 2 ** reminders, LONGEST_REMINDER_MILLISECONDS);
  const isDue = state === "refused" && lastAlert !== null && now - lastAlert >= pause;
  if (!isDue) return { address, told: [] };
  const reminded = { ...address, lastAlert: now, reminders: reminders + 1 };
  return { address: reminded, told: [{ kind: "still-refused", from: state }] };
}
