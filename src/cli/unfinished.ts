// Files that are being written beside their place. Whoever ends the process must remove them, at a moment when
// nothing can be loaded any more.

import { rmSync } from "node:fs";

/** Their paths. */
export const unfinished = new Set<string>();

/** For a process that is told to end: half a report is nobody's. */
export function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
}
