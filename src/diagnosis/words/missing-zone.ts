// Name servers that deny a record out of a zone above the one they are named for: what they lack is the zone, not the record.

import type { AddressFacts } from "../../model/dns.ts";
import { zoneHeldInstead } from "../facts/servers-say.ts";
import { CREATE_PTR } from "./steps.ts";

/** Added to what the cause says; empty where the servers hold the zone, or where that is not known. */
export function missingZoneWords(facts: AddressFacts): string {
  const held = zoneHeldInstead(facts);
  return held === null
    ? ""
    : ` The name servers of ${facts.servers?.apex} answer out of the zone ${held}: the one they are named for, they do not hold.`;
}

/** In front of the step that makes the record. */
export function zoneFirst(facts: AddressFacts): string {
  return zoneHeldInstead(facts) === null
    ? ""
    : `set up the zone ${facts.servers?.apex} on its name servers, and `;
}

export function createPtr(facts: AddressFacts): typeof CREATE_PTR {
  return { ...CREATE_PTR, task: `${zoneFirst(facts)}${CREATE_PTR.task}` };
}
