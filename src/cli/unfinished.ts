// Files that are being written beside their place. What ends the process removes them; this file is loaded early, because
// nothing can be loaded at that moment.

import { rmSync } from "node:fs";

/** Their paths. */
export const unfinished = new Set<string>();

/** Call it before the process ends: half a report is of no use. */
export function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
}
