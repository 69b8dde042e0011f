// What the order of a log's lines tells about their times. When summer time ends, one hour comes twice, and stamps
// without a zone do not say which of the two is meant. And the lines may not stand in order of time at all: exports,
// `journalctl -r` and several logs in one file do not keep it.

import { LINE_FEED, lineStart, type Window } from "../search/index.ts";
import { hasTurn, laterPassage } from "../../base/standards/time-zone.ts";
import { isTurn as isYearTurn } from "./year-turns.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Lines of several programs and hosts may be out of order by this much at most. */
const USUAL_DISORDER = MINUTE;
/** How much of a line is searched for its stamp: in the JSON of a journal it may stand anywhere. */
const LINE_HEAD = 4_096;
/** How many lines are searched for the first or last stamp of a window: some lines have none. */
const MAX_STAMPS_SOUGHT = 20;
/** Google's clock is right, and a host's may be a little wrong. */
const SAME_TIME = 10 * MINUTE;

export interface LogClock {
  /** Call it with each window of the log, in order, before its lines are read. */
  enter: (window: Window) => void;
  /**
   * When a line was written whose stamp says `time`. `accepted`: what Google's clock said then, if the line tells
   * it. `offset`: where the line stands in the log.
   */
  timeOf: (time: number, offset: number, accepted: () => number | null) => number;
  /** False when later parts of the log stand before earlier ones. */
  isInOrder: () => boolean;
  /** True when the newest line comes first. */
  isNewestFirst: () => boolean;
  /** How often the lines that were read go back by most of a year. */
  yearTurns: () => number;
  /** Limits of the time of its lines. */
  span: () => { first: number | null; last: number | null };
}

/** Reads the stamp of a line at an offset of the log. */
type StampOf = (line: string, offset: number) => number | null;

export function createLogClock(timezone: string, stampOf: StampOf): LogClock {
  let previous: number | null = null;
  let first: number | null = null;
  let last: number | null = null;
  let inOrder = true;
  let ups = 0;
  let downs = 0;
  /** Where the second passage begins; for a log with its newest line first, where it ends. */
  let turn: number | null = null;
  let before: number | null = null;
  let yearTurns = 0;
  const lastRead = { offset: -1, time: -Infinity };
  /** The quarter of an hour of the last call, and after how long the clock shows it once more. */
  let asked = NaN;
  let back: number | null = null;

  function enter(window: Window): void {
    const [from, to] = [firstStamp(window, stampOf), lastStamp(window, stampOf)];
    if (from === null || to === null) return;
    // The clock may have been set back, or the newest line may come first: the other lines tell.
    if (to < from) countSteps(window);
    else if (to > from) ups++;
    step(from);
    step(to);
    if (turn === null && mayTurn(Math.min(from, to), Math.max(from, to))) seekTurn(window);
  }

  function countSteps(window: Window): void {
    let one: number | null = null;
    for (const { time } of stampsOf(window, stampOf)) {
      if (one !== null && time > one) ups++;
      if (one !== null && time < one) downs++;
      one = time;
    }
  }

  function step(time: number): void {
    if (previous !== null && time < previous - USUAL_DISORDER) inOrder = false;
    first = Math.min(first ?? time, time);
    // In the hour that comes twice, it may be that of the second passage.
    last = Math.max(last ?? time, laterOf(time) ?? time);
    previous = time;
  }

  function mayTurn(from: number, to: number): boolean {
    return [from, to].some((time) => laterPassage(time, timezone) !== null) || hasTurn(from, to, timezone);
  }

  /** The line at which the clock of stamps without a zone goes back. */
  function seekTurn(window: Window): void {
    for (const { time, position } of stampsOf(window, stampOf)) {
      if (before !== null && isTurn(before, time)) turn = window.base + position;
      if (turn !== null) return;
      before = time;
    }
  }

  /** In a log with its newest line first, the clock goes forward there. */
  function isTurn(one: number, next: number): boolean {
    const jump = isNewestFirst() ? next - one : one - next;
    const earlier = Math.min(one, next);
    return jump > USUAL_DISORDER && jump <= HOUR && laterPassage(earlier, timezone) !== null;
  }

  function isNewestFirst(): boolean {
    return downs > ups;
  }

  /** Earlier lines are read again for the refusals behind them: they tell nothing of the order. */
  function seeTurn(time: number, offset: number): void {
    if (offset <= lastRead.offset) return;
    if (isYearTurn(lastRead.time, time)) yearTurns++;
    lastRead.offset = offset;
    lastRead.time = time;
  }

  function timeOf(time: number, offset: number, acceptedAt: () => number | null): number {
    seeTurn(time, offset);
    const later = laterOf(time);
    if (later === null) return time;
    const accepted = acceptedAt();
    if (accepted !== null && Math.abs(accepted - later) < SAME_TIME) {
      // A part of a log may begin within the second passage: what follows belongs to it, too.
      if (!isNewestFirst()) turn ??= offset;
      return later;
    }
    if (accepted !== null && Math.abs(accepted - time) < SAME_TIME) return time;
    if (turn === null) return time;
    return offset >= turn === isNewestFirst() ? time : later;
  }

  /** Only some lines were looked at. */
  function span(): { first: number | null; last: number | null } {
    if (first === null || last === null) return { first, last };
    return { first: first - USUAL_DISORDER, last: last + USUAL_DISORDER };
  }

  /** Dense logs ask for the same quarter of an hour again and again: the answer for one of its times holds for all. */
  function laterOf(time: number): number | null {
    const quarter = Math.floor(time / (HOUR / 4));
    if (quarter !== asked) {
      const later = laterPassage(time, timezone);
      back = later === null ? null : later - time;
      asked = quarter;
    }
    return back === null ? null : time + back;
  }

  return { enter, timeOf, isInOrder: () => inOrder, isNewestFirst, yearTurns: () => yearTurns, span };
}

interface StampAt {
  time: number;
  position: number;
}

function* stampsOf({ buffer, base, scanned, limit }: Window, stampOf: StampOf): Generator<StampAt> {
  const view = buffer.subarray(0, limit);
  for (let start = scanned; start < limit;) {
    const lineFeed = view.indexOf(LINE_FEED, start);
    const end = lineFeed < 0 ? limit : lineFeed;
    const time = stampOf(headOf(buffer, start, end), base + start);
    if (time !== null) yield { time, position: start };
    start = end + 1;
  }
}

/** Null where the first lines have none. */
function firstStamp(window: Window, stampOf: StampOf): number | null {
  const limit = Math.min(window.limit, window.scanned + MAX_STAMPS_SOUGHT * LINE_HEAD);
  const [found] = stampsOf({ ...window, limit }, stampOf);
  return found?.time ?? null;
}

function lastStamp(window: Window, stampOf: StampOf): number | null {
  const { buffer, base, scanned, limit } = window;
  const view = buffer.subarray(0, limit);
  for (let end = limit, lines = 0; end > scanned && lines < MAX_STAMPS_SOUGHT; lines++) {
    const start = lineStart(view, scanned, end - 1);
    const time = stampOf(headOf(buffer, start, end), base + start);
    if (time !== null) return time;
    end = start;
  }
  return null;
}

function headOf(buffer: Buffer, start: number, end: number): string {
  return buffer.toString("latin1", start, Math.min(end, start + LINE_HEAD)).trimEnd();
}
