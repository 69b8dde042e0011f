// The figures as Markdown: the targets and what was measured, all programs, what was missed, how cost grows.

import { median } from "./measure.js";
import { sizeText } from "./rows.js";
import { missedBy, number, secondsText, targets } from "./targets.js";

/** @import { Measured } from "./measure.js" */
/** @import { Machine, PointResult, Results } from "./results.js" */

/** Above this share of the processors in other programs' hands a figure is told to be doubtful. */
const BUSY_LIMIT = 0.1;

/** @param {string[][]} lines the first is the head */
const markdown = ([head = [], ...body]) =>
  [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** @param {Results} results */
export function targetTable(results) {
  let last = "";
  const lines = targets.map((target) => {
    const row = results.rows[target.row];
    const work = target.row === last ? "" : (row?.work ?? target.row);
    last = target.row;
    const value = target.measure(results);
    if (value === null) return [work, target.goal, "not measured", ""];
    return [work, target.goal, target.show(value, results), verdict(missedBy(target, value))];
  });
  return markdown([["work", "target", "measured", ""], ...lines]);
}

/** @param {number} missed */
const verdict = (missed) => (missed <= 0 ? "met" : `**missed** by ${percent(missed)}`);

/** @param {number} share */
const percent = (share) => (share < 0.01 ? "less than 1 %" : `${(share * 100).toFixed(0)} %`);

/** @param {Results} results */
export function missedText(results) {
  const judged = targets.flatMap((target) => {
    const value = target.measure(results);
    return value === null ? [] : [{ target, value, missed: missedBy(target, value) }];
  });
  const missed = judged.filter((entry) => entry.missed > 0);
  const unknown = targets.length - judged.length;
  const sum = `${judged.length - missed.length} of ${targets.length} targets are met, ${missed.length} missed${unknown > 0 ? `, ${unknown} not measured` : ""}.`;
  const list = missed.map(
    ({ target, value, missed: share }) =>
      `- ${results.rows[target.row]?.work}: ${target.goal}. Missed by ${percent(share)} (${target.show(value, results)}).`,
  );
  return [sum, ...(list.length > 0 ? ["", ...list] : []), ...busyNote(results)].join("\n");
}

/** @param {Results} results */
function busyNote({ rows, sweeps }) {
  const names = Object.entries({ ...rows, ...sweeps })
    .filter(([, { busy }]) => busy > BUSY_LIMIT)
    .map(([id]) => id);
  if (names.length === 0) return [];
  return [
    "",
    `While these were measured, other programs were at work, so that the figures are doubtful: ${names.join(", ")}.`,
  ];
}

/** @param {Results} results */
export function programTable(results) {
  const lines = Object.values(results.rows).flatMap(({ work, programs }) =>
    Object.entries(programs).map(([name, measured], index) => [
      index === 0 ? work : "",
      measured.version && name !== "whybounce" ? `${name} (${measured.version})` : name,
      secondsText(median(measured.seconds)),
      rangeText(measured),
      secondsText(median(measured.cpu)),
      `${Math.max(...measured.megabytes).toFixed(0)} MB`,
      measured.found?.toLocaleString("en") ?? "",
    ]),
  );
  const head = ["work", "program", "median", "range (runs)", "processor time", "memory", "found"];
  return markdown([head, ...lines]);
}

/** @param {Measured} measured */
function rangeText({ seconds }) {
  if (seconds.length === 1) return "(1)";
  return `${secondsText(Math.min(...seconds))} to ${secondsText(Math.max(...seconds))} (${seconds.length})`;
}

/** @param {Results} results */
export function noteText({ rows }) {
  return Object.values(rows)
    .flatMap(({ work, note }) => (note === undefined ? [] : [`- ${work}: ${note}.`]))
    .join("\n");
}

/** @param {Machine} machine */
export const machineText = ({ processors, memoryGib, node, system }) =>
  `${processors} processors, ${memoryGib} GiB of memory, ${system}, Node ${node}.`;

/** What a curve of a sweep says in words. @param {Results} results @param {string} id @param {(point: PointResult) => string} at */
export function growthText(results, id, at) {
  const points = results.sweeps[id]?.points ?? [];
  const names = [...new Set(points.map((point) => point.series))];
  const lines = names.map((name) => {
    const curve = points.filter((point) => point.series === name).toSorted((a, b) => a.x - b.x);
    const [first, last] = [curve[0], curve.at(-1)];
    if (!first || !last) return "";
    return `- ${name}, ${at(first)} to ${at(last)}: ${growth(first, last)}.`;
  });
  return lines.length > 0 ? lines.join("\n") : "Not measured.";
}

/** @param {PointResult} first @param {PointResult} last */
function growth(first, last) {
  const [from, to] = [median(first.seconds), median(last.seconds)];
  const [least, most] = [Math.max(...first.megabytes), Math.max(...last.megabytes)];
  return `${secondsText(from)} to ${secondsText(to)} (${number(to / from)} times), ${least.toFixed(0)} MB to ${most.toFixed(0)} MB (${number(most / least)} times)`;
}

/** @param {PointResult} point */
export const sizeOf = ({ bytes }) => sizeText(bytes);
