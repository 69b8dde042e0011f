// Which needles share a bit of the search's tables. scripts/group-needles.js chooses the groups so that few places of a
// usual log pass in vain; a test compares the two. Needles that are not here are found as well.

/** The bytes of a needle that the search looks for. */
export const FINGERPRINT = 3;
/** One bit each in the tables. */
export const GROUPS = 8;

/** Keyed by the fingerprint of a needle. */
export const groupOf: ReadonlyMap<string, number> = new Map([
  ["** ", 4],
  [",11", 0],
  ["-> ", 4],
  ["7.2", 5],
  [": f", 1],
  [": m", 1],
  [": t", 6],
  ["<= ", 6],
  ["=> ", 6],
  [">> ", 6],
  ["Can", 2],
  ["Com", 2],
  ["DNS", 5],
  ["P a", 2],
  ["PTR", 3],
  ["d b", 7],
  ["equ", 5],
  ["evp", 5],
  ["g_i", 3],
  ["gsm", 3],
  ["mov", 1],
  ["r h", 7],
  ["rDN", 0],
  ["rdn", 0],
  ["rse", 7],
  ["vel", 4],
  ["xpi", 0],
]);
