// What a report says of other receivers that refuse for the same reason, in words that every format for
// people shares.

import type { OtherReceiverCount, Report } from "../../model/report.ts";
import { canonicalIp } from "../../base/standards/ip.ts";
import { grouped, some } from "../../base/words/quantities.ts";

export const OTHER_RECEIVERS = "Other receivers that refuse for the same reason";

/** More than there are receivers that are known; merged event files may hold anything. */
const MAXIMUM_RECEIVERS = 30;
const MAXIMUM_ADDRESSES = 4;
const MAXIMUM_TO_CHECK = 8;

/** A receiver and a code. */
export interface OtherReceiverRow {
  name: string;
  code: string;
  amount: string;
  /** `203.0.113.5, 203.0.113.7`; empty where no reply names one. */
  addresses: string;
}

export function otherReceiverRows({ otherReceivers = [] }: Report): OtherReceiverRow[] {
  return otherReceivers.slice(0, MAXIMUM_RECEIVERS).map(rowOf);
}

function rowOf({ name, code, attempts, sendingIps }: OtherReceiverCount): OtherReceiverRow {
  return { name, code, amount: grouped(attempts), addresses: some(sendingIps, MAXIMUM_ADDRESSES) };
}

/** How many rows are left out, that the repair is the same, and how to find it where Gmail names no address. */
export function otherReceiverSentences(report: Report): string[] {
  const leftOut = (report.otherReceivers ?? []).length - MAXIMUM_RECEIVERS;
  const unknown = addressesUnknownTo(report);
  return [
    ...(leftOut > 0 ? [`And ${grouped(leftOut)} more, in the JSON report.`] : []),
    "The same repair mends these too; they are in none of the counts of Gmail's refusals.",
    ...(unknown.length === 0
      ? []
      : [
          `No refusal of Gmail's names ${unknown.length === 1 ? "one of these addresses" : "some of these addresses"}; to find the cause, run:`,
        ]),
  ];
}

/** For the addresses that only other receivers name; null when there are none. */
export function otherReceiverCommand(report: Report): string | null {
  const unknown = addressesUnknownTo(report);
  return unknown.length === 0 ? null : `whybounce check ${unknown.slice(0, MAXIMUM_TO_CHECK).join(" ")}`;
}

function addressesUnknownTo({ otherReceivers = [], sendingIps }: Report): string[] {
  const known = new Set(sendingIps.map(({ ip }) => ip));
  const named = new Set(otherReceivers.flatMap((receiver) => receiver.sendingIps));
  return [...named].filter((ip) => !known.has(ip) && canonicalIp(ip) === ip).toSorted();
}
