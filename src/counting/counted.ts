// What a report counts, whoever counted it: the grouping of events, or an engine.

import type { RefusalGroup } from "../model/refusals.ts";
import type { Keeper } from "../model/comparison.ts";
import type { Sighting } from "../model/machine.ts";
import type { Acceptance, Report, Results, SendingIpCounts, UnreadCount } from "../model/report.ts";

/** Everything a report counts, before the DNS is asked. */
export interface Counted extends Omit<Results, "report"> {
  inputs: Report["inputs"];
  warnings: readonly string[];
  totals: Report["totals"];
  sendingIps: SendingIpCounts[];
  otherRefusals: Report["otherGmailRejections"];
  otherReceivers: NonNullable<Report["otherReceivers"]>;
  /** Absent where the engine does not keep them. */
  senderRefusals?: RefusalGroup[];
  unread: UnreadCount;
  outsidePeriod: Report["outsidePeriod"];
  /** Absent without a state, and on its first run. */
  sinceLastRun?: Report["sinceLastRun"];
  /** Only of a fleet's store. */
  hosts?: Report["hosts"];
  /** By sending address, the addresses that the mailer says it sent from. */
  localIps: ReadonlyMap<string, ReadonlySet<string>>;
  /** What Gmail accepted after refusing it, by sending address; empty where the engine does not tell. */
  acceptances: ReadonlyMap<string, Acceptance>;
  /** One refusal of each sending address in Gmail's words; absent where the words are not kept. */
  replies?: ReadonlyMap<string, string>;
  /** By sending address, who tells of it; empty where that was not kept. */
  sightings: ReadonlyMap<string, Sighting>;
  /** Names of reporting MTAs that no log told: no record is proposed for them. */
  givenHosts: ReadonlySet<string>;
  /** The same of the period before; null when it was not asked for. */
  before: Pick<Counted, "totals" | "sendingIps" | "senderRefusals"> | null;
  /**
   * The oldest time in the logs, and in what was refused, in milliseconds since the epoch; null or absent where what was
   * read may not be all that there is.
   */
  oldest?: number | null;
  /** Whose oldest that is; absent where it is that of the logs. */
  keeper?: Keeper;
}
