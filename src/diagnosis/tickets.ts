// Which addresses one ticket is about: whoever runs their reverse zones gets one mail, and not one for each address.

import type { AddressDiagnosis } from "./remedy.ts";
import { ipFamily } from "../base/standards/ip.ts";
import { zoneToDelegate } from "./facts/registry.ts";
import type { TicketItem, TicketRequest } from "../model/ticket.ts";
import { ticketWords } from "./words/ticket.ts";

/** More records than these nobody sets from one mail; and each address of a ten thousand shows its ticket. */
const MAX_ADDRESSES = 20;

type Ticketed = Pick<AddressDiagnosis, "cause" | "ticket"> & {
  presentation?: AddressDiagnosis["presentation"] | null;
};

interface Asked {
  diagnosis: Ticketed;
  request: TicketRequest;
}

/** Gives each address its ticket, which it shares with the others of the same hoster or holder of a zone. */
export function shareTickets(diagnoses: readonly Ticketed[]): void {
  const groups = new Map<string, Asked[]>();
  for (const diagnosis of diagnoses) {
    const request = diagnosis.presentation?.request;
    if (!request) continue;
    const letter = letterOf(request, diagnosis.cause?.id ?? "");
    const known = groups.get(letter);
    if (known) known.push({ diagnosis, request });
    else groups.set(letter, [{ diagnosis, request }]);
  }
  for (const group of groups.values()) shareWithin(group);
  for (const { presentation } of diagnoses) if (presentation) forget(presentation);
}

/**
 * One letter has all that somebody is asked for and that is needed. What is a choice stands in a letter of its own, which is sent
 * if that way is chosen; `choice` is what is chosen about. So does what may be left alone.
 */
export function letterOf({ need, ...request }: TicketRequest, choice: string): string {
  return JSON.stringify([recipientOf(request), need, need === "if chosen" ? choice : ""]);
}

/**
 * The zone alone where nobody is named, delegated or not: it may have a holder of its own. Where not even that is known, the
 * zone that there mostly is, as an action takes it.
 */
function recipientOf({ hoster, contact, zone, undelegated, item }: Omit<TicketRequest, "need">): string {
  return JSON.stringify(hoster ?? contact ?? zone ?? undelegated ?? usualZone(item));
}

function usualZone({ ip, reverseName }: TicketItem): string {
  return zoneToDelegate({ family: ipFamily(ip), reverseName });
}

/** Ten thousand of them are as large as their reports. Not deleted: V8 gives objects without a field twice the memory. */
function forget(presentation: NonNullable<Ticketed["presentation"]>): void {
  presentation.request = undefined;
  presentation.steps = undefined;
}

function shareWithin(group: Asked[]): void {
  const parts = Math.ceil(group.length / MAX_ADDRESSES);
  for (let number = 1; number <= parts; number++) {
    const [first, ...others] = group.slice((number - 1) * MAX_ADDRESSES, number * MAX_ADDRESSES);
    if (first === undefined) continue;
    const text = ticketWords([first.request, ...others.map(({ request }) => request)], { number, of: parts });
    for (const { diagnosis } of [first, ...others]) diagnosis.ticket = text;
  }
}
