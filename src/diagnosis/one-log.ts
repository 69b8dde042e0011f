// Exim's own log names no host. Where all that was read is one such log, with what it was rotated to, one host wrote it.

import type { InputSummary } from "../model/report.ts";

/** `mainlog.1`, `mainlog-20260223.gz`, `mainlog.02.xz`, as logrotate and Exim's `exicyclog` name them. */
const rotation = /(?:[.-]\d+)?(?:\.(?:gz|xz|bz2|zst|Z))?$/;

/** False for standard input: anything may have been put together there, and for events, which many hosts give. */
export function isOneLog(inputs: readonly Pick<InputSummary, "path" | "kind">[]): boolean {
  if (inputs.length === 0 || !inputs.every(({ path, kind }) => kind === "log" && path !== "-")) return false;
  return new Set(inputs.map(({ path }) => path.replace(rotation, ""))).size === 1;
}
