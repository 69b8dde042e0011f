// The pipeline: inputs to events, events to counts, addresses to DNS facts and causes, all to a report.

import { ipFamily } from "./base/standards/ip.ts";
import type { Checked, Listeners } from "./diagnosis/check-all.ts";
import { compareReports, periodBefore } from "./counting/compare.ts";
import type { Counted } from "./counting/counted.ts";
import { isJournal } from "./base/journal-names.ts";
import type { MachineNames } from "./model/machine.ts";
import type { AnalysisTask, CheckTask, DnsOptions, Period } from "./model/options.ts";
import type { CheckedAddress, Report, Results, SendingIpCounts, SendingIpReport } from "./model/report.ts";
import type { GivenHints } from "./diagnosis/hints.ts";
import { compareActions } from "./diagnosis/action-order.ts";
import { isoTime } from "./base/standards/iso-time.ts";
import { noCounts, uncounted, undiagnosed } from "./model/undiagnosed.ts";
import { standingIn, tellRefusals } from "./run/sender-refusals.ts";
import { witnessesIn, witnessesOfCheck, type KnownOfLogs } from "./run/witnesses.ts";
import { tellHistory } from "./run/tell-history.ts";
import { packageVersion } from "./base/version.ts";

/** Reads logs and bounce mail, or a store of what was read, and reports why Gmail refused what it refused. */
export async function analyze(
  options: AnalysisTask,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Results> {
  const now = Date.now();
  const before = options.compare === true ? periodBefore(options.period, now) : null;
  const { count } = await import("./run/count.ts");
  const counted = await count(options, before, stdin);
  const told = await findCauses(options, counted);
  const report = reportOf(now, options.period, counted, told);
  if (before && counted.before) {
    const earlier = { period: reportPeriod(before), ...counted.before };
    const current = { ...report, senderRefusals: counted.senderRefusals };
    report.comparison = compareReports(current, earlier, counted);
  }
  return resultsOf(report, counted, told);
}

/** Both kinds of causes: of the addresses, and of the senders' records. */
async function findCauses(options: AnalysisTask, counted: Counted) {
  const { dns, onWarning, onProgress = () => {} } = options;
  const machine = await machineOfLogs(options, counted);
  const given = { heloName: options.helo ?? null, from: null, machine, ...witnessesIn(counted) };
  const ofSenders = await tellRefusals(counted, dns, given, onProgress);
  const ofAddresses = await askDns(
    wantedOf(options, counted.sendingIps),
    dns,
    { ...given, refusedForSender: standingIn(ofSenders.refusals ?? []) },
    { onWarning, onProgress },
  );
  // A resolver that is no witness is none for either.
  for (const warning of ofSenders.warnings) if (!ofAddresses.warnings.includes(warning)) onWarning(warning);
  const history = await tellHistory(options, ofAddresses.sendingIps);
  return { machine, ofSenders, ofAddresses, history };
}

type Causes = Awaited<ReturnType<typeof findCauses>>;

function reportOf(
  now: number,
  period: Period,
  counted: Counted,
  { machine, ofSenders, ofAddresses, history }: Causes,
): Report {
  return {
    ...emptyReport(now),
    period: reportPeriod(period),
    inputs: counted.inputs,
    totals: counted.totals,
    sendingIps: history.sendingIps,
    actions: [...ofAddresses.actions, ...ofSenders.actions].toSorted(compareActions),
    otherGmailRejections: counted.otherRefusals,
    ...(ofSenders.refusals === null ? {} : { refusals: ofSenders.refusals }),
    otherReceivers: counted.otherReceivers,
    unread: counted.unread,
    warnings: [
      ...counted.warnings,
      ...(machine?.warnings ?? []),
      ...new Set([...ofAddresses.warnings, ...ofSenders.warnings]),
      ...history.warnings,
    ],
    ...(counted.outsidePeriod ? { outsidePeriod: counted.outsidePeriod } : {}),
    ...(counted.sinceLastRun ? { sinceLastRun: counted.sinceLastRun } : {}),
    ...(counted.hosts ? { hosts: counted.hosts } : {}),
    ...(ofAddresses.dnsSilent ? { dnsSilent: true as const } : {}),
  };
}

function resultsOf(report: Report, counted: Counted, { history }: Causes): Results {
  const { interrupted = false, weeks, timeline, recipients, events } = counted;
  const { newest = null, acceptances, accepted, state } = counted;
  return {
    report,
    inputFailed: counted.inputFailed || history.warnings.length > 0,
    interrupted,
    weeks,
    timeline,
    recipients,
    events,
    newest,
    acceptances,
    ...(accepted ? { accepted } : {}),
    ...(state ? { state } : {}),
  };
}

/** As many addresses at once as `size` says: their reports, without anything told of all of them, are forgotten one batch after the other. */
export async function analyzeInBatches(
  options: AnalysisTask & { dns: DnsOptions },
  size: number,
  onBatch: (senders: readonly SendingIpReport[]) => void,
): Promise<void> {
  const { count } = await import("./run/count.ts");
  const counted = await count(options, null, null);
  const { helo = null, dns, onWarning, onProgress = () => {} } = options;
  const machine = await machineOfLogs(options, counted);
  const given = { heloName: helo, from: null, machine, ...witnessesIn(counted) };
  const wanted = wantedOf(options, counted.sendingIps);
  if (wanted.length === 0) return;
  const ofSenders = await tellRefusals(counted, dns, given, onProgress);
  for (const warning of ofSenders.warnings) onWarning(warning);
  const known = { ...given, refusedForSender: standingIn(ofSenders.refusals ?? []) };
  for (let start = 0; start < wanted.length; start += size) {
    const batch = wanted.slice(start, start + size);
    onBatch((await askDns(batch, dns, known, { onWarning, onProgress })).sendingIps);
  }
}

function wantedOf({ onlyAddresses }: AnalysisTask, counts: SendingIpCounts[]): SendingIpCounts[] {
  return onlyAddresses ? counts.filter(({ ip }) => onlyAddresses.has(ip)) : counts;
}

/** This machine is asked for its names only if the logs are its own. */
async function machineOfLogs(
  { local = true, dns, store, probeFolders, onWarning }: AnalysisTask,
  { inputs, sendingIps }: Counted,
): Promise<MachineNames | null> {
  if (!local || dns === null || store || sendingIps.length === 0) return null;
  const { STANDARD_LOGS } = await import("./reading/files/discover.ts");
  const isUsual = ({ path }: { path: string }) =>
    isJournal(path) || STANDARD_LOGS.some((log) => path.startsWith(log));
  if (!inputs.some(isUsual)) return null;
  const { nameMachine, ownLog } = await loadMachine();
  return nameMachine(ownLog(inputs, sendingIps, STANDARD_LOGS), onWarning, probeFolders);
}

/** And only if it has one of the addresses, and nobody says its name. */
async function machineOfAddresses(
  { helo, local = true, onWarning }: CheckTask,
  checked: readonly CheckedAddress[],
): Promise<MachineNames | null> {
  if (!local || helo !== null) return null;
  const { nameMachine, ownAddresses } = await loadMachine();
  const unnamed = checked.filter(({ heloName }) => heloName === null);
  return nameMachine(ownAddresses(unnamed.map(({ ip }) => ip)), onWarning);
}

async function loadMachine() {
  return { ...(await import("./machine/name-machine.ts")), ...(await import("./machine/question.ts")) };
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

/** Diagnoses addresses without any report of a log; `known` is what logs tell of them. */
export async function check(options: CheckTask, known: KnownOfLogs | null = null): Promise<Results> {
  const { helo, from, dns, onWarning, onProgress = () => {} } = options;
  const { addressesOf } = await import("./targets/index.ts");
  const { addresses: checked, problems, notes } = await addressesOf(options);
  const machine = await machineOfAddresses(options, checked);
  const named = checked.flatMap(({ ip, heloName }) => (heloName === null ? [] : [[ip, heloName] as const]));
  const given = {
    heloName: helo,
    heloNames: new Map(named),
    from,
    machine,
    ...witnessesOfCheck(known),
  };
  const counted = new Map(known?.sendingIps.map((count) => [count.ip, count]));
  const counts = checked.map(({ ip }) => counted.get(ip) ?? uncounted(ip, ipFamily(ip)));
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
