// Which action comes first: what lost most mail. What is known to pass today comes behind it, and what is not the reader's last.

import type { Action } from "../model/action.ts";
import { sortKey } from "../base/standards/ip.ts";

export function compareActions(one: Action, other: Action): number {
  return (
    rank(one) - rank(other) ||
    other.lost - one.lost ||
    other.affected - one.affected ||
    compare(addressKey(one), addressKey(other)) ||
    compare(one.id, other.id)
  );
}

/** What nobody knows to be mended counts as what stands: its mail is lost all the same. */
function rank({ cause, others }: Action): number {
  return (others ? 2 : 0) + (cause.class === "warn" ? 1 : 0);
}

/** What is about no address comes first. */
function addressKey({ ips: [ip] }: Action): string {
  return ip === undefined ? "" : sortKey(ip);
}

export function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
