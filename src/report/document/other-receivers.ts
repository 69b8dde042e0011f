// What a report says of other receivers that refuse for the same reason.

import type { OtherReceiverCount, Report } from "../../model/report.ts";
import { canonicalIp } from "../../base/standards/ip.ts";
import { grouped, some } from "../../base/words/quantities.ts";
import type { CountTable } from "./sections.ts";

/** There are fewer known receivers than this, but merged event files may hold anything. */
const MAXIMUM_RECEIVERS = 30;
const MAXIMUM_ADDRESSES = 4;
const MAXIMUM_TO_CHECK = 8;

const columns: CountTable["columns"] = [
  { head: "receiver", style: "text" },
  { head: "code", style: "code" },
  { head: "sending addresses", style: "addresses" },
  { head: "refusals", style: "number" },
];

export function otherReceivers(report: Report): CountTable | null {
  const counts = report.otherReceivers ?? [];
  if (counts.length === 0) return null;
  return {
    kind: "counts",
    id: "other-receivers",
    title: "Other receivers that refuse for the same reason",
    columns,
    rows: counts.slice(0, MAXIMUM_RECEIVERS).map(rowOf),
    sentences: sentencesOf(report),
    command: commandOf(report),
  };
}

function rowOf({ name, code, attempts, sendingIps }: OtherReceiverCount): string[] {
  return [name, code, some(sendingIps, MAXIMUM_ADDRESSES), grouped(attempts)];
}

/** How many rows are left out, that the repair is the same, and how to find the cause of addresses Gmail did not name. */
function sentencesOf(report: Report): string[] {
  const leftOut = (report.otherReceivers ?? []).length - MAXIMUM_RECEIVERS;
  const unknown = addressesUnknownTo(report);
  return [
    ...(leftOut > 0 ? [`And ${grouped(leftOut)} more, in the JSON report.`] : []),
    "The same repair helps here, too. The counts of Gmail's refusals leave these out.",
    ...(unknown.length === 0
      ? []
      : [
          `No refusal of Gmail's names ${unknown.length === 1 ? "one of these addresses" : "some of these addresses"}; to find the cause, run:`,
        ]),
  ];
}

/** The check of the addresses that only other receivers name; null when there are none. */
function commandOf(report: Report): string | null {
  const unknown = addressesUnknownTo(report);
  return unknown.length === 0 ? null : `whybounce check ${unknown.slice(0, MAXIMUM_TO_CHECK).join(" ")}`;
}

function addressesUnknownTo({ otherReceivers: receivers = [], sendingIps }: Report): string[] {
  const known = new Set(sendingIps.map(({ ip }) => ip));
  const named = new Set(receivers.flatMap((receiver) => receiver.sendingIps));
  return [...named].filter((ip) => !known.has(ip) && canonicalIp(ip) === ip).toSorted();
}
