// Which host a log without host names is of: the one that was named, or this machine for its own logs.

import { hostname } from "node:os";
import { STANDARD_LOGS } from "./files/discover.ts";

export interface HostNaming {
  /** The name that was given for all logs; null if none was. */
  host: string | null;
  /** True where the standard logs are this machine's own: not in a plain report, whose files may be copies. */
  namesOwnHost: boolean;
}

/** The host of a log by its path. */
export function hostOfLog({ host, namesOwnHost }: HostNaming): (path: string) => string | null {
  if (host !== null) return () => host;
  return (path) => (namesOwnHost && isStandardLog(path) ? hostname() : null);
}

/** Rotation adds to the name: `mainlog.1`, `mainlog-20261123.gz`. */
function isStandardLog(path: string): boolean {
  return STANDARD_LOGS.some(
    (log) => path === log || path.startsWith(`${log}.`) || path.startsWith(`${log}-`),
  );
}
