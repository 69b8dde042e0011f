// Counts attempts and deliveries into the cells of a report, in one pass: there may be a million, and each
// counts in all, for its address, and for its week × address × code.

import { domainOf } from "../base/standards/mailbox.ts";
import {
  addressCell,
  emptyCells,
  weekCell,
  weekOf,
  type AddressCell,
  type Cell,
  type Cells,
} from "./cells.ts";
import type { Attempt, Delivery } from "./grouping.ts";
import type { Refusal } from "./refusal.ts";

/** A cell, and the messages that it counts. */
interface Counted<Kind extends Cell = Cell> {
  cell: Kind;
  messages: Set<string>;
}

/** By week, address and code: one look-up each, and no key to be put together. */
type ByWeek = Map<string, Map<string | null, Map<string, Counted>>>;

export interface CellCount {
  cells: Cells;
  addAttempt: (attempt: Attempt) => void;
  addDelivery: (delivery: Delivery) => void;
}

export function createCellCount(timezone: string, isEndNotSeen: (delivery: Delivery) => boolean): CellCount {
  const cells = emptyCells();
  const total = counting(cells.total);
  const addresses = new Map<string, Counted<AddressCell>>();
  const weeks: ByWeek = new Map();

  const ofAddress = (ip: string) => valueOf(addresses, ip, () => counting(addressCell(cells, ip)));

  function ofWeek({ sendingIp: ip, code, time }: Pick<Refusal, "sendingIp" | "code" | "time">): Counted {
    const { week, weekStart } = weekOf(time, timezone);
    const byAddress = valueOf(weeks, week, () => new Map<string | null, Map<string, Counted>>());
    const byCode = valueOf(byAddress, ip, () => new Map<string, Counted>());
    return valueOf(byCode, code, () => counting(weekCell(cells, { week, weekStart, ip, code })));
  }

  function addAttempt(attempt: Attempt): void {
    const { sendingIp: ip, code } = attempt;
    countAttempt(total, attempt);
    countAttempt(ofWeek(attempt), attempt);
    if (ip === null) {
      cells.unattributed++;
      return;
    }
    const address = ofAddress(ip);
    countAttempt(address, attempt);
    address.cell.codes.set(code, (address.cell.codes.get(code) ?? 0) + 1);
  }

  /** A delivery belongs to every address, and to every week, that refused it. */
  function addDelivery(delivery: Delivery): void {
    const domain = delivery.sender === null ? null : domainOf(delivery.sender);
    const touched = new Set<Counted>([total]);
    for (const refusal of delivery.refusals) {
      if (refusal.sendingIp !== null) touched.add(ofAddress(refusal.sendingIp));
      touched.add(ofWeek(refusal));
    }
    const isOld = isEndNotSeen(delivery);
    for (const counted of touched) {
      countDelivery(counted, delivery, domain);
      if (isOld) counted.cell.endNotSeen++;
    }
  }

  return { cells, addAttempt, addDelivery };
}

function counting<Kind extends Cell>(cell: Kind): Counted<Kind> {
  return { cell, messages: new Set() };
}

function valueOf<Key, Value>(values: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const value = create();
  values.set(key, value);
  return value;
}

function countMessage({ cell, messages }: Counted, message: string): void {
  messages.add(message);
  cell.messages = messages.size;
}

function countAttempt(counted: Counted, { message, time }: Attempt): void {
  const { cell } = counted;
  countMessage(counted, message);
  cell.attempts++;
  if (time === null) return;
  if (cell.first === null || time < cell.first) cell.first = time;
  if (cell.last === null || time > cell.last) cell.last = time;
}

function countDelivery(counted: Counted, { message, outcome }: Delivery, domain: string | null): void {
  const { cell } = counted;
  countMessage(counted, message);
  cell.affected++;
  if (outcome === "failed") cell.lost++;
  if (outcome === "delivered") cell.delivered++;
  if (domain !== null) cell.domains.set(domain, (cell.domains.get(domain) ?? 0) + 1);
}
