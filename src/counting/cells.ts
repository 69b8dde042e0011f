// What the counts of a report are made of. A cell counts the refusals of one address, or of one week × address ×
// code, or all; cells of different messages add up, so that a part of the counting may be done elsewhere.

import type { Counts, Report, SendingIpCounts, WeeklyCounts } from "../model/report.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import { isoWeek } from "../base/standards/iso-week.ts";
import { ipFamily } from "../base/standards/ip.ts";
import { addCounts, addNumbers, isFull, noNumbers, type Numbers, type Sign } from "./cell-numbers.ts";
import { hostNames } from "./host-names.ts";
import { addAddresses, type SentAddresses } from "./address-of-host.ts";
import { addRefusals, fullRefusals, type RefusalCells } from "./refusal-cells.ts";

export interface Cell extends Numbers {
  /** Of those that have no end, by the hour in which they were heard of last. */
  open: Map<number, number>;
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
  /** What Gmail refused for the sender's records. */
  refusals: RefusalCells;
  /** What tells the address of those refusals that name none. */
  sent: SentAddresses;
}

export function emptyCells(): Cells {
  const ofSenders = { refusals: new Map(), sent: new Map() };
  return { total: emptyCell(), unattributed: 0, addresses: new Map(), weeks: new Map(), ...ofSenders };
}

function emptyCell(): Cell {
  return { ...noNumbers(), open: new Map(), domains: new Map() };
}

export function addressCell(cells: Cells, ip: string): AddressCell {
  const known = cells.addresses.get(ip);
  if (known) return known;
  const cell = { ...emptyCell(), codes: new Map<string, number>(), hosts: new Set<string>() };
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

function addTo(cell: Cell, more: Cell, sign: Sign): void {
  addNumbers(cell, more, sign);
  addCounts(cell.open, more.open, sign);
  addCounts(cell.domains, more.domains, sign);
}

/** Adds the cells of other messages, or takes away what is counted twice. */
export function addCells(cells: Cells, more: Cells, sign: Sign = 1): void {
  addTo(cells.total, more.total, sign);
  cells.unattributed += sign * more.unattributed;
  for (const [ip, { codes, hosts, ...counts }] of more.addresses) {
    const cell = addressCell(cells, ip);
    addTo(cell, counts, sign);
    addCounts(cell.codes, codes, sign);
    if (sign > 0) for (const host of hosts) cell.hosts.add(host);
  }
  for (const { cell, ...key } of more.weeks.values()) addTo(weekCell(cells, key), cell, sign);
  addRefusals(cells.refusals, more.refusals, sign);
  if (sign > 0) addAddresses(cells.sent, more.sent);
}

/** Takes out the cells in which nothing is left. */
export function withoutEmpty({ addresses, weeks, refusals, ...cells }: Cells): Cells {
  return {
    ...cells,
    addresses: new Map([...addresses].filter(([, cell]) => isFull(cell))),
    weeks: new Map([...weeks].filter(([, { cell }]) => isFull(cell))),
    refusals: fullRefusals(refusals),
  };
}

// ---------------------------------------------------------------- what the report says of them

/** `firstHeard` is the first hour of which a delivery's last word is not too old: see end-not-seen.ts. */
export function totalsOf({ total, unattributed }: Cells, firstHeard: number): Report["totals"] {
  return { ...countsOf(total, firstHeard), unattributed };
}

/** One entry for each sending address, most refusals first. */
export function sendingIpsOf({ addresses }: Cells, firstHeard: number): SendingIpCounts[] {
  return [...addresses]
    .map(([ip, cell]) => ({
      ip,
      family: ipFamily(ip),
      ...countsOf(cell, firstHeard),
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

function countsOf(cell: Cell, firstHeard: number): Counts {
  const { attempts, messages, affected, lost, delivered } = cell;
  const counts = { attempts, messages, affected, lost, retrying: affected - lost - delivered, delivered };
  let endNotSeen = 0;
  for (const [hour, amount] of cell.open) if (hour < firstHeard) endNotSeen += amount;
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
