// Which needles share a bit of the search's tables. scripts/group-needles.js chooses the groups so that few places of a
// usual log pass in vain; a test compares the two. Needles that are not here are found as well.

/** The bytes of a needle that the search looks for. */
export const FINGERPRINT = 3;
/** One bit each in the tables. */
export const GROUPS = 8;

/** Keyed by the fingerprint of a needle. */
export const groupOf: ReadonlyMap<string, number> = new Map([
  ['"Ad', 1],
  ['"Bo', 1],
  ['"De', 0],
  ['"Ex', 5],
  ["** ", 4],
  [",11", 0],
  ["-> ", 3],
  ["7.2", 3],
  [": f", 6],
  [": m", 6],
  [": t", 6],
  ["<= ", 3],
  ["=> ", 3],
  [">> ", 3],
  ["ACC", 0],
  ["Can", 2],
  ["Com", 2],
  ["DNS", 5],
  ["Dia", 2],
  ["Fai", 2],
  ["P a", 2],
  ["PTR", 7],
  ["Sen", 2],
  ["byt", 5],
  ["d b", 1],
  ["equ", 5],
  ["evp", 5],
  ["fil", 4],
  ["g_i", 7],
  ["gsm", 7],
  ["led", 4],
  ["lur", 5],
  ["mot", 6],
  ["mov", 6],
  ['pt"', 7],
  ["r h", 1],
  ['r":', 1],
  ["rDN", 0],
  ["rdn", 0],
  ["rse", 7],
  ["t <", 1],
  ["ucc", 0],
  ["unc", 3],
  ["vel", 4],
  ["xpi", 7],
  ["y.d", 4],
  ["yed", 4],
]);
