// What a watch knows of each sending address, and what it tells when that changes. Times are milliseconds since the epoch in
// the state, and ISO 8601 in what is told.

import type { CauseClass } from "./cause.ts";

/**
 * `refused`: Gmail refuses mail from it. `broken`: a cause stands, and no mail was refused yet. `waiting`: the DNS is mended,
 * and Gmail has not accepted mail since. `mended`: it has, or refuses no more.
 */
export type AddressState = "unknown" | "ok" | "refused" | "broken" | "waiting" | "mended";

/** The cause as the last check told it. */
export interface WatchedCause {
  id: string;
  class: CauseClass;
  title: string;
  /** The steps of the fix, each one sentence and the record it sets. */
  fix: { action: string; record: string | null }[];
  /** The apex of its reverse zone. */
  zone: string | null;
}

export interface WatchedAddress {
  ip: string;
  state: AddressState;
  /** When the state began. */
  since: number;
  cause: WatchedCause | null;
  lastRefusal: number | null;
  lastAccepted: number | null;
  /** Times of refusals of the last hour. */
  recent: number[];
  /** Refusals since the state is `refused`. */
  refusals: number;
  dnsChecked: number | null;
  /** When the DNS was in order first, of the checks that agree; null when it is not. */
  passesSince: number | null;
  /** Since when the DNS could not be asked; null when it could. */
  unaskedSince: number | null;
  /** That was told. */
  isUnaskedTold: boolean;
  lastAlert: number | null;
  reminders: number;
  /** Changes of the last hours that were, or would have been, told. */
  changes: number[];
  /** It changes too often: nothing is told until it keeps still. */
  isUnsteady: boolean;
}

export type ChangeKind = "refused" | "broken" | "mended" | "still-refused" | "not-asked" | "unsteady";

/** A change of one address that somebody is told. */
export interface AddressChangeTold {
  kind: ChangeKind;
  ip: string;
  /** When it was seen: ISO 8601, UTC, as all times here. */
  time: string;
  from: AddressState;
  to: AddressState;
  /** When that state began. */
  since: string;
  cause: WatchedCause | null;
  /** Since it is refused. */
  refusals: number;
  lastRefusal: string | null;
}

/** A week in one message. */
export interface Digest {
  /** ISO 8601: `2026-W07`. */
  week: string;
  addresses: number;
  inOrder: number;
  /** The addresses that are not, and how they are. */
  others: { ip: string; state: AddressState }[];
  /** Attempts that Gmail refused in that week; null, as what follows, where the history could not be read. */
  refusals: number | null;
  /** Deliveries that were refused at least once, and what became of them. */
  affected: number | null;
  delivered: number | null;
  lost: number | null;
  retrying: number | null;
}

/**
 * A message that was just being sent when the watch was ended by force: it arrived, or it did not. It is not sent again, and the next one over
 * its channel says what stood in it.
 */
export interface DoubtfulAlert {
  id: string;
  /** When its sending began. */
  sentAt: string;
  changes: { kind: ChangeKind; ip: string }[];
  /** Changes that stood in it and are not named here. */
  more: number;
  /** The week of the digest that it held. */
  digestWeek: string | null;
}

/** One message: all that changed. The same id is the same message, sent once more. */
export interface Alert {
  schema: "whybounce.alert/1";
  id: string;
  /** ISO 8601, UTC. */
  time: string;
  /** The machine that watches. */
  host: string;
  changes: AddressChangeTold[];
  digest: Digest | null;
  /** Earlier messages that may not have arrived. */
  doubtful: DoubtfulAlert[];
}

/** What waits to be sent over one channel. */
export interface Outbox {
  /** As the option names it: `mail:root`. */
  channel: string;
  /** A message that was not sent yet: it is sent as it is. */
  sealed: Alert | null;
  /** Since when it is being sent. A run that is ended by force meanwhile leaves this behind. */
  underwaySince: number | null;
  /** What the next message has to say of earlier ones. */
  doubtful: DoubtfulAlert[];
  waiting: AddressChangeTold[];
  digests: Digest[];
  lastSent: number | null;
  lastFailure: number | null;
}

export interface WatchState {
  schema: "whybounce.watch/1";
  version: string;
  savedAt: string;
  addresses: WatchedAddress[];
  outboxes: Outbox[];
  lastRound: number | null;
  /** When all addresses were asked about last. */
  lastSweep: number | null;
  /** The ISO week in which the last digest was made, or the watch began. */
  digestWeek: string | null;
  /** Sums of what refusals are known by, and when they were told, in seconds; absent before the first. */
  told?: Record<string, number>;
  /** Warnings that were told, and when: each is told once a day. */
  warnings: Record<string, number>;
}

export interface Round {
  state: WatchState;
  changes: AddressChangeTold[];
  /** An input could not be read, or an alert could not be sent. */
  hasFailed: boolean;
  isInterrupted: boolean;
  /** A file is still being written by another program: look again soon. */
  isUnfinished: boolean;
}
