// How many messages each cell counts, each message once. A set of messages for each cell would take more memory than the
// refusals; but messages of a log are counted in few combinations of cells, and a message has one of these.

import type { Cell } from "./cells.ts";

export interface MessageCount {
  /** Counts the message in those of the cells that have not counted it. */
  count: (message: string, cells: Iterable<Cell>) => void;
  /** How many combinations and sets there are. */
  kept: () => { combinations: number; sets: number };
}

/** The cell that counted a message last, and the combination of those before. */
interface Combination {
  cell: Cell | null;
  before: Combination | null;
  length: number;
  /** With one more cell. */
  next: Map<Cell, Combination>;
}

/** A message that was refused for longer or by more addresses has a set of its own: to go through a combination takes time. */
const MAX_LENGTH = 8;

export function createMessageCount(): MessageCount {
  const none: Combination = { cell: null, before: null, length: 0, next: new Map() };
  const messages = new Map<string, Combination | Set<Cell>>();
  let combinations = 0;
  let sets = 0;

  function count(message: string, cells: Iterable<Cell>): void {
    const known = messages.get(message);
    let counted = known ?? none;
    for (const cell of cells) {
      if (has(counted, cell)) continue;
      cell.messages++;
      counted = withCell(counted, cell);
    }
    if (counted !== known) messages.set(message, counted);
  }

  function withCell(counted: Combination | Set<Cell>, cell: Cell): Combination | Set<Cell> {
    if (counted instanceof Set) return counted.add(cell);
    if (counted.length === MAX_LENGTH) {
      sets++;
      return new Set([...cellsOf(counted), cell]);
    }
    const known = counted.next.get(cell);
    if (known) return known;
    combinations++;
    const longer = { cell, before: counted, length: counted.length + 1, next: new Map<Cell, Combination>() };
    counted.next.set(cell, longer);
    return longer;
  }

  return { count, kept: () => ({ combinations, sets }) };
}

function has(counted: Combination | Set<Cell>, cell: Cell): boolean {
  if (counted instanceof Set) return counted.has(cell);
  for (let one: Combination | null = counted; one; one = one.before) if (one.cell === cell) return true;
  return false;
}

function* cellsOf(counted: Combination): Generator<Cell> {
  for (let one: Combination | null = counted; one; one = one.before) if (one.cell) yield one.cell;
}
