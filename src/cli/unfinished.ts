// Unfinished report files, each in the directory of its final name. They are removed when the process ends; this file is
// loaded early, because nothing can be loaded at that moment.

import { rmSync } from "node:fs";

/** Their paths. */
export const unfinished = new Set<string>();

/** Call it before the process ends: half a report is of no use. */
export function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
}
