// Which addresses Gmail would refuse again today, and in which order they matter.

import type { SendingIpReport } from "./report.ts";

/** Whether a refusal for this cause would happen again today. */
export function causeStands(sender: SendingIpReport): boolean {
  return sender.cause !== null && sender.cause.class !== "pass" && sender.cause.class !== "warn";
}

/** Harm, the worst first: lost mail is beyond help, mail that waits can still be saved, retries alone are only many lines. */
const harms = ["lost", "retrying", "affected", "attempts"] as const;

/** What still stands first, and of those the address that cost the most mail. */
export function worstFirst(senders: SendingIpReport[]): SendingIpReport[] {
  return senders.toSorted((left, right) => rank(left) - rank(right) || compareHarm(left, right));
}

function compareHarm(left: SendingIpReport, right: SendingIpReport): number {
  const decisive = harms.find((harm) => left[harm] !== right[harm]);
  return decisive === undefined ? 0 : right[decisive] - left[decisive];
}

/** What still stands, what is not known, what passes with a remark, what is in order. */
function rank(sender: SendingIpReport): number {
  if (causeStands(sender)) return 0;
  if (sender.cause === null) return 1;
  return sender.cause.class === "warn" ? 2 : 3;
}

/** How an address stands, in one of four words: the color it is shown in. */
export function stateOf(sender: SendingIpReport): "fail" | "unknown" | "warn" | "pass" {
  if (causeStands(sender)) return sender.cause?.class === "not_checkable" ? "warn" : "fail";
  if (sender.cause === null) return "unknown";
  return sender.cause.class === "warn" ? "warn" : "pass";
}
