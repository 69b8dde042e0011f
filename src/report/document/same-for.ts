// The addresses of which a block says the same as of its first one: what is counted of each is its own.

import type { SendingIpReport } from "../../model/report.ts";
import { count, some } from "../../base/words/quantities.ts";
import { mailCounts, refusalText, senderText } from "./address.ts";
import type { Medium } from "./media.ts";
import type { AddressPart } from "./sections.ts";

/** More addresses than these tell a reader no more. */
export const MAX_NAMED = 8;

const LABEL = "Same for";

/** A short report has the counts in its overview alone. */
export function sameFor(
  alike: readonly SendingIpReport[],
  { isShort }: Pick<Medium, "isShort">,
): AddressPart {
  const ips = alike.map(({ ip }) => ip);
  const isCounted = alike.some(({ attempts, affected }) => attempts > 0 || affected > 0);
  if (isShort || !isCounted) return { kind: "facts", facts: [{ label: LABEL, text: some(ips, MAX_NAMED) }] };
  const facts = alike.slice(0, MAX_NAMED).map((sender) => ({ label: LABEL, text: figuresOf(sender) }));
  return { kind: "facts", facts: [...facts, ...restOf(alike.slice(MAX_NAMED))] };
}

function figuresOf(sender: SendingIpReport): string {
  const from = senderText(sender);
  const parts = [`refusals ${refusalText(sender)}`, `mail: ${mailCounts(sender)}`];
  return `${sender.ip}: ${[...parts, ...(from === null ? [] : [`from ${from}`])].join("; ")}`;
}

function restOf(rest: readonly SendingIpReport[]): { label: string; text: string }[] {
  if (rest.length === 0) return [];
  const attempts = rest.reduce((sum, sender) => sum + sender.attempts, 0);
  const affected = rest.reduce((sum, sender) => sum + sender.affected, 0);
  const words = `${count(rest.length, "more address", "more addresses")}: ${count(attempts, "refusal")}, ${count(affected, "delivery", "deliveries")}`;
  return [{ label: LABEL, text: words }];
}
