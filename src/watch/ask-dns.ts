// The DNS half of a round: which addresses are due, and what the DNS says of them.

import { isDeepStrictEqual } from "node:util";
import { commandLineName, mistakeSentence, UserError } from "../base/errors.ts";
import { isInnerIp } from "../base/standards/ip.ts";
import { describeMachine, onHostAmong, sightingsInFolders } from "../machine/index.ts";
import type { CheckedAddress, SendingIpReport } from "../model/report.ts";
import { causeStands } from "../model/standing.ts";
import type { WatchedAddress, WatchedCause, WatchState } from "../model/watch.ts";
import type { Heard } from "./transitions.ts";
import type { WatchTask } from "./task.ts";
import type { News } from "./read-round.ts";

/** An address that is not in order is asked about this often. */
export const TROUBLED_MILLISECONDS = 5 * 60_000;
/** What Gmail's replies say of an address helps to find its cause for as long. */
const WITNESSED_MILLISECONDS = 7 * 24 * 3_600_000;

export interface Answers {
  dns: Map<string, Heard["dns"]>;
  /** All addresses were asked about. */
  isSweep: boolean;
  /** Those that somebody named, or that are this machine's; null where that was not asked. */
  named: ReadonlySet<string> | null;
  hasFailed: boolean;
}

export async function askDns(state: WatchState, news: News, task: WatchTask): Promise<Answers> {
  const now = task.now();
  const isSweep = isOver(state.lastSweep, now, task.everyMilliseconds);
  const due = new Set(state.addresses.filter((one) => isSweep || isDue(one, now)).map(({ ip }) => ip));
  const byIp = new Map(state.addresses.map((one) => [one.ip, one]));
  for (const ip of news.refusals.keys()) if (isNewTrouble(byIp.get(ip))) due.add(ip);
  for (const [ip, time] of news.accepted) if (isNewlyAccepted(byIp.get(ip), time)) due.add(ip);
  const targets = isSweep ? await targetsOf(task) : [];
  const answers: Answers = { dns: new Map(), isSweep, named: null, hasFailed: false };
  if (due.size === 0 && targets.length === 0) return answers;
  const refused = [...due].filter((ip) => isWitnessed(byIp.get(ip), news, now));
  const note = (senders: readonly SendingIpReport[]) => {
    for (const sender of senders)
      answers.dns.set(sender.ip, answerOf(sender, byIp.get(sender.ip)?.cause ?? null));
  };
  if (refused.length > 0) await guarded(answers, task, () => askWitnessed(refused, task, note));
  const named = new Set(targets.filter((target) => answers.dns.has(target)));
  const others = [...new Set([...due, ...targets])].filter((one) => !answers.dns.has(one));
  const wanted = new Set(targets);
  for (const some of inBatches(others))
    await guarded(answers, task, async () => {
      const { report, checked = [] } = await askOthers(some, task);
      for (const one of checked) if (one.targets.some((target) => wanted.has(target))) named.add(one.ip);
      note(report.sendingIps);
    });
  // What could not be asked may have named more.
  if (isSweep && !answers.hasFailed) answers.named = named;
  return answers;
}

/** A report of all at once would fill the memory: tickets, commands and evidence of each are made, and only the cause is kept. */
const BATCH = 250;

function* inBatches(all: readonly string[]): Generator<string[]> {
  for (let start = 0; start < all.length; start += BATCH) yield all.slice(start, start + BATCH);
}

/** A round that cannot ask leaves every address as it was. */
async function guarded(answers: Answers, task: WatchTask, ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    answers.hasFailed = true;
    task.onWarning(mistakeSentence(error.mistake, commandLineName));
  }
}

// ---------------------------------------------------------------- who is due

/** A clock that was set back asks again. */
function isOver(since: number | null, now: number, pause: number): boolean {
  return since === null || now < since || now - since >= pause;
}

