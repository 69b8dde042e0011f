// What is to be done, told once for all the addresses that it helps.

import type { CauseClass, FixStep, Responsible } from "./cause.ts";
import type { RefusalCauseId } from "./refusal-topics.ts";
import type { Counts } from "./report.ts";
import type { CauseId } from "./topics.ts";

/** One step of an action, for all of its addresses together. */
export interface ActionStep extends Pick<FixStep, "who" | "where" | "way" | "main"> {
  /** The task, as an imperative. */
  action: string;
  /** The records to be made, in zone-file form with full owner names, the address that lost most mail first. */
  records: string[];
  /** The command of a step that only looks; null in other steps. */
  command: string | null;
}

/**
 * One cause, one place where it is repaired, and one person who does that. Each address counts its own deliveries: one that
 * was tried from two addresses counts for both.
 */
export interface Action extends Omit<Counts, "messages"> {
  /**
   * Made of the cause and the place, so that it is the same in the next report: `ptr_nxdomain/113.0.203.in-addr.arpa`,
   * `spf_not_passed/example.com/203.0.113.5`, without the address where the same records help several.
   */
  id: string;
  /** What Gmail refuses for: the addresses' reverse DNS, or the sender's records or way of sending (an entry of `refusals`). */
  about: "reverse DNS" | "sender";
  cause: { id: CauseId | RefusalCauseId; class: CauseClass; title: string };
  /** Whether Gmail would refuse again today. */
  stands: boolean;
  /** What is wrong, as a sentence. */
  problem: string;
  /** Who makes the change that repairs it. */
  who: Responsible;
  /** The name of the hoster, or the contact of the zone's holder; null where it is the reader, or not known. */
  keeper: string | null;
  /** Apex of the zone that is changed, or the sender's domain; null where it is not known, or where a hoster keeps several. */
  zone: string | null;
  /** True where only those who run another mail system can act. */
  others: boolean;
  /** The address that lost most mail first; none where a refusal for the sender names none. */
  ips: string[];
  firstSeen: string | null;
  lastSeen: string | null;
  /** What is to be done, in this order; steps with a letter belong to ways out of which one is enough. */
  steps: ActionStep[];
  /** A letter about all of the addresses, and about others that the same person is asked for. */
  ticket: string | null;
  /** The command that tells when it is done; null where nothing that can be asked tells. */
  check: string | null;
  /** How long Gmail may remember the old answers. */
  visibleAfterSeconds: number | null;
}

/** Whether a step only looks: then a command stands in the record's place. Reports of earlier versions leave that to the text. */
export function isLook({ record, holds }: Pick<FixStep, "record" | "holds">): boolean {
  if (record === null || holds !== undefined) return holds === "command";
  return !/^\S+ \d+ IN \S/.test(record);
}
