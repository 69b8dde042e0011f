// Into which files the program is packed: few, and a run reads those only that it uses. The same for npm and for the one file.

import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const compiled = fileURLToPath(new URL("../dist/", import.meta.url));

/** What reads a command line and its options: all but `--version` need it. */
const fronts = [
  "index",
  "report/formats",
  "cli/read-request",
  "cli/report-settings",
  "cli/config",
  "cli/run-report",
  "cli/suggest",
];

/** Each takes along what its modules import, so that those come first that import least. What `import()` waits for is a file of its own. */
export const groups = [
  // What every run needs.
  { name: "start", tags: ["$initial"], priority: 9 },
  { name: "base", minShareCount: 3, priority: 8, test: isIn("base", "model") },
  { name: "command", priority: 7, test: isFront },
  // Checks and audits read no log; a log whose refusals are only counted asks nobody.
  { name: "dns", priority: 6, test: isIn("dns") },
  { name: "reading", minShareCount: 3, priority: 5, test: isIn("reading", "refusals", "counting") },
  { name: "page", minShareCount: 3, priority: 4, test: isIn("report") },
  // A dozen small files would take longer to find than what is needless in one to read.
  { name: "store", minShareCount: 3, priority: 3, test: isIn("store") },
  { name: "machine", minShareCount: 3, priority: 2, test: isIn("machine") },
  { name: "shared", minShareCount: 3, priority: 1, test: isIn("run", "diagnosis", "cli") },
];

/** @param {string[]} rooms */
function isIn(...rooms) {
  return (/** @type {string} */ file) => rooms.includes(pathOf(file).split("/", 1)[0] ?? "");
}

/** @param {string} file */
function isFront(file) {
  return /[\\/]commander[\\/]/.test(file) || fronts.some((name) => pathOf(file) === `${name}.js`);
}

/** Within the compiled program; of other files it leads out of it. @param {string} file */
function pathOf(file) {
  return relative(compiled, file).replaceAll(sep, "/");
}
