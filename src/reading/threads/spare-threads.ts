// How many threads may help. Each reserves a part of the address space, and without any left the whole process dies at
// once: if the system limits it (ulimit -v, on shared hosts), no thread helps.

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** One for each processor except this thread's own, if threads are possible. */
export function spareThreads(): number {
  const processors = availableParallelism();
  return processors > 1 && !isAddressSpaceLimited() ? processors - 1 : 0;
}

// Max address space         2147483648           unlimited            bytes
const limitLine = /^Max address space +\d/m;

/** False if the system does not tell. */
function isAddressSpaceLimited(): boolean {
  try {
    return limitLine.test(readFileSync("/proc/self/limits", "latin1"));
  } catch {
    return false;
  }
}
