// The pipeline: inputs to events, events to counts, addresses to DNS facts and causes, all to a report.

import type { Checked, Listeners } from "./diagnosis/check-all.ts";
import { compareReports, periodBefore } from "./counting/compare.ts";
import { commandLineName, mistakeSentence, UserError } from "./base/errors.ts";
import { MENTIONS_REACH } from "./counting/within-period.ts";
import { createObservationCount } from "./counting/count-observations.ts";
import type { Counted } from "./counting/counted.ts";
import { SYSTEM_JOURNAL } from "./reading/files/file-names.ts";
import { standardLogs, STANDARD_LOGS } from "./reading/files/discover.ts";
import { findInputs } from "./reading/find-inputs.ts";
import { hostOfLog } from "./reading/host-names.ts";
import { readInputs } from "./reading/read-inputs.ts";
import { createReadingRecord } from "./reading/record.ts";
import type { ReadingState } from "./reading/state/reading-state.ts";
import type {
  AnalysisTask,
  CheckTask,
  DnsOptions,
  HistoryFolder,
  Period,
  StoreOptions,
} from "./model/options.ts";
import type { Counts, Report, Results, SendingIpCounts, SendingIpReport } from "./model/report.ts";
import type { GivenHints } from "./diagnosis/hints.ts";
import { isoTime } from "./base/standards/iso-time.ts";
import { ipFamily } from "./base/standards/ip.ts";
import { undiagnosed } from "./diagnosis/undiagnosed.ts";
import { packageVersion } from "./base/version.ts";

