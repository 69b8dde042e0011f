// Which known words a mistyped one may mean.

/** More than this, and a hint is no help. */
const MAX_HINTS = 3;
/** Share of a word's letters that may be wrong: `ptr_nxdomian` has two of twelve. */
const MAX_DISTANCE_SHARE = 0.4;
const MAX_WORD = 64;

/** The nearest first; words that contain the asked one count as near. */
export function nearest(asked: string, known: string[]): string[] {
  if (asked.length > MAX_WORD || asked === "") return [];
  const limit = Math.max(1, Math.floor(asked.length * MAX_DISTANCE_SHARE));
  return [...new Set(known)]
    .map((word) => ({ word, distance: word.includes(asked) ? 0.5 : editDistance(asked, word) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, MAX_HINTS)
    .map(({ word }) => word);
}

/** Letters to be inserted, deleted or replaced (Levenshtein), row by row. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}
