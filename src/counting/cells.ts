// What the counts of a report are made of. A cell counts the refusals of one address, or of one week × address ×
// code, or all; cells of different messages add up, so that a part of the counting may be done elsewhere.

import type { Counts, Report, SendingIpCounts, WeeklyCounts } from "../model/report.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import { isoWeek } from "../base/standards/iso-week.ts";
import { ipFamily } from "../base/standards/ip.ts";

export interface Cell {
  attempts: number;
  messages: number;
  affected: number;
  lost: number;
  delivered: number;
  /** Of those that have no end, how many nothing was heard of for longer than a queue lasts. */
  endNotSeen: number;
  /** Milliseconds since the epoch. */
  first: number | null;
  last: number | null;
  /** Deliveries by the sender's domain. */
  domains: Map<string, number>;
}

export interface AddressCell extends Cell {
  codes: Map<string, number>;
  hosts: Set<string>;
}

/** Where a cell of the weekly table belongs. */
export interface WeekKey {
  week: string;
  weekStart: string;
  ip: string | null;
  code: string;
}

export interface Cells {
  total: Cell;
  /** Attempts in which no address could be read. */
  unattributed: number;
  addresses: Map<string, AddressCell>;
  weeks: Map<string, WeekKey & { cell: Cell }>;
}

export function emptyCells(): Cells {
  return { total: emptyCell(), unattributed: 0, addresses: new Map(), weeks: new Map() };
}

function emptyCell(): Cell {
  const counts = { attempts: 0, messages: 0, affected: 0, lost: 0, delivered: 0, endNotSeen: 0 };
  return { ...counts, first: null, last: null, domains: new Map() };
}

export function addressCell(cells: Cells, ip: string): AddressCell {
  const known = cells.addresses.get(ip);
  const cell = known ?? { ...emptyCell(), codes: new Map<string, number>(), hosts: new Set<string>() };
  cells.addresses.set(ip, cell);
  return cell;
}

export function weekCell(cells: Cells, at: WeekKey): Cell {
  const key = JSON.stringify([at.week, at.weekStart, at.ip, at.code]);
  const { week, weekStart, ip, code } = at;
  const known = cells.weeks.get(key) ?? { week, weekStart, ip, code, cell: emptyCell() };
  cells.weeks.set(key, known);
  return known.cell;
}

/** The ISO week of a time; an unknown time belongs to a week without a name. */
export function weekOf(time: number | null, timezone: string): Pick<WeekKey, "week" | "weekStart"> {
  return time === null ? { week: "", weekStart: "" } : isoWeek(time, timezone);
}

// ---------------------------------------------------------------- adding up

export function addTo(cell: Cell, more: Partial<Cell>): void {
  cell.attempts += more.attempts ?? 0;
  cell.messages += more.messages ?? 0;
  cell.affected += more.affected ?? 0;
  cell.lost += more.lost ?? 0;
  cell.delivered += more.delivered ?? 0;
  cell.endNotSeen += more.endNotSeen ?? 0;
  cell.first = extreme(Math.min, cell.first, more.first ?? null);
  cell.last = extreme(Math.max, cell.last, more.last ?? null);
  addCounts(cell.domains, more.domains ?? new Map<string, number>());
}

/** Adds the cells of other messages. */
export function addCells(cells: Cells, more: Cells): void {
  addTo(cells.total, more.total);
  cells.unattributed += more.unattributed;
  for (const [ip, { codes, hosts, ...counts }] of more.addresses) {
    const cell = addressCell(cells, ip);
    addTo(cell, counts);
    addCounts(cell.codes, codes);
    for (const host of hosts) cell.hosts.add(host);
  }
  for (const { cell, ...key } of more.weeks.values()) addTo(weekCell(cells, key), cell);
}

function addCounts(counts: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [key, amount] of more) counts.set(key, (counts.get(key) ?? 0) + amount);
}

function extreme(of: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : of(a, b);
}

// ---------------------------------------------------------------- what the report says of them

export function totalsOf({ total, unattributed }: Cells): Report["totals"] {
  return { ...countsOf(total), unattributed };
}

/** One entry for each sending address, most refusals first. */
export function sendingIpsOf({ addresses }: Cells): SendingIpCounts[] {
  return [...addresses]
    .map(([ip, cell]) => ({
      ip,
      family: ipFamily(ip),
      ...countsOf(cell),
      byCode: Object.fromEntries([...cell.codes].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      ...seen(cell),
      senderDomains: senderDomains(cell),
      reportingMtas: hostNames(cell.hosts),
    }))
    .toSorted((a, b) => b.attempts - a.attempts || b.affected - a.affected || (a.ip < b.ip ? -1 : 1));
}

export function weeksOf({ weeks }: Cells): WeeklyCounts[] {
  return [...weeks.values()].map(({ week, weekStart, ip, code, cell }) => {
    const { attempts, messages, affected, lost } = cell;
    const domains = senderDomains(cell).map(({ domain }) => domain);
    const counts = { attempts, messages, affected, lost };
    return { week, weekStart, sendingIp: ip, code, ...counts, ...seen(cell), senderDomains: domains };
  });
}

function countsOf({ attempts, messages, affected, lost, delivered, endNotSeen }: Cell): Counts {
  const counts = { attempts, messages, affected, lost, retrying: affected - lost - delivered, delivered };
  return endNotSeen > 0 ? { ...counts, endNotSeen } : counts;
}

function seen({ first, last }: Cell): { firstSeen: string | null; lastSeen: string | null } {
  return { firstSeen: isoTime(first), lastSeen: isoTime(last) };
}

function senderDomains({ domains }: Cell): { domain: string; affected: number }[] {
  return [...domains]
    .map(([domain, affected]) => ({ domain, affected }))
    .toSorted((a, b) => b.affected - a.affected || (a.domain < b.domain ? -1 : 1));
}

/** A log says `mx1` where a DSN says `mx1.example.com`: the longer name tells more, and is the same host. */
export function hostNames(names: ReadonlySet<string>): string[] {
  const all = [...names];
  return all.filter((name) => !all.some((other) => other.startsWith(`${name}.`))).toSorted();
}
