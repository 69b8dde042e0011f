// Random choices that a seed repeats (mulberry32).

export interface Random {
  /** From 0 to below 1. */
  next: () => number;
  chance: (share: number) => boolean;
  below: (bound: number) => number;
  /** One of the list; a value counts as often as it stands there. */
  pick: <Value>(list: readonly Value[]) => Value;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: <Value>(list: readonly Value[]) => list[below(list.length)] as Value,
  };
}
