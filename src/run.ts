// The pipeline: inputs to events, events to counts, addresses to DNS facts and causes, all to a report.

import { compareReports, periodBefore } from "./compare.ts";
import { checkAll } from "./check-all.ts";
import { UserError } from "./errors.ts";
import { createGrouping } from "./group.ts";
import { standardLogs, STANDARD_LOGS } from "./input/discover.ts";
import type {
  AnalyseOptions,
  AnalysisEvent,
  CheckOptions,
  Counts,
  Envelope,
  Period,
  Report,
  Results,
  SendingIpCounts,
} from "./model.ts";
import { createOutsideCount } from "./outside-period.ts";
import { readInputs } from "./read-inputs.ts";
import { isoTime } from "./rejection.ts";
import { ipFamily } from "./smtp/ip.ts";
import {
  tallyOtherReceivers,
  tallyOthers,
  tallyRecipients,
  tallySendingIps,
  tallyTimeline,
  tallyTotals,
  tallyWeeks,
} from "./tally.ts";
import { packageVersion } from "./version.ts";

/** Reads logs and bounce mail and reports why Gmail refused what it refused. */
export async function analyse(
  options: AnalyseOptions,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Results> {
  const now = Date.now();
  const { period, timezone, signal, onWarning, onProgress = () => {} } = options;
  const paths = await choosePaths(options.paths, stdin !== null);
  const grouping = createGrouping(options.keepEvents);
  const outside = createOutsideCount();
  const before = options.compare === true ? openBefore(period, now) : null;
  const emit = (event: AnalysisEvent) => {
    before?.add(event);
    if (isWithin(event, period)) return grouping.add(event);
    outside.add(event);
    return false;
  };
  const emitEnvelope = (envelope: Envelope) => {
    before?.addEnvelope(envelope);
    grouping.addEnvelope(envelope);
  };
  const reading = { paths, stdin, timezone, emit, emitEnvelope, onWarning, onProgress, signal };
  const read = await readInputs(reading);
  const grouped = grouping.finish();
  const listeners = { onWarning, onProgress };
  const { sendingIps, warnings } = await checkAll(
    tallySendingIps(grouped),
    options.dns,
    { heloName: null, from: null, localIps: grouped.localIps },
    listeners,
  );
  const report: Report = {
    ...emptyReport(now),
    period: reportPeriod(period),
    inputs: read.inputs,
    totals: tallyTotals(grouped),
    sendingIps,
    otherGmailRejections: tallyOthers(grouped),
    otherReceivers: tallyOtherReceivers(grouped.otherReceivers),
    warnings: [...read.warnings, ...warnings],
  };
  const outsidePeriod = outside.finish();
  if (outsidePeriod) report.outsidePeriod = outsidePeriod;
  return {
    report: { ...report, comparison: before && compareReports(report, before.finish()) },
    inputFailed: read.failed,
    interrupted: read.interrupted,
    weeks: tallyWeeks(grouped, timezone),
    timeline: tallyTimeline(grouped, period),
    recipients: tallyRecipients(grouped),
    events: grouped.events,
  };
}

/** Diagnoses addresses without any log. */
export async function check(options: CheckOptions): Promise<Results> {
  const { ips, problems, dns, onWarning, onProgress = () => {} } = options;
  const given = { heloName: options.helo, from: options.from, localIps: new Map() };
  const listeners = { onWarning, onProgress };
  const { sendingIps, warnings } = await checkAll(ips.map(withoutRefusals), dns, given, listeners);
  const report: Report = { ...emptyReport(Date.now()), sendingIps, warnings: [...problems, ...warnings] };
  const inputFailed = problems.length > 0;
  return { report, inputFailed, interrupted: false, weeks: [], timeline: null, recipients: [], events: [] };
}

async function choosePaths(paths: readonly string[], piped: boolean): Promise<readonly string[]> {
  if (paths.length > 0 || piped) return paths;
  const found = await standardLogs();
  if (found.length > 0) return found;
  throw new UserError(
    `no path given, nothing piped in, and no mail log at ${STANDARD_LOGS.slice(0, 2).join(", ")} or the other usual places; name a log, a mailbox or a directory`,
  );
}

/** Counts the period before, from the same reading. */
function openBefore(period: Period, now: number) {
  const before = periodBefore(period, now);
  const { add, addEnvelope, finish } = createGrouping(false);
  return {
    add: (event: AnalysisEvent) => void (isWithin(event, before) && add(event)),
    addEnvelope,
    finish: () => {
      const grouped = finish();
      const sendingIps = tallySendingIps(grouped);
      return { period: reportPeriod(before), totals: tallyTotals(grouped), sendingIps };
    },
  };
}

function reportPeriod({ from, to }: Period): Report["period"] {
  return { from: isoTime(from), to: isoTime(to) };
}

/** How a delivery ended counts whenever it was; a refusal of unknown time belongs to no limited period. */
function isWithin(event: AnalysisEvent, period: Period): boolean {
  if (event.schema === "whybounce.outcome/1") return true;
  if (event.time === null) return period.from === null && period.to === null;
  const time = Date.parse(event.time);
  return time >= (period.from ?? -Infinity) && time < (period.to ?? Infinity);
}

const noCounts: Counts = { attempts: 0, messages: 0, affected: 0, lost: 0, retrying: 0, delivered: 0 };

function emptyReport(now: number): Report {
  return {
    schema: "whybounce.report/1",
    generatedAt: new Date(now).toISOString(),
    generator: { name: "whybounce", version: packageVersion() },
    period: { from: null, to: null },
    inputs: [],
    totals: { ...noCounts, unattributed: 0 },
    sendingIps: [],
    otherGmailRejections: [],
    otherReceivers: [],
    warnings: [],
    comparison: null,
  };
}

function withoutRefusals(ip: string): SendingIpCounts {
  return {
    ip,
    family: ipFamily(ip),
    ...noCounts,
    byCode: {},
    firstSeen: null,
    lastSeen: null,
    senderDomains: [],
    reportingMtas: [],
  };
}
