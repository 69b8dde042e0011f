// Refusals over time as inline SVG. Horizontal positions are percentages, so that it fits any width without
// stretching its words; the Content-Security-Policy would refuse a style attribute.

import { markup, type Markup } from "./html-markup.ts";
import { count, duration, minuteOf } from "../../base/words/quantities.ts";
import type { Columns } from "../document/sparkline.ts";

const HEIGHT = 92;
/** Room below the bars for the dates. */
const AXIS = 18;

export function timelineFigure(columns: Columns): Markup {
  const base = HEIGHT - AXIS;
  return markup`<figure>
<svg role="img" aria-label="${described(columns)}" width="100%" height="${HEIGHT}">
${ticks(columns).map(({ position, label }) => tick(position, label, base))}
<line class="axis" x1="0" x2="100%" y1="${base}" y2="${base}"/>
${bars(columns, base, true)}
</svg>
<figcaption>Refusals over time (UTC): one bar is ${duration(columns.seconds)}, at most ${count(highest(columns), "refusal")}</figcaption>
</figure>`;
}

const SMALL_HEIGHT = 26;

/** For a row of the overview. */
export function smallTimeline(columns: Columns | null): Markup | null {
  if (columns === null) return null;
  return markup`<svg role="img" aria-label="${described(columns)}" width="100%" height="${SMALL_HEIGHT}"><line class="axis" x1="0" x2="100%" y1="${SMALL_HEIGHT - 0.5}" y2="${SMALL_HEIGHT - 0.5}"/>${bars(columns, SMALL_HEIGHT - 1, false)}</svg>`;
}

/** Pixels: one refusal among thousands must be visible. */
const MINIMUM_BAR = 2;
/** The part of a column that its bar fills. */
const FILLED = 0.82;

function bars(columns: Columns, base: number, titled: boolean): Markup[] {
  const width = 100 / columns.counts.length;
  const scale = (base - 4) / highest(columns);
  return columns.counts.flatMap((amount, index) => {
    if (amount === 0) return [];
    const height = round(Math.max(MINIMUM_BAR, amount * scale));
    const title = titled ? markup`<title>${barTitle(columns, index, amount)}</title>` : null;
    return [
      markup`<rect class="bar" x="${round(index * width)}%" y="${round(base - height)}" width="${round(width * FILLED)}%" height="${height}">${title}</rect>`,
    ];
  });
}

function barTitle({ from, seconds }: Columns, index: number, amount: number): string {
  return `${minuteAt(from + index * seconds * 1000)} UTC: ${count(amount, "refusal")}`;
}

function described(columns: Columns): string {
  const most = highest(columns);
  const peak = columns.from + columns.counts.indexOf(most) * columns.seconds * 1000;
  const end = columns.from + columns.counts.length * columns.seconds * 1000;
  return `Refusals from ${minuteAt(columns.from)} to ${minuteAt(end)} UTC; most in the ${duration(columns.seconds)} from ${minuteAt(peak)}: ${most}`;
}

function highest({ counts }: Columns): number {
  return counts.reduce((most, amount) => Math.max(most, amount), 1);
}

// ---------------------------------------------------------------- the dates below

const HOUR = 3600;
const DAY = 24 * HOUR;
const steps = [1, 3, 6, 12]
  .map((hours) => hours * HOUR)
  .concat([1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * DAY));
/** A phone has room for this many. */
const MAXIMUM_TICKS = 7;

function ticks({ from, seconds, counts }: Columns): { position: number; label: string }[] {
  const span = seconds * counts.length;
  const step = steps.find((length) => span / length <= MAXIMUM_TICKS) ?? span / MAXIMUM_TICKS;
  const start = from / 1000;
  const first = Math.ceil(start / step) * step;
  const amount = Math.max(0, Math.ceil((start + span - first) / step));
  return Array.from({ length: amount }, (_, index) => {
    const time = first + index * step;
    return { position: round(((time - start) / span) * 100), label: tickLabel(time * 1000, step) };
  });
}

function tickLabel(time: number, step: number): string {
  const moment = new Date(time).toISOString();
  if (step < DAY) return moment.slice(11, 16);
  return step < 91 * DAY ? moment.slice(5, 10) : moment.slice(0, 7);
}

/** Percent: a label further right would not fit. */
const LAST_LABEL = 93;

function tick(position: number, label: string, base: number): Markup {
  const text =
    position > LAST_LABEL ? null : markup`<text x="${position}%" y="${HEIGHT - 4}">${label}</text>`;
  return markup`<line class="gridline" x1="${position}%" x2="${position}%" y1="0" y2="${base}"/>${text}
`;
}

function minuteAt(time: number): string {
  return minuteOf(new Date(time).toISOString());
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}
