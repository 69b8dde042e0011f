// The NDJSON contract of a check: one address a line.

import type { Counts, SendingIpCounts, SendingIpReport } from "./report.ts";

/** What only a log can count. */
type Counted = Exclude<keyof SendingIpCounts, "ip" | "family"> | keyof Counts;

/** What the DNS said of one address, why Gmail refuses it, and what to change. */
export interface CheckLine extends Omit<SendingIpReport, Counted | "presentation"> {
  schema: "whybounce.check/1";
  /** When the DNS was asked: ISO 8601, UTC. */
  checkedAt: string;
  /** What led to the address, as the caller wrote it: `mail.example.com`, `203.0.113.0/28`. */
  targets: string[];
  /** Whether Gmail would refuse the address today; null where the DNS could not be asked. */
  stands: boolean | null;
}
