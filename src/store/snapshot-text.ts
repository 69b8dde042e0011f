// A snapshot as text, and back.

import { addSent, type Sent } from "../counting/address-of-host.ts";
import {
  emptyCells,
  weekCell,
  type AddressCell,
  type Cell,
  type Cells,
  type WeekKey,
} from "../counting/cells.ts";
import type { Numbers } from "../counting/cell-numbers.ts";
import { refusalCell, type RefusalCell, type RefusalKey } from "../counting/refusal-cells.ts";
import type { Quote } from "../counting/replies.ts";
import type { Sighting } from "../model/machine.ts";
import type { DomainSource } from "../model/refusals.ts";
import type { Acceptance } from "../model/report.ts";
import { timeOf } from "../base/standards/iso-time.ts";
import { NO_FIRST, NO_LAST, type CountedWeek, type Details, type Part, type Snapshot } from "./snapshot.ts";
import type { Week } from "./weeks.ts";

export function snapshotText({ parts, details }: Snapshot): string {
  const { hours, localIps, givenHosts, toldHosts, sightings, acceptances, replies, ...counts } = details;
  return JSON.stringify({
    parts: parts.map(({ cells, ...part }) => ({ ...part, ...cellsJson(cells) })),
    ...counts,
    hours: [...hours].map(([ip, own]) => [ip, [...own]]),
    localIps: [...localIps].map(([ip, own]) => [ip, [...own]]),
    givenHosts: [...givenHosts],
    toldHosts: [...toldHosts],
    sightings: [...sightings].map(([ip, own]) => [ip, sightingJson(own)]),
    acceptances: [...acceptances],
    replies: [...replies],
  });
}

/** What reports of other weeks ask for stands in columns. */
export function snapshotRow({ home, week, version, snapshot }: CountedWeek): SnapshotRow {
  const { newest, told } = snapshot.details;
  const at = (time: string | null, none: number) => (time === null ? none : timeOf(time));
  return {
    home,
    week,
    version,
    counted: snapshotText(snapshot),
    newest: newest ?? NO_LAST,
    told: told?.attempts ?? 0,
    told_first: at(told?.from ?? null, NO_FIRST),
    told_last: at(told?.to ?? null, NO_LAST),
  };
}

export interface SnapshotRow {
  home: string;
  week: Week;
  version: number;
  counted: string;
  newest: number;
  told: number;
  told_first: number;
  told_last: number;
}

type Entries<Key, Value> = [Key, Value][];
type CellJson = [
  ...counts: [number, number, number, number, number],
  open: Entries<number, number>,
  first: number | null,
  last: number | null,
  domains: Entries<string, number>,
];
interface CellsJson {
  total: CellJson;
  unattributed: number;
  addresses: [string, CellJson, Entries<string, number>, string[]][];
  weeks: [WeekKey, CellJson][];
  refusals: RefusalJson[];
  sent: Entries<string, Sent[]>;
}
interface SnapshotJson extends Pick<Details, "rows" | "rejections" | "newest" | "told"> {
  parts: (Omit<Part, "cells"> & CellsJson)[];
  hours: Entries<string, Entries<number, number>>;
  localIps: Entries<string, string[]>;
  givenHosts: string[];
  toldHosts: string[];
  sightings: Entries<string, SightingJson>;
  acceptances: Entries<string, Acceptance>;
  replies: Entries<string, Quote>;
}

export function readSnapshot(text: string): Snapshot {
  const json = JSON.parse(text) as SnapshotJson;
  const { rows, rejections, newest, told } = json;
  return {
    parts: json.parts.map(({ first, longestTried, ...cells }) => ({
      first,
      longestTried,
      cells: cellsOf(cells),
    })),
    details: {
      rows,
      rejections,
      newest,
      told,
      hours: new Map(json.hours.map(([ip, own]) => [ip, new Map(own)])),
      localIps: new Map(json.localIps.map(([ip, own]) => [ip, new Set(own)])),
      givenHosts: new Set(json.givenHosts),
      toldHosts: new Set(json.toldHosts),
      sightings: new Map(json.sightings.map(([ip, own]) => [ip, sightingOf(own)])),
      acceptances: new Map(json.acceptances),
      replies: new Map(json.replies),
    },
  };
}

