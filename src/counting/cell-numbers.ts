// The numbers of a cell, which all kinds of cells have, and how those of different messages add up.

export interface Numbers {
  attempts: number;
  messages: number;
  affected: number;
  lost: number;
  delivered: number;
  /** Milliseconds since the epoch. */
  first: number | null;
  last: number | null;
}

/** -1 takes away what is counted twice. */
export type Sign = 1 | -1;

export function noNumbers(): Numbers {
  return { attempts: 0, messages: 0, affected: 0, lost: 0, delivered: 0, first: null, last: null };
}

export function addNumbers(sum: Numbers, more: Numbers, sign: Sign): void {
  sum.attempts += sign * more.attempts;
  sum.messages += sign * more.messages;
  sum.affected += sign * more.affected;
  sum.lost += sign * more.lost;
  sum.delivered += sign * more.delivered;
  if (sign < 0) return;
  sum.first = extreme(Math.min, sum.first, more.first);
  sum.last = extreme(Math.max, sum.last, more.last);
}

/** A count of zero is left out: sums have some that were taken away again. */
export function addCounts<Key>(counts: Map<Key, number>, more: ReadonlyMap<Key, number>, sign: Sign): void {
  for (const [key, amount] of more) {
    const sum = (counts.get(key) ?? 0) + sign * amount;
    if (sum === 0) counts.delete(key);
    else counts.set(key, sum);
  }
}

/** Whether anything is left after what was taken away. */
export function isFull({ attempts, messages, affected }: Numbers): boolean {
  return attempts !== 0 || messages !== 0 || affected !== 0;
}

export function seeTime(numbers: Numbers, time: number | null): void {
  if (time === null) return;
  if (numbers.first === null || time < numbers.first) numbers.first = time;
  if (numbers.last === null || time > numbers.last) numbers.last = time;
}

function extreme(of: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : of(a, b);
}
