// Who tells of a sending address: a host's own log, or bounces that anybody's mail server may have written.

import type { ReceivedHosts } from "../model/delivery.ts";
import type { Sighting } from "../model/machine.ts";
import type { Refusal } from "./refusal.ts";

interface OpenSighting extends Sighting {
  received: ReceivedHosts[];
  /** Those that are in `received`. */
  ways: Set<string>;
  mailers: Set<string>;
  logHosts: Set<string>;
  givenHosts: Set<string>;
  bounceHosts: Set<string>;
}

export function sightingsOf(refusals: readonly Refusal[]): Map<string, Sighting> {
  const sightings = new Map<string, OpenSighting>();
  for (const refusal of refusals) {
    if (refusal.sendingIp === null) continue;
    const known = sightings.get(refusal.sendingIp) ?? newSighting();
    sightings.set(refusal.sendingIp, known);
    addTo(known, refusal);
  }
  return sightings;
}

function newSighting(): OpenSighting {
  return {
    mailers: new Set(),
    logHosts: new Set(),
    givenHosts: new Set(),
    bounceHosts: new Set(),
    received: [],
    ways: new Set(),
    inLog: false,
  };
}

/** What the reading of a bounce writes for a mailer that it does not recognize. */
const UNKNOWN = "unknown";

function addTo(sighting: OpenSighting, { via, mta, reportingMta, hostGiven, received }: Refusal): void {
  if (via === "log") sighting.inLog = true;
  if (mta !== null && mta !== UNKNOWN) sighting.mailers.add(mta);
  if (reportingMta !== null && via === "log") markGiven(sighting, reportingMta, hostGiven === true);
  if (reportingMta !== null) (via === "log" ? sighting.logHosts : sighting.bounceHosts).add(reportingMta);
  if (received !== null) addWay(sighting, received);
}

/** Before the name is among the log's: one that a line told is not a given one. */
function markGiven({ logHosts, givenHosts }: OpenSighting, name: string, isGiven: boolean): void {
  if (!isGiven) givenHosts.delete(name);
  else if (!logHosts.has(name)) givenHosts.add(name);
}

function addWay({ received, ways }: OpenSighting, way: ReceivedHosts): void {
  const key = wayKey(way);
  if (ways.has(key)) return;
  ways.add(key);
  received.push(way);
}

function wayKey({ receivedBy, returnedBy, passedBy }: ReceivedHosts): string {
  return [receivedBy, returnedBy, passedBy].join(" ");
}

/** What refusals of two parts of what was read tell together. */
export function addSightings(a: Sighting, b: Sighting): Sighting {
  const told = union(toldHosts(a), toldHosts(b));
  const given = union(a.givenHosts ?? [], b.givenHosts ?? []);
  return {
    mailers: union(a.mailers, b.mailers),
    logHosts: union(a.logHosts, b.logHosts),
    givenHosts: new Set([...given].filter((host) => !told.has(host))),
    bounceHosts: union(a.bounceHosts, b.bounceHosts),
    received: [...new Map([...a.received, ...b.received].map((way) => [wayKey(way), way])).values()],
    inLog: a.inLog || b.inLog,
  };
}

function toldHosts({ logHosts, givenHosts }: Sighting): string[] {
  return [...logHosts].filter((host) => givenHosts?.has(host) !== true);
}

function union<Value>(a: Iterable<Value>, b: Iterable<Value>): Set<Value> {
  return new Set([...a, ...b]);
}