/** What changed a few hours ago may change again. */
function isDue({ state, dnsChecked, unaskedSince, changes }: WatchedAddress, now: number): boolean {
  const isOpen = state === "refused" || state === "broken" || state === "waiting";
  const isTroubled = isOpen || unaskedSince !== null || changes.length > 0;
  return dnsChecked === null || (isTroubled && isOver(dnsChecked, now, TROUBLED_MILLISECONDS));
}

function isNewTrouble(known: WatchedAddress | undefined): boolean {
  return known === undefined || (known.state !== "refused" && known.state !== "waiting");
}

function isNewlyAccepted(known: WatchedAddress | undefined, time: number): boolean {
  return known !== undefined && known.state === "refused" && time > (known.lastAccepted ?? 0);
}

function isWitnessed(known: WatchedAddress | undefined, news: News, now: number): boolean {
  if (news.refusals.has(known?.ip ?? "")) return true;
  return (
    known === undefined || (known.lastRefusal !== null && known.lastRefusal > now - WITNESSED_MILLISECONDS)
  );
}

async function targetsOf(task: WatchTask): Promise<string[]> {
  const given = await task.targets();
  if (!task.ownAddresses) return [...given];
  const { outgoing } = await describeMachine();
  const own = outgoing.filter(({ isInner, ip }) => !isInner && !isInnerIp(ip)).map(({ ip }) => ip);
  return [...new Set([...given, ...own, ...(await seenByProbes(task))])];
}

/** What Gmail saw of addresses that this machine still has: behind a translation, no setting names them. */
async function seenByProbes({ directory, now, onWarning }: WatchTask): Promise<string[]> {
  const { sightings, warnings } = await sightingsInFolders([directory], now());
  for (const warning of warnings) onWarning(warning);
  if (sightings.length === 0) return [];
  const present = await onHostAmong(sightings.map(({ from }) => from));
  const seen = sightings.filter(({ from }) => present.includes(from)).map(({ seenIp }) => seenIp);
  return seen.filter((ip) => !isInnerIp(ip));
}

// ---------------------------------------------------------------- questions

/** With all that the history knows of their refusals; it is read once. */
async function askWitnessed(
  ips: readonly string[],
  { timezone, helo, local, dns, directory, now, onWarning }: WatchTask,
  note: (senders: readonly SendingIpReport[]) => void,
): Promise<void> {
  const asked = {
    paths: [],
    timezone,
    helo,
    local,
    dns,
    store: { directory },
    period: { from: now() - WITNESSED_MILLISECONDS, to: null },
    keepEvents: false,
    onlyAddresses: new Set(ips),
    onWarning,
  };
  const { analyzeInBatches } = await import("../run.ts");
  return analyzeInBatches(asked, BATCH, note);
}

async function askOthers(targets: readonly string[], task: WatchTask): Promise<Asked> {
  const { helo, local, dns, onWarning } = task;
  const { check } = await import("../run.ts");
  return check({
    ips: [],
    targets: [...targets],
    problems: [],
    helo,
    from: null,
    local,
    dns,
    onWarning,
  });
}

interface Asked {
  report: { sendingIps: readonly SendingIpReport[] };
  checked?: readonly CheckedAddress[];
}

function answerOf(sender: SendingIpReport, known: WatchedCause | null): NonNullable<Heard["dns"]> {
  const { cause } = sender;
  if (cause === null) return { passes: null, cause: null };
  const isUnasked = cause.class === "temp" || cause.class === "not_checkable";
  return { passes: isUnasked ? null : !causeStands(sender), cause: oneOf(known, causeOf(sender, cause)) };
}

/** Most are as they were: of ten thousand equal ones a second copy takes much. */
function oneOf(known: WatchedCause | null, found: WatchedCause): WatchedCause {
  return known !== null && isDeepStrictEqual(known, found) ? known : found;
}

function causeOf(
  { fix, reverseZone }: SendingIpReport,
  cause: NonNullable<SendingIpReport["cause"]>,
): WatchedCause {
  const steps = fix.map(({ action, record }) => ({ action, record }));
  return {
    id: cause.id,
    class: cause.class,
    title: cause.title,
    fix: steps,
    zone: reverseZone?.apex ?? null,
  };
}
