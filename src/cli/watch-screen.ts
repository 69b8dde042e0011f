// The live view of a watch: one screen that is painted anew, on the terminal's second page, so that the first is as it was.

import { escapeText } from "../base/words/escape.ts";
import { count, minuteOf } from "../base/words/quantities.ts";
import { displayWidth, takeColumns, wrap } from "../base/words/wrap.ts";
import type { Round, WatchedAddress, WatchState } from "../model/watch.ts";
import type { WatchTask } from "../watch/task.ts";
import { changeLine } from "../watch/words.ts";
import type { Io } from "./process-io.ts";

const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const REST = "\u001b[K";
const BELOW = "\u001b[J";
const DEFAULT_ROWS = 24;
const DEFAULT_COLUMNS = 80;
const REPAINT_MILLISECONDS = 1_000;
/** Two blank lines, the names of the columns, the keys. */
const OTHER_ROWS = 4;
/** Of the last event. */
const MAX_EVENT_ROWS = 4;

export interface Screen {
  show: (round: Round) => void;
  /** A warning has no other place while the screen is painted. */
  warn: (message: string) => void;
  /** Aborted by `q`, too. */
  signal: (outer: AbortSignal | undefined) => AbortSignal;
  close: () => void;
}

export function openScreen(task: WatchTask, io: Io): Screen {
  let state: WatchState | null = null;
  let last = "nothing has changed since the watch began";
  const stopped = new AbortController();
  const write = (text: string) => void io.stdout.write(text).catch(() => stopped.abort());
  function paint(): void {
    // Some terminals say that they have none at all.
    const columns = io.stdout.columns || DEFAULT_COLUMNS;
    const rows = io.stdout.rows || DEFAULT_ROWS;
    const { everyMilliseconds } = task;
    const lines = screenLines(state, last, { now: task.now(), rows, columns, everyMilliseconds });
    const shown = lines.map((line) => cut(escapeText(line, true), columns - 1));
    write(`${HOME}${shown.join(`${REST}\r\n`)}${REST}${BELOW}`);
  }
  write(ENTER);
  paint();
  const timer = setInterval(paint, REPAINT_MILLISECONDS);
  const release = io.onKeys?.((key) => {
    if (/^[qQ\u0003\u0004]/.test(key)) stopped.abort();
  });
  return {
    show(round) {
      ({ state } = round);
      const change = round.changes.at(-1);
      if (change) last = `${minuteOf(change.time)} UTC ${changeLine(change)}`;
      paint();
    },
    warn(message) {
      last = message;
      paint();
    },
    signal: (outer) => (outer ? AbortSignal.any([outer, stopped.signal]) : stopped.signal),
    close() {
      clearInterval(timer);
      release?.();
      write(LEAVE);
    },
  };
}

function cut(line: string, width: number): string {
  if (displayWidth(line) <= width) return line;
  return `${takeColumns(line, width - 1)}…`;
}

interface View {
  now: number;
  rows: number;
  columns: number;
  everyMilliseconds: number;
}

/** Those that are not in order come first. */
export function screenLines(state: WatchState | null, last: string, view: View): string[] {
  if (state === null) return ["whybounce watch: looking for the first time", "", "q quits"];
  const { addresses } = state;
  const width = view.columns - 1;
  const head = wrap(headline(state, view), { width });
  const event = wrap(last, { width, first: "last event: " }).slice(0, MAX_EVENT_ROWS);
  const rows = sorted(addresses);
  const room = Math.max(view.rows - OTHER_ROWS - head.length - event.length, 1);
  const shown = rows.slice(0, rows.length > room ? room - 1 : room);
  const left = rows.length - shown.length;
  const ipWidth = Math.max(7, ...shown.map(({ ip }) => ip.length));
  return [
    ...head,
    "",
    `${"address".padEnd(ipWidth)}  state    last hour  cause`,
    ...shown.map((one) => rowOf(one, ipWidth, view.now)),
    ...(left > 0 ? [`and ${left} more`] : []),
    "",
    ...event,
    "q quits",
  ];
}

function headline(state: WatchState, view: View): string {
  const { addresses, lastRound } = state;
  const inOrder = addresses.filter((one) => one.state === "ok" || one.state === "mended").length;
  const looked = lastRound === null ? "never" : `${new Date(lastRound).toISOString().slice(11, 19)} UTC`;
  return `whybounce watch: ${inOrder} of ${count(addresses.length, "address", "addresses")} in order; last look ${looked}; next check ${nextCheck(state, view)}`;
}

function rowOf({ ip, state, recent, cause }: WatchedAddress, width: number, now: number): string {
  const lastHour = recent.filter((time) => time > now - 3_600_000).length;
  const title = state === "ok" || state === "mended" ? "" : (cause?.title ?? "");
  return `${ip.padEnd(width)}  ${state.padEnd(7)}  ${String(lastHour).padStart(9)}  ${title}`;
}

function nextCheck({ lastSweep }: WatchState, { now, everyMilliseconds }: View): string {
  if (lastSweep === null) return "now";
  const seconds = Math.max(0, Math.round((lastSweep + everyMilliseconds - now) / 1000));
  return `of all in ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const ranks = ["refused", "broken", "waiting", "unknown", "mended", "ok"];

function sorted(addresses: readonly WatchedAddress[]): WatchedAddress[] {
  return addresses.toSorted(
    (a, b) =>
      ranks.indexOf(a.state) - ranks.indexOf(b.state) ||
      b.recent.length - a.recent.length ||
      (a.ip < b.ip ? -1 : 1),
  );
}
