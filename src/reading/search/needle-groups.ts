// Which needles share a bit of the search's tables. scripts/group-needles.js chooses the groups so that few places of a
// usual log pass in vain; a test compares the two. Needles that are not here are found as well.

/** The bytes of a needle that the search looks for. */
export const FINGERPRINT = 3;
/** One bit each in the tables. */
export const GROUPS = 8;

/** Keyed by the fingerprint of a needle. */
export const groupOf: ReadonlyMap<string, number> = new Map([
  ['":"', 0],
  ['"Ad', 0],
  ['"Bo', 7],
  ['"De', 3],
  ['"Ex', 4],
  ["** ", 0],
  [",11", 3],
  ["-> ", 5],
  ["7.2", 5],
  [": f", 7],
  [": m", 7],
  [": t", 7],
  ["<= ", 5],
  ["=> ", 5],
  [">> ", 5],
  ["ACC", 3],
  ["Can", 3],
  ["Com", 3],
  ["DNS", 3],
  ["P a", 1],
  ["PTR", 2],
  ["Sen", 6],
  ["byt", 4],
  ["ces", 6],
  ["d b", 0],
  ["ed ", 0],
  ["equ", 2],
  ["ess", 6],
  ["evp", 6],
  ["g_i", 0],
  ["gsm", 4],
  ["ilu", 2],
  ["ing", 1],
  ["led", 1],
  ["liv", 2],
  ["lur", 4],
  ["mov", 2],
  ["r h", 7],
  ['r":', 4],
  ["rDN", 2],
  ["rdn", 7],
  ["rse", 4],
  ["vel", 5],
  ["xpi", 1],
  ["y.d", 1],
  ["yed", 1],
]);
