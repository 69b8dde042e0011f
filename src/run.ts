// The pipeline: inputs to events, events to counts, addresses to DNS facts and causes, all to a report.

import type { Checked, Listeners } from "./diagnosis/check-all.ts";
import { compareReports, periodBefore } from "./counting/compare.ts";
import { commandLineName, mistakeSentence, UserError } from "./base/errors.ts";
import type { Counted } from "./counting/counted.ts";
import { count } from "./run/count.ts";
import { isJournal } from "./base/journal-names.ts";
import { STANDARD_LOGS } from "./reading/files/discover.ts";
import { nameMachine } from "./machine/name-machine.ts";
import { ownAddresses, ownLog } from "./machine/question.ts";
import type { Action } from "./model/action.ts";
import type { MachineNames } from "./model/machine.ts";
import type {
  AnalysisTask,
  CheckTask,
  DnsOptions,
  HistoryFolder,
  Period,
  StoreOptions,
} from "./model/options.ts";
import type { CheckedAddress, Report, Results, SendingIpCounts, SendingIpReport } from "./model/report.ts";
import type { RefusalReport } from "./model/refusals.ts";
import type { GivenHints } from "./diagnosis/hints.ts";
import { compareActions } from "./diagnosis/action-order.ts";
import { isOneLog } from "./diagnosis/one-log.ts";
import { isoTime } from "./base/standards/iso-time.ts";
import { noCounts, undiagnosed, withoutRefusals } from "./diagnosis/undiagnosed.ts";
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
  const machine = await machineOfLogs(options, counted);
  const { sendingIps, actions, warnings, dnsSilent } = await askDns(
    wantedOf(options, counted.sendingIps),
    options.dns,
    { heloName: options.helo ?? null, from: null, machine, ...witnessesIn(counted) },
    { onWarning, onProgress },
  );
  const ofSenders = await tellRefusals(counted.senderRefusals, options.dns, onProgress);
  for (const warning of ofSenders.warnings) onWarning(warning);
  const history = await tellHistory(options, sendingIps);
  const report: Report = {
    ...emptyReport(now),
    period: reportPeriod(period),
    inputs: counted.inputs,
    totals: counted.totals,
    sendingIps: history.sendingIps,
    actions: [...actions, ...ofSenders.actions].toSorted(compareActions),
    otherGmailRejections: counted.otherRefusals,
    ...(ofSenders.refusals === null ? {} : { refusals: ofSenders.refusals }),
    otherReceivers: counted.otherReceivers,
    unread: counted.unread,
    warnings: [
      ...counted.warnings,
      ...(machine?.warnings ?? []),
      ...new Set([...warnings, ...ofSenders.warnings]),
      ...history.warnings,
    ],
  };
  if (counted.outsidePeriod) report.outsidePeriod = counted.outsidePeriod;
  if (dnsSilent) report.dnsSilent = true;
  if (before && counted.before) {
    const earlier = { period: reportPeriod(before), ...counted.before };
    report.comparison = compareReports(report, earlier);
  }
  const inputFailed = counted.inputFailed || history.warnings.length > 0;
  const { interrupted = false, weeks, timeline, recipients, events, state } = counted;
  const { newest = null, acceptances } = counted;
  const results = {
    report,
    inputFailed,
    interrupted,
    weeks,
    timeline,
    recipients,
    events,
    newest,
    acceptances,
  };
  return state ? { ...results, state } : results;
}

function wantedOf({ onlyAddresses }: AnalysisTask, counts: SendingIpCounts[]): SendingIpCounts[] {
  return onlyAddresses ? counts.filter(({ ip }) => onlyAddresses.has(ip)) : counts;
}

type Witnesses = Pick<
  GivenHints,
  "localIps" | "givenHosts" | "sightings" | "acceptances" | "replies" | "isOneLog"
>;

function witnessesIn(counted: Counted): Witnesses {
  const { localIps, givenHosts, sightings, acceptances, replies, inputs } = counted;
  return { localIps, givenHosts, sightings, acceptances, replies, isOneLog: isOneLog(inputs) };
}

