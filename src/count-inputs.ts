// Counts what logs, mailboxes and events tell: inputs to events, events to counts.

import { sendingIpsOf, totalsOf, weeksOf } from "./cells.ts";
import { UserError } from "./errors.ts";
import { createGrouping } from "./group.ts";
import { standardLogs, STANDARD_LOGS } from "./input/discover.ts";
import { timeOf } from "./iso-time.ts";
import type {
  AnalyseOptions,
  AnalysisEvent,
  Period,
  QueueFact,
  Report,
  Results,
  SendingIpCounts,
  UnreadCount,
} from "./model.ts";
import { createOutsideCount } from "./outside-period.ts";
import { readInputs } from "./read-inputs.ts";
import { cellsOf, tallyOtherReceivers, tallyOthers, tallyRecipients, tallyTimeline } from "./tally.ts";

/** Everything a report counts, before the DNS is asked. */
export interface Counted extends Omit<Results, "report"> {
  inputs: Report["inputs"];
  warnings: readonly string[];
  totals: Report["totals"];
  sendingIps: SendingIpCounts[];
  otherRefusals: Report["otherGmailRejections"];
  otherReceivers: NonNullable<Report["otherReceivers"]>;
  unread: UnreadCount;
  outsidePeriod: Report["outsidePeriod"];
  /** By sending address, the addresses that the mailer says it sent from. */
  localIps: ReadonlyMap<string, ReadonlySet<string>>;
  /** The same of the period before; null when it was not asked for. */
  before: Pick<Counted, "totals" | "sendingIps"> | null;
}

/** `before` is the period to be compared with. */
export async function countInputs(
  options: AnalyseOptions,
  before: Period | null,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Counted> {
  const { period, timezone, threads, signal, onWarning, onProgress = () => {}, output = null } = options;
  const paths = await choosePaths(options.paths, stdin !== null);
  const grouping = createGrouping(options.keepEvents);
  const outside = createOutsideCount();
  const earlier = before && createGrouping(false);
  const emit = (event: AnalysisEvent) => {
    if (before && isWithin(event, before)) earlier?.add(event);
    if (isWithin(event, period)) return grouping.add(event);
    outside.add(event);
    return false;
  };
  const emitFact = (fact: QueueFact) => {
    earlier?.addFact(fact);
    grouping.addFact(fact);
  };
  const reading = { paths, stdin, timezone, output, emit, emitFact, onWarning, onProgress, threads, signal };
  const { inputs, warnings, failed, interrupted } = await readInputs(reading);
  const grouped = grouping.finish();
  const cells = cellsOf(grouped, timezone);
  const cellsBefore = earlier && cellsOf(earlier.finish(), timezone);
  return {
    inputs,
    warnings,
    inputFailed: failed,
    interrupted,
    totals: totalsOf(cells),
    sendingIps: sendingIpsOf(cells),
    weeks: weeksOf(cells),
    timeline: tallyTimeline(grouped, period),
    recipients: tallyRecipients(grouped),
    otherRefusals: tallyOthers(grouped.others),
    otherReceivers: tallyOtherReceivers(grouped.otherReceivers),
    unread: grouped.unread,
    outsidePeriod: outside.finish(),
    localIps: grouped.localIps,
    events: grouped.events,
    before: cellsBefore && { totals: totalsOf(cellsBefore), sendingIps: sendingIpsOf(cellsBefore) },
  };
}

async function choosePaths(paths: readonly string[], piped: boolean): Promise<readonly string[]> {
  if (paths.length > 0 || piped) return paths;
  const found = await standardLogs();
  if (found.length > 0) return found;
  throw new UserError(
    `no path given, nothing piped in, and no mail log at ${STANDARD_LOGS.slice(0, 2).join(", ")} or the other usual places; name a log, a mailbox or a directory`,
  );
}

/**
 * What became of a message counts whenever it was; a refusal of unknown time belongs to no limited period. Of what could
 * not be read no time may be known: it is told all the same.
 */
export function isWithin(event: AnalysisEvent, period: Period): boolean {
  if (event.schema === "whybounce.outcome/1" || event.schema === "whybounce.requeue/1") return true;
  const isOpen = period.from === null && period.to === null;
  if (event.time === null) return isOpen || event.schema === "whybounce.unread/1";
  const time = timeOf(event.time);
  return time >= (period.from ?? -Infinity) && time < (period.to ?? Infinity);
}
