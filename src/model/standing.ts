// Which addresses Gmail would refuse again today, and in which order they matter.

import type { RefusalReport } from "./refusals.ts";
import type { SendingIpReport } from "./report.ts";

/** Whether a refusal for this cause would happen again today. */
export function causeStands(sender: SendingIpReport): boolean {
  return sender.cause !== null && sender.cause.class !== "pass" && sender.cause.class !== "warn";
}

/** Whether that is not known: no cause, or one that only silence or a single resolver speaks for, and no refusal confirms it. */
export function isStandingOpen(sender: SendingIpReport): boolean {
  return sender.cause === null || (sender.cause.unproven === true && sender.attempts === 0);
}

/** Whether it is known that a refusal for this cause would happen again today. */
export function surelyStands(sender: SendingIpReport): boolean {
  return causeStands(sender) && !isStandingOpen(sender);
}

/** The worst harm first: lost mail is beyond help, mail that waits can still be saved, retries alone are only many lines. */
const harms = ["lost", "retrying", "affected", "attempts"] as const;

/** Addresses whose cause still stands come first, and among them the one that cost the most mail. */
export function worstFirst(senders: SendingIpReport[]): SendingIpReport[] {
  return senders.toSorted((left, right) => rank(left) - rank(right) || compareHarm(left, right));
}

function compareHarm(left: SendingIpReport, right: SendingIpReport): number {
  const decisive = harms.find((harm) => left[harm] !== right[harm]);
  return decisive === undefined ? 0 : right[decisive] - left[decisive];
}

/** Whether only those who run another mail system can act: such an address never leads a report. */
export function isOthers({ server }: SendingIpReport): boolean {
  return server?.whose === "other";
}

/** Those of other mail systems last, and in this order: the cause still stands, it is not known, it passes with a remark, all is in order. */
function rank(sender: SendingIpReport): number {
  return (isOthers(sender) ? OTHERS : 0) + rankOfCause(sender);
}

/** More than there are ranks. */
const OTHERS = 4;

function rankOfCause(sender: SendingIpReport): number {
  if (causeStands(sender)) return 0;
  if (sender.cause === null) return 1;
  return sender.cause.class === "warn" ? 2 : 3;
}

/** The state of an address, in one of four words: it is shown in that color. */
export function stateOf(sender: SendingIpReport): "fail" | "unknown" | "warn" | "pass" {
  if (causeStands(sender)) return sender.cause?.class === "not_checkable" ? "warn" : "fail";
  if (sender.cause === null) return "unknown";
  return sender.cause.class === "warn" ? "warn" : "pass";
}

// ---------------------------------------------------------------- refusals for the sender's records

/** Whether Gmail would refuse for it again, as far as anybody knows. */
export function refusalStands({ state }: Pick<RefusalReport, "state">): boolean {
  return state === "stands" || state === "not in the DNS";
}

/** Whether nobody knows if it stands. */
export function isRefusalOpen({ state }: Pick<RefusalReport, "state">): boolean {
  return state === null || state === "not known" || state === "could not be asked";
}
