// The command that tells when an action is done: it names all of the addresses, neighbors as a range.

import { ipFamily, sortKey } from "../../base/standards/ip.ts";

export function checkCommand(ips: readonly string[], stands: boolean): string {
  return `whybounce check ${stands ? "--wait " : ""}${rangesOf(ips).join(" ")}`;
}

/** `203.0.113.4-6` for three neighbors: no address but these is in it. */
function rangesOf(ips: readonly string[]): string[] {
  const sorted = ips.map((ip) => ({ ip, key: sortKey(ip) }));
  sorted.sort((one, other) => (one.key < other.key ? -1 : 1));
  const runs: string[][] = [];
  for (const { ip } of sorted) {
    const run = runs.at(-1);
    if (run !== undefined && follows(run.at(-1) ?? "", ip)) run.push(ip);
    else runs.push([ip]);
  }
  return runs.flatMap((run) =>
    run.length < SHORTEST_RUN ? run : [`${run[0]}-${lastPart(run.at(-1) ?? "")}`],
  );
}

/** Two neighbors are as easily read one by one. */
const SHORTEST_RUN = 3;

/** Within the last number of an IPv4 address, as people write ranges. */
function follows(before: string, ip: string): boolean {
  if (ipFamily(before) !== 4 || ipFamily(ip) !== 4) return false;
  const isNeighbor = Number(lastPart(ip)) === Number(lastPart(before)) + 1;
  return isNeighbor && network(before) === network(ip);
}

function lastPart(ip: string): string {
  return ip.slice(ip.lastIndexOf(".") + 1);
}

function network(ip: string): string {
  return ip.slice(0, ip.lastIndexOf("."));
}