/** This machine is asked for its names only if the logs are its own. */
async function machineOfLogs(
  { local = true, dns, store, onWarning }: AnalysisTask,
  { inputs, sendingIps }: Counted,
): Promise<MachineNames | null> {
  if (!local || dns === null || store || sendingIps.length === 0) return null;
  const isUsual = ({ path }: { path: string }) =>
    isJournal(path) || STANDARD_LOGS.some((log) => path.startsWith(log));
  if (!inputs.some(isUsual)) return null;
  return nameMachine(ownLog(inputs, sendingIps, STANDARD_LOGS), onWarning);
}

/** And only if it has one of the addresses, and nobody says its name. */
async function machineOfAddresses(
  { helo, local = true, onWarning }: CheckTask,
  checked: readonly CheckedAddress[],
): Promise<MachineNames | null> {
  if (!local || helo !== null) return null;
  const unnamed = checked.filter(({ heloName }) => heloName === null);
  return nameMachine(ownAddresses(unnamed.map(({ ip }) => ip)), onWarning);
}

/** The DNS, the causes and the hosters are loaded only to be asked; without, the diagnoses stay empty. */
async function askDns(
  counts: SendingIpCounts[],
  dns: DnsOptions | null,
  given: GivenHints,
  listeners: Listeners,
): Promise<Checked> {
  if (dns === null || counts.length === 0)
    return { sendingIps: counts.map(undiagnosed), actions: [], warnings: [], dnsSilent: false };
  const { checkAll } = await import("./diagnosis/check-all.ts");
  return checkAll(counts, dns, given, listeners);
}

/** What belongs to these is loaded only if there are any; null where nobody kept them. */
async function tellRefusals(
  groups: Counted["senderRefusals"],
  dns: DnsOptions | null,
  onProgress: (status: string) => void,
): Promise<{ refusals: RefusalReport[] | null; actions: Action[]; warnings: string[] }> {
  if (groups === undefined || groups.length === 0)
    return { refusals: groups === undefined ? null : [], actions: [], warnings: [] };
  if (dns === null) {
    const { unaskedRefusal } = await import("./model/codes/unasked-refusals.ts");
    return { refusals: groups.map(unaskedRefusal), actions: [], warnings: [] };
  }
  const { explainRefusals } = await import("./posture/refusals/index.ts");
  return explainRefusals(groups, dns, onProgress);
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

/** Diagnoses addresses without any log. */
export async function check(options: CheckTask): Promise<Results> {
  const { helo, from, dns, onWarning, onProgress = () => {} } = options;
  const { addressesOf } = await import("./targets/index.ts");
  const { addresses: checked, problems, notes } = await addressesOf(options);
  const machine = await machineOfAddresses(options, checked);
  const named = checked.flatMap(({ ip, heloName }) => (heloName === null ? [] : [[ip, heloName] as const]));
  const given = {
    heloName: helo,
    heloNames: new Map(named),
    from,
    localIps: new Map(),
    sightings: new Map(),
    machine,
  };
  const counts = checked.map(({ ip }) => withoutRefusals(ip));
  const { sendingIps, actions, warnings, dnsSilent } = await askDns(counts, dns, given, {
    onWarning,
    onProgress,
  });
  const told = [...problems, ...notes, ...(machine?.warnings ?? []), ...warnings];
  const report: Report = { ...emptyReport(Date.now()), sendingIps, actions, warnings: told };
  if (dnsSilent) report.dnsSilent = true;
  return { report, checked, inputFailed: problems.length > 0, ...nothingCounted };
}

const nothingCounted = {
  interrupted: false,
  weeks: [],
  timeline: null,
  recipients: [],
  events: [],
} satisfies Partial<Results>;

function reportPeriod({ from, to }: Period): Report["period"] {
  return { from: isoTime(from), to: isoTime(to) };
}

function emptyReport(now: number): Report {
  return {
    schema: "whybounce.report/1",
    generatedAt: new Date(now).toISOString(),
    generator: { name: "whybounce", version: packageVersion() },
    period: { from: null, to: null },
    inputs: [],
    totals: { ...noCounts, unattributed: 0 },
    sendingIps: [],
    actions: [],
    otherGmailRejections: [],
    otherReceivers: [],
    unread: { count: 0, examples: [] },
    warnings: [],
    comparison: null,
  };
}