/** Reads logs and bounce mail, or a store of what was read, and reports why Gmail refused what it refused. */
export async function analyze(
  options: AnalysisTask,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Results> {
  const now = Date.now();
  const { period, onWarning, onProgress = () => {} } = options;
  const before = options.compare === true ? periodBefore(period, now) : null;
  const counted = await count(options, before, stdin);
  const { sendingIps, warnings, dnsSilent } = await askDns(
    counted.sendingIps,
    options.dns,
    { heloName: null, from: null, localIps: counted.localIps, givenHosts: counted.givenHosts },
    { onWarning, onProgress },
  );
  const history = await tellHistory(options, sendingIps);
  const report: Report = {
    ...emptyReport(now),
    period: reportPeriod(period),
    inputs: counted.inputs,
    totals: counted.totals,
    sendingIps: history.sendingIps,
    otherGmailRejections: counted.otherRefusals,
    otherReceivers: counted.otherReceivers,
    unread: counted.unread,
    warnings: [...counted.warnings, ...warnings, ...history.warnings],
  };
  if (counted.outsidePeriod) report.outsidePeriod = counted.outsidePeriod;
  if (dnsSilent) report.dnsSilent = true;
  if (before && counted.before) {
    const earlier = { period: reportPeriod(before), ...counted.before };
    report.comparison = compareReports(report, earlier);
  }
  const inputFailed = counted.inputFailed || history.warnings.length > 0;
  const { interrupted = false, weeks, timeline, recipients, events, state } = counted;
  const { newest = null } = counted;
  const results = { report, inputFailed, interrupted, weeks, timeline, recipients, events, newest };
  return state ? { ...results, state } : results;
}

/** The DNS, the causes and the hosters are loaded only to be asked; without, the diagnoses stay empty. */
async function askDns(
  counts: SendingIpCounts[],
  dns: DnsOptions | null,
  given: GivenHints,
  listeners: Listeners,
): Promise<Checked> {
  if (dns === null || counts.length === 0)
    return { sendingIps: counts.map(undiagnosed), warnings: [], dnsSilent: false };
  const { checkAll } = await import("./diagnosis/check-all.ts");
  return checkAll(counts, dns, given, listeners);
}

/** A history that cannot be read or kept is no reason to keep back the report. */
async function tellHistory(
  { store, recordDns = false, dns, onWarning }: AnalysisTask,
  sendingIps: SendingIpReport[],
): Promise<{ sendingIps: SendingIpReport[]; warnings: string[] }> {
  if (!store || dns === null) return { sendingIps, warnings: [] };
  try {
    return { sendingIps: await withHistoryOf(store, sendingIps, recordDns), warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = mistakeSentence(error.mistake, commandLineName);
    const warning = `${reason}; what the DNS said earlier is not told${recordDns ? ", and today's answers were not kept" : ""}`;
    onWarning(warning);
    return { sendingIps, warnings: [warning] };
  }
}

async function withHistoryOf(
  store: StoreOptions | HistoryFolder,
  sendingIps: SendingIpReport[],
  recordDns: boolean,
): Promise<SendingIpReport[]> {
  if ("directory" in store) {
    const { withFolderHistory } = await import("./store/history/dns.ts");
    return withFolderHistory(store.directory, sendingIps, recordDns);
  }
  const { withHistory } = await import("./store/dns-history.ts");
  return withHistory(store, sendingIps, recordDns);
}

/** The store's counts when a store is named; its code is loaded only then. */
async function count(
  options: AnalysisTask,
  before: Period | null,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Counted> {
  if (!options.store) return countInputs(options, before, stdin);
  if ("directory" in options.store) return countHistory(options.store, options, before);
  const { countStore } = await import("./store/count-store.ts");
  return countStore(options.store, options, before);
}

/** A history on this machine is read as events are: only what the period needs. */
async function countHistory(
  { directory }: HistoryFolder,
  options: AnalysisTask,
  before: Period | null,
): Promise<Counted> {
  const { period, timezone, keepEvents, onWarning, onProgress = () => {} } = options;
  const { createLineFilter, historyFiles } = await import("./store/history/read.ts");
  const { readHistory } = await import("./reading/read-history.ts");
  const record = createReadingRecord(onWarning);
  const counting = createObservationCount({ period, before, timezone, keepEvents });
  const periods = [period, ...(before ? [before] : [])];
  const isPassedOver = createLineFilter(periods, counting.addFar);
  const { files, others, newest } = await historyFiles(directory, periods);
  for (const other of others) counting.addCounted(other);
  const source = { directory, files, isPassedOver, onProgress };
  for await (const batches of readHistory(source, record)) counting.add(batches);
  const { inputs, warnings, failed } = record;
  return { ...counting.finish(newest), inputs, warnings, inputFailed: failed, interrupted: false };
}

/** `before` is the period to be compared with. */
async function countInputs(
  options: AnalysisTask,
  before: Period | null,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Counted> {
  const { period, timezone, keepEvents, threads, signal, output = null, onObservations } = options;
  const { onWarning, onProgress = () => {}, adviceOnMissing = () => "" } = options;
  const paths = await choosePaths(options.paths, stdin !== null);
  const record = createReadingRecord(onWarning);
  const counting = createObservationCount({ period, before, timezone, keepEvents });
  const state = await openState(options.state ?? null, record.note);
  try {
    const rangeOf = (journal: string) => ({
      cursor: state?.journals.get(journal) ?? null,
      since: reachOf((before ?? period).from),
    });
    const search = { paths, stdin, timezone, output, signal, rangeOf, adviceOnMissing };
    const found = await findInputs(search, record);
    const naming = { host: options.host ?? null, namesOwnHost: options.namesOwnHost ?? state !== null };
    const host = hostOfLog(naming);
    const reading = { paths, timezone, output, signal, threads, state, host, onProgress };
    for await (const batches of readInputs(found, reading, record)) {
      counting.add(batches);
      for (const { observations } of batches) await onObservations?.(observations);
    }
  } catch (error) {
    await state?.close();
    throw error;
  }
  const { inputs, warnings, failed, interrupted } = record;
  record.see(state?.earlier.logs.newest ?? null);
  const { newest } = record;
  const counted = { ...counting.finish(newest), inputs, warnings, inputFailed: failed, interrupted, newest };
  return state ? { ...counted, state: { save: state.save, close: state.close } } : counted;
}

/** A journal is asked for no more than the period needs: messages that were refused in it came in some days before. */
function reachOf(from: number | null): number | null {
  return from === null ? null : Math.max(0, from - MENTIONS_REACH);
}

/** Its code is loaded only for a run that has one. */
async function openState(
  named: string | null,
  note: (message: string) => void,
): Promise<ReadingState | null> {
  if (named === null) return null;
  const { openReadingState } = await import("./reading/state/reading-state.ts");
  return openReadingState(named, note);
}

async function choosePaths(paths: readonly string[], piped: boolean): Promise<readonly string[]> {
  if (paths.length > 0 || piped) return paths;
  const found = await standardLogs();
  if (found.length > 0) return found;
  const { hasJournal } = await import("./reading/files/journal.ts");
  if (await hasJournal()) return [SYSTEM_JOURNAL];
  throw new UserError(
    `no path given, nothing piped in, and no mail log at ${STANDARD_LOGS.slice(0, 2).join(", ")} or the other usual places, nor a journal; name a log, a mailbox or a directory`,
  );
}

/** Diagnoses addresses without any log. */
export async function check(options: CheckTask): Promise<Results> {
  const { ips, problems, dns, onWarning, onProgress = () => {} } = options;
  const given = { heloName: options.helo, from: options.from, localIps: new Map() };
  const listeners = { onWarning, onProgress };
  const { sendingIps, warnings, dnsSilent } = await askDns(ips.map(withoutRefusals), dns, given, listeners);
  const report: Report = { ...emptyReport(Date.now()), sendingIps, warnings: [...problems, ...warnings] };
  if (dnsSilent) report.dnsSilent = true;
  const inputFailed = problems.length > 0;
  return { report, inputFailed, interrupted: false, weeks: [], timeline: null, recipients: [], events: [] };
}

function reportPeriod({ from, to }: Period): Report["period"] {
  return { from: isoTime(from), to: isoTime(to) };
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
    unread: { count: 0, examples: [] },
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
