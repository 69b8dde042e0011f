// Counts Gmail's refusals for the sender's records into their cells.

import { unnamedWay } from "./address-of-host.ts";
import { seeTime } from "./cell-numbers.ts";
import type { Delivery } from "./deliveries.ts";
import type { Refusal } from "./refusal.ts";
import {
  addSelectors,
  addSender,
  refusalCell,
  smallerReply,
  type RefusalCell,
  type RefusalCells,
} from "./refusal-cells.ts";
import type { SaidRefusal, Subject } from "./refusal-subject.ts";

/** A cell, and the messages that it counts. */
export interface Group {
  cell: RefusalCell;
  messages: Set<string>;
}

export interface RefusalGroups {
  cells: RefusalCells;
  /** The group of a refusal; there is one from now on. */
  find: (refusal: SaidRefusal, subject: Subject) => Group;
  /** One more refusal of a group, for the host that tells it, and for its reply. */
  meet: (group: Group, refusal: SaidRefusal) => void;
  addAttempt: (group: Group, refusal: Refusal) => void;
  /** A delivery belongs to every group that refused it. */
  addDelivery: (subjects: ReadonlyMap<Group, Subject>, delivery: Delivery) => void;
}

export function createRefusalGroups(): RefusalGroups {
  const cells: RefusalCells = new Map();
  const groups = new Map<RefusalCell, Group>();

  function find(refusal: SaidRefusal, subject: Subject): Group {
    const { said, sendingIp } = refusal;
    const unnamed = sendingIp === null ? unnamedWay(refusal) : null;
    const { domain, source, envelope, signedBy } = subject;
    const cell = refusalCell(cells, { cause: said.cause, domain, sendingIp, unnamed });
    const group = groups.get(cell) ?? { cell, messages: new Set() };
    groups.set(cell, group);
    if (source !== null) cell.sources.add(source);
    if (envelope !== null) addSender(cell, envelope, 0);
    meet(group, refusal);
    addSelectors(cell, signedBy);
    return group;
  }

  function meet({ cell }: Group, { reportingMta, reply }: SaidRefusal): void {
    if (reportingMta !== null) cell.hosts.add(reportingMta);
    cell.reply = smallerReply(cell.reply, reply);
  }

  function addAttempt(group: Group, { code, time, message }: Refusal): void {
    const { cell } = group;
    cell.attempts++;
    countMessage(group, message);
    cell.codes.set(code, (cell.codes.get(code) ?? 0) + 1);
    seeTime(cell, time);
  }

  function addDelivery(subjects: ReadonlyMap<Group, Subject>, { message, outcome }: Delivery): void {
    for (const [group, { envelope }] of subjects) {
      const { cell } = group;
      countMessage(group, message);
      cell.affected++;
      if (outcome === "failed") cell.lost++;
      if (outcome === "delivered") cell.delivered++;
      if (envelope !== null) addSender(cell, envelope, 1);
    }
  }

  return { cells, find, meet, addAttempt, addDelivery };
}

function countMessage({ cell, messages }: Group, message: string): void {
  messages.add(message);
  cell.messages = messages.size;
}
