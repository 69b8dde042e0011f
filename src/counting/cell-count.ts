// Counts attempts and deliveries into the cells of a report, in one pass: there may be a million, and each
// counts in all, for its address, and for its week × address × code.

import { domainOf } from "../base/standards/mailbox.ts";
import { addressCell, emptyCells, weekCell, weekOf, type Cell, type Cells } from "./cells.ts";
import { hourOf, type LastWords } from "./end-not-seen.ts";
import { seeTime } from "./cell-numbers.ts";
import type { Attempt, Delivery } from "./grouping.ts";
import { createMessageCount } from "./message-count.ts";
import type { Refusal } from "./refusal.ts";

/** By week, address and code: one look-up each, and no key to be put together. */
type ByWeek = Map<string, Map<string | null, Map<string, Cell>>>;

export interface CellCount {
  cells: Cells;
  addAttempt: (attempt: Attempt) => void;
  addDelivery: (delivery: Delivery) => void;
}

export function createCellCount(timezone: string, lastWordOf: LastWords["of"]): CellCount {
  const cells = emptyCells();
  const messages = createMessageCount();
  const weeks: ByWeek = new Map();

  function ofWeek({ sendingIp: ip, code, time }: Pick<Refusal, "sendingIp" | "code" | "time">): Cell {
    const { week, weekStart } = weekOf(time, timezone);
    const byAddress = valueOf(weeks, week, () => new Map<string | null, Map<string, Cell>>());
    const byCode = valueOf(byAddress, ip, () => new Map<string, Cell>());
    return valueOf(byCode, code, () => weekCell(cells, { week, weekStart, ip, code }));
  }

  function cellsOf(refusal: Pick<Refusal, "sendingIp" | "code" | "time">): Cell[] {
    const week = ofWeek(refusal);
    return refusal.sendingIp === null ? [week] : [addressCell(cells, refusal.sendingIp), week];
  }

  function addAttempt(attempt: Attempt): void {
    const { sendingIp: ip, code, message } = attempt;
    const address = ip === null ? null : addressCell(cells, ip);
    const touched = [cells.total, ofWeek(attempt), ...(address ? [address] : [])];
    messages.count(message, touched);
    for (const cell of touched) countAttempt(cell, attempt);
    if (address) address.codes.set(code, (address.codes.get(code) ?? 0) + 1);
    else cells.unattributed++;
  }

  /** A delivery belongs to every address, and to every week, that refused it. */
  function addDelivery(delivery: Delivery): void {
    const domain = delivery.sender === null ? null : domainOf(delivery.sender);
    const [only] = delivery.refusals;
    // Most have one: a set for each of a million takes longer than all that is counted.
    const touched =
      only && delivery.refusals.length === 1
        ? [cells.total, ...cellsOf(only)]
        : new Set([cells.total, ...delivery.refusals.flatMap(cellsOf)]);
    messages.count(delivery.message, touched);
    const last = lastWordOf(delivery);
    for (const cell of touched) {
      countDelivery(cell, delivery, domain);
      if (last !== null) countOpen(cell, hourOf(last));
    }
  }

  return { cells, addAttempt, addDelivery };
}

function valueOf<Key, Value>(values: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const value = create();
  values.set(key, value);
  return value;
}

function countAttempt(cell: Cell, { time }: Attempt): void {
  cell.attempts++;
  seeTime(cell, time);
}

function countDelivery(cell: Cell, { outcome }: Delivery, domain: string | null): void {
  cell.affected++;
  if (outcome === "failed") cell.lost++;
  if (outcome === "delivered") cell.delivered++;
  if (domain !== null) cell.domains.set(domain, (cell.domains.get(domain) ?? 0) + 1);
}

function countOpen({ open }: Cell, hour: number): void {
  open.set(hour, (open.get(hour) ?? 0) + 1);
}
