// What changed since the period before.

import type { RefusalCauseId } from "./refusal-topics.ts";
import type { Counts } from "./report.ts";

/** Whether there were more or fewer refusals than before; `none` when there were none at both times. */
export type Trend = "better" | "worse" | "same" | "none";

/** `gone`: refused in the period before, and not in this one. */
export type AddressChange = "new" | "worse" | "same" | "better" | "gone";

/** This period's refusals against those of the period of the same length right before it. */
export interface Comparison {
  /** The period before. */
  period: { from: string | null; to: string | null };
  /** What was counted in the period before. */
  totals: Counts & { unattributed: number };
  trend: Trend;
  sendingIps: { ip: string; change: AddressChange; attempts: number; attemptsBefore: number }[];
  /** Refusals for the sender, by reason, domain and sending address; absent where they are not kept. */
  refusals?: ComparedRefusal[];
  /**
   * The time of the oldest line that was read, where that is later than the beginning of the period before: of what came
   * earlier nothing is known. Absent where the logs reach back, or where it cannot be told.
   */
  logsBegin?: string;
  /**
   * Where a store or a history is asked, the time of the first that it has of a refusal, or of a log that was pushed, if that is later
   * than the beginning of the period before: whether there was more before, it does not know.
   */
  firstRecord?: { of: Keeper; time: string };
}

/** What keeps events for later reports. */
export type Keeper = "store" | "history";

export interface ComparedRefusal {
  cause: RefusalCauseId;
  domain: string | null;
  sendingIp: string | null;
  change: AddressChange;
  attempts: number;
  attemptsBefore: number;
}
