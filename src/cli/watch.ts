// `check --wait`: asks again until every address passes, or the time is over. The pauses grow, because a repair that is
// not done in minutes takes hours. They are shorter if the TTL of the answers is shorter.

import type { Results, SendingIpReport } from "../model/report.ts";
import { causeStands } from "../model/standing.ts";

export interface Clock {
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

export interface WatchOptions {
  maximumMilliseconds: number;
  clock: Clock;
  /** Called with one sentence for each address whose state has changed, and with one when the time is over. */
  onChange: (text: string) => void;
  /** Called each second with a line for each address: its state, and when it is asked about again. */
  onWaiting: (lines: string[]) => void;
}

export interface Outcome {
  /** Those of the last time. */
  results: Results;
  /** Whether every address passes; null where nobody waited for it. */
  passed: boolean | null;
}

/** The report itself is that of any check: without this it would seem that nobody waited. */
export const TIME_IS_OVER = "the time of --wait is over, and not everything passes yet";

/** A shorter pause does not notice a repair sooner: answers are cached for minutes. */
const SHORTEST_SECONDS = 30;
/** A shorter TTL shortens the pause, but a TTL of 0 must not lead to a busy loop. */
const SHORTEST_BY_TTL_SECONDS = 5;
const LONGEST_SECONDS = 300;
const GROWTH = 1.5;

export async function watch(check: () => Promise<Results>, options: WatchOptions): Promise<Outcome> {
  const { clock, maximumMilliseconds } = options;
  const end = clock.now() + maximumMilliseconds;
  let results = await check();
  for (let round = 0; canPassLater(results); round += 1) {
    const left = end - clock.now();
    if (left <= 0) {
      options.onChange(TIME_IS_OVER);
      break;
    }
    const pause = Math.min(secondsUntilNext(round, results) * 1000, left);
    await countDown(pause, results, options);
    const before = results;
    results = await check();
    for (const change of changes(before, results)) options.onChange(change);
  }
  return { results, passed: results.report.sendingIps.every(passes) };
}

/** 30 s, 45 s, 68 s and so on up to five minutes; beginning with the shortest TTL where that is below 30 s. */
export function secondsUntilNext(round: number, results: Results): number {
  const times = results.report.sendingIps
    .filter((sender) => !passes(sender))
    .flatMap(({ visibleAfterSeconds }) => visibleAfterSeconds ?? []);
  const shortest = Math.max(Math.min(SHORTEST_SECONDS, ...times), SHORTEST_BY_TTL_SECONDS);
  return Math.min(shortest * GROWTH ** round, LONGEST_SECONDS);
}

/** An address whose DNS could not be asked does not pass. */
function passes(sender: SendingIpReport): boolean {
  return sender.cause !== null && !causeStands(sender);
}

/** No repair makes a private address pass: waiting for nothing else makes no sense. */
function canPassLater({ report }: Results): boolean {
  return report.sendingIps.some((sender) => !passes(sender) && !isHopeless(sender));
}

function isHopeless({ cause }: SendingIpReport): boolean {
  return cause?.class === "not_checkable";
}

const SECOND = 1000;

async function countDown(pause: number, results: Results, { clock, onWaiting }: WatchOptions): Promise<void> {
  for (let left = pause; left > 0; left -= SECOND) {
    onWaiting(waitingLines(results, Math.ceil(left / SECOND)));
    await clock.sleep(Math.min(left, SECOND));
  }
}

/** Those that do not pass come first: a terminal may not have room for all. */
function waitingLines({ report }: Results, seconds: number): string[] {
  const waiting = report.sendingIps.filter((sender) => !passes(sender));
  const all = [...waiting, ...report.sendingIps.filter(passes)];
  const width = Math.max(...all.map(({ ip }) => ip.length));
  return all.map((sender) => {
    // Before the state: that may be longer than the line.
    const next = passes(sender) || isHopeless(sender) ? "" : `again in ${seconds} s`;
    return `${sender.ip.padEnd(width)}  ${next.padEnd("again in 300 s".length)}  ${stateOf(sender)}`;
  });
}

function changes(before: Results, after: Results): string[] {
  const titles = new Map(before.report.sendingIps.map((sender) => [sender.ip, stateOf(sender)]));
  return after.report.sendingIps.flatMap((sender) => {
    const was = titles.get(sender.ip) ?? "";
    const is = stateOf(sender);
    return was === is ? [] : [`${sender.ip}: ${is} (before: ${was})`];
  });
}

function stateOf({ cause }: SendingIpReport): string {
  return cause === null ? "the DNS gave no answer" : cause.title;
}
