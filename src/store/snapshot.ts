// The snapshot of one week of one home: what was counted of its messages, so that the snapshots of any weeks in a row add
// up. A delivery that was refused in two weeks counts in each of them, and once in both together: a part says what is to be
// added, or taken away, if the weeks that are asked for begin with its first week, or before that.

import { addCells, type Cells } from "../counting/cells.ts";
import { addQuotes, type Quotes } from "../counting/replies.ts";
import { addSightings } from "../counting/sightings.ts";
import type { Acceptance, OutsidePeriod } from "../model/report.ts";
import type { Sighting } from "../model/machine.ts";
import type { Week } from "./weeks.ts";

export interface Part {
  /** It counts if the weeks that are asked for begin with this one, or before. */
  first: Week;
  cells: Cells;
  /** For how long a delivery was tried at most. */
  longestTried: number;
}

/** What belongs to the week alone. */
export interface Details {
  /** Rows that it was counted from, and refusals among them. */
  rows: number;
  rejections: number;
  /** The newest time that they tell. */
  newest: number | null;
  /** Refusals as each event tells them: those of other weeks are no more than a number. */
  told: OutsidePeriod | null;
  /** Attempts by address and hour. */
  hours: Map<string, Map<number, number>>;
  localIps: Map<string, Set<string>>;
  givenHosts: Set<string>;
  toldHosts: Set<string>;
  sightings: Map<string, Sighting>;
  acceptances: Map<string, Acceptance>;
  /** One refusal of each address in Gmail's words. */
  replies: Quotes;
}

export interface Snapshot {
  parts: Part[];
  details: Details;
}

export interface CountedWeek {
  home: string;
  week: Week;
  /** How many events it was counted from. */
  version: number;
  snapshot: Snapshot;
}

/** How a time that is not known stands in a column: old engines and new ones differ in what they do with NULL. */
export const NO_FIRST = 2 ** 53 - 1;
export const NO_LAST = -NO_FIRST;

export function timeOfColumn(time: string | number): number | null {
  return Math.abs(Number(time)) === NO_FIRST ? null : Number(time);
}

export function emptyDetails(): Details {
  return {
    rows: 0,
    rejections: 0,
    newest: null,
    told: null,
    hours: new Map(),
    localIps: new Map(),
    givenHosts: new Set(),
    toldHosts: new Set(),
    sightings: new Map(),
    acceptances: new Map(),
    replies: new Map(),
  };
}

// ---------------------------------------------------------------- adding up

export function addPart(sum: { cells: Cells; longestTried: number }, part: Omit<Part, "first">): void {
  addCells(sum.cells, part.cells);
  sum.longestTried = Math.max(sum.longestTried, part.longestTried);
}

export function addDetails(sum: Details, more: Details): void {
  sum.rows += more.rows;
  sum.rejections += more.rejections;
  sum.newest = greater(sum.newest, more.newest);
  if (more.told) sum.told = sum.told ? addTold(sum.told, more.told) : more.told;
  for (const [ip, hours] of more.hours) {
    const own = sum.hours.get(ip) ?? new Map<number, number>();
    for (const [hour, attempts] of hours) own.set(hour, (own.get(hour) ?? 0) + attempts);
    sum.hours.set(ip, own);
  }
  for (const [ip, addresses] of more.localIps) sum.localIps.set(ip, union(sum.localIps.get(ip), addresses));
  for (const host of more.givenHosts) sum.givenHosts.add(host);
  for (const host of more.toldHosts) sum.toldHosts.add(host);
  for (const [ip, sighting] of more.sightings) {
    const known = sum.sightings.get(ip);
    sum.sightings.set(ip, known ? addSightings(known, sighting) : sighting);
  }
  for (const [ip, acceptance] of more.acceptances) {
    const known = sum.acceptances.get(ip);
    sum.acceptances.set(ip, known ? addAcceptances(known, acceptance) : acceptance);
  }
  addQuotes(sum.replies, more.replies);
}

export function greater(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** A refusal that is told in two weeks is counted in both: nobody decides by that number. */
export function addTold(a: OutsidePeriod, b: OutsidePeriod): OutsidePeriod {
  const times = [a.from, a.to, b.from, b.to].filter((time) => time !== null).toSorted();
  const sum = { attempts: a.attempts + b.attempts, from: times[0] ?? null, to: times.at(-1) ?? null };
  const withoutTime = (a.withoutTime ?? 0) + (b.withoutTime ?? 0);
  return withoutTime === 0 ? sum : { ...sum, withoutTime };
}

function union(a: ReadonlySet<string> | undefined, b: ReadonlySet<string>): Set<string> {
  return new Set([...(a ?? []), ...b]);
}

/** Turns between one home, or week, and another are not known: they were these at least. */
function addAcceptances(a: Acceptance, b: Acceptance): Acceptance {
  const lastDelivered = a.lastDelivered < b.lastDelivered ? b.lastDelivered : a.lastDelivered;
  const isAssumed = a.addressAssumed || b.addressAssumed ? { addressAssumed: true as const } : {};
  return { lastDelivered, alternations: a.alternations + b.alternations, ...isAssumed };
}