const SETS = ["mailers", "logHosts", "givenHosts", "bounceHosts"] as const;
type SightingJson = Omit<Sighting, (typeof SETS)[number]> & Record<(typeof SETS)[number], string[]>;

function sightingJson(sighting: Sighting): SightingJson {
  const lists = SETS.map((name) => [name, [...(sighting[name] ?? [])]]);
  const { received, inLog } = sighting;
  return { received, inLog, ...(Object.fromEntries(lists) as Pick<SightingJson, (typeof SETS)[number]>) };
}

function sightingOf({ received, inLog, ...lists }: SightingJson): Sighting {
  const { mailers, logHosts, givenHosts, bounceHosts } = lists;
  return {
    received,
    inLog,
    mailers: new Set(mailers),
    logHosts: new Set(logHosts),
    givenHosts: new Set(givenHosts),
    bounceHosts: new Set(bounceHosts),
  };
}

function cellsJson({ total, unattributed, addresses, weeks, refusals, sent }: Cells): CellsJson {
  return {
    total: cellJson(total),
    unattributed,
    addresses: [...addresses].map(([ip, cell]) => [ip, cellJson(cell), [...cell.codes], [...cell.hosts]]),
    // Their last words nobody asks for.
    weeks: [...weeks.values()].map(({ cell, ...key }) => [key, cellJson({ ...cell, open: new Map() })]),
    refusals: [...refusals.values()].map(refusalJson),
    sent: [...sent].map(([way, own]) => [way, [...own.values()]]),
  };
}

function cellJson({
  attempts,
  messages,
  affected,
  lost,
  delivered,
  open,
  first,
  last,
  domains,
}: Cell): CellJson {
  return [attempts, messages, affected, lost, delivered, [...open], first, last, [...domains]];
}

function cellsOf({ total, unattributed, addresses, weeks, refusals, sent }: CellsJson): Cells {
  const cells: Cells = { ...emptyCells(), total: cellOf(total), unattributed };
  for (const [ip, json, codes, hosts] of addresses) {
    const cell: AddressCell = { ...cellOf(json), codes: new Map(codes), hosts: new Set(hosts) };
    cells.addresses.set(ip, cell);
  }
  for (const [key, json] of weeks) Object.assign(weekCell(cells, key), cellOf(json));
  for (const [way, own] of sent) for (const one of own) addSent(cells.sent, way, one);
  for (const json of refusals) Object.assign(refusalCell(cells.refusals, json), refusalOf(json));
  return cells;
}

function cellOf([attempts, messages, affected, lost, delivered, open, first, last, domains]: CellJson): Cell {
  const counts = { attempts, messages, affected, lost, delivered };
  return { ...counts, open: new Map(open), first, last, domains: new Map(domains) };
}

interface RefusalJson extends RefusalKey, Numbers {
  codes: Entries<string, number>;
  senders: Entries<string, number>;
  sources: DomainSource[];
  hosts: string[];
  selectors: string[];
  reply: string;
}

function refusalJson({ codes, senders, sources, hosts, selectors, ...cell }: RefusalCell): RefusalJson {
  const lists = { sources: [...sources], hosts: [...hosts], selectors: [...selectors] };
  return { ...cell, codes: [...codes], senders: [...senders], ...lists };
}

function refusalOf({ codes, senders, sources, hosts, selectors, ...cell }: RefusalJson): RefusalCell {
  const sets = { sources: new Set(sources), hosts: new Set(hosts), selectors: new Set(selectors) };
  return { ...cell, codes: new Map(codes), senders: new Map(senders), ...sets };
}
