// Which address of this host the receiver saw as which: what connections, refusals, headers and logs tell of it.

import { ipFamily, isInnerIp } from "../base/standards/ip.ts";
import type { ProbeConnection, SeenAddress } from "../model/probe.ts";
import type { Source } from "./sources.ts";

export interface SeenSource extends Source {
  seen: SeenAddress[];
}

/** `local`: what the mail server called its own address, where the log says so. */
export type Sighting = SeenAddress & { local?: string | null };

/** Sightings that no address of this host explains become addresses of their own. */
export function attribute(sources: readonly Source[], sightings: readonly Sighting[]): SeenSource[] {
  const all: SeenSource[] = sources.map((source) => ({ ...source, seen: [] }));
  for (const { local = null, ...seen } of sightings) {
    const owner = ownerOf(seen.ip, local, all);
    if (owner) owner.seen.push(seen);
    else all.push(onlySeen(seen));
  }
  return all;
}

function ownerOf(ip: string, local: string | null, all: readonly SeenSource[]): SeenSource | undefined {
  const same = all.find((source) => source.ip === ip);
  if (same) return same;
  const named = all.find((source) => source.ip === local);
  if (named) return named;
  // Behind a translation, the only private address of the family is the one.
  const senders = all.filter(({ family, sends }) => family === ipFamily(ip) && sends !== "no");
  return senders.length === 1 && senders[0]?.inner === true ? senders[0] : undefined;
}

function onlySeen(seen: SeenAddress): SeenSource {
  const { ip } = seen;
  return {
    ip,
    family: ipFamily(ip),
    source: "seen",
    configuredBy: [],
    ways: [],
    onHost: null,
    sends: "maybe",
    inner: isInnerIp(ip),
    helo: null,
    seen: [seen],
  };
}

/** A refusal's own word counts before the answer to EHLO. */
export function seenBy(connection: ProbeConnection | null): SeenAddress[] {
  if (connection === null) return [];
  const { at, seenIp, verdict } = connection;
  const named = verdict?.namedIp ?? null;
  if (named !== null) return [{ ip: named, source: "reply", at }];
  return seenIp === null ? [] : [{ ip: seenIp, source: "connection", at }];
}

/** What the receiver judges: what it saw in a connection, else what it wrote last, else the address itself. */
export function judgedIp({ ip, inner, seen }: Pick<SeenSource, "ip" | "inner" | "seen">): string | null {
  const live = seen.find(({ source }) => source === "connection" || source === "reply");
  const latest = seen.toSorted((one, other) => (other.at ?? "").localeCompare(one.at ?? ""))[0];
  return live?.ip ?? latest?.ip ?? (inner ? null : ip);
}
