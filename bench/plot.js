// The sweeps as one picture: a row for each, time on the left, memory on the right; both axes logarithmic.

import { median } from "./measure.js";

/** @import { PointResult, Results } from "./results.js" */

const WIDTH = 860;
const PANEL = { width: 320, height: 150 };
const LEFT = [70, 500];
const TOP = 70;
const ROW_HEIGHT = 245;
const HEADROOM = 1.15;
/** An axis spans at least this factor, so that what hardly grows looks as if it hardly grew. */
const LEAST_SPAN = 10;

/** @type {{ id: string, title: string, unit: string, tick: (x: number) => string }[]} */
const sweeps = [
  { id: "sweep-size", title: "Size of the input", unit: "MiB", tick: (x) => x.toLocaleString("en") },
  {
    id: "sweep-density",
    title: "Refusal density",
    unit: "messages refused of 100 (log of a fixed size)",
    tick: (x) => String(x),
  },
  {
    id: "sweep-files",
    title: "Number of files",
    unit: "files (same log)",
    tick: (x) => x.toLocaleString("en"),
  },
  {
    id: "sweep-ips",
    title: "Number of sending IPs",
    unit: "sending IPs (log of a fixed size)",
    tick: (x) => x.toLocaleString("en"),
  },
];
const quantities = [
  { name: "time, s", value: (/** @type {PointResult} */ point) => median(point.seconds) },
  { name: "peak memory, MB", value: (/** @type {PointResult} */ point) => Math.max(...point.megabytes) },
];

// Four colors for each background, which differ in lightness too; shapes distinguish the curves without color.
const style = `
  .ground { fill: #ffffff; } .frame { fill: none; stroke: #8b949e; } .grid { stroke: #e1e4e8; }
  text { font: 12px system-ui, sans-serif; fill: #24292f; } .title { font-weight: 600; font-size: 14px; } .quiet { fill: #57606a; }
  .s0 { --c: #0550ae; } .s1 { --c: #bc4c00; } .s2 { --c: #116329; } .s3 { --c: #6e7781; }
  .curve { fill: none; stroke: var(--c); stroke-width: 2; } .mark { fill: var(--c); } .name { fill: var(--c); font-weight: 600; }
  .s3.curve { stroke-dasharray: 5 4; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } .frame { stroke: #6e7681; } .grid { stroke: #262c34; }
    text { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .s0 { --c: #58a6ff; } .s1 { --c: #f0883e; } .s2 { --c: #56d364; } .s3 { --c: #8b949e; }
    .name { fill: var(--c); }
  }`;

/** @param {Results} results */
export function plot(results) {
  const drawn = sweeps.filter(({ id }) => results.sweeps[id]);
  const height = TOP + drawn.length * ROW_HEIGHT;
  const rows = drawn.flatMap((sweep, index) => sweepRow(sweep, results, TOP + index * ROW_HEIGHT));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="How time and memory of whybounce grow with its input">
<style>${style}
</style>
<rect class="ground" width="${WIDTH}" height="${height}"/>
${text(20, 30, "How time and memory grow with the input; both axes logarithmic", "title")}
${rows.join("\n")}
</svg>
`;
}

/** @param {typeof sweeps[number]} sweep @param {Results} results @param {number} top */
function sweepRow(sweep, results, top) {
  const points = results.sweeps[sweep.id]?.points ?? [];
  const names = [...new Set(points.map((point) => point.series))];
  return [
    text(20, top - 12, sweep.title, "title"),
    ...legend(names, top - 12),
    ...quantities.flatMap((quantity, column) => {
      const shown = column === 0 ? points : points.filter((point) => !isPeer(point.series));
      return panel(sweep, names, shown, quantity, LEFT[column] ?? 0, top);
    }),
  ];
}

/** What a text search needs of memory is no standard. @param {string} series */
const isPeer = (series) => series.startsWith("grep");

/** @param {string} series @param {string[]} names */
const colorOf = (series, names) => (isPeer(series) ? "s3" : `s${names.indexOf(series)}`);

/** @param {string[]} names @param {number} y */
function legend(names, y) {
  let x = 230;
  return names.map((name) => {
    const color = colorOf(name, names);
    const entry = `${mark(color, x, y - 4)}${text(x + 9, y, name, `name ${color}`)}`;
    x += 36 + name.length * 8;
    return entry;
  });
}

/** @param {typeof sweeps[number]} sweep @param {string[]} names @param {PointResult[]} points @param {typeof quantities[number]} quantity @param {number} left @param {number} top */
function panel(sweep, names, points, quantity, left, top) {
  const bottom = top + 14 + PANEL.height;
  const xs = [...new Set(points.map((point) => point.x))].toSorted((a, b) => a - b);
  const values = points.map(quantity.value);
  const x = scale(xs.map(aboveZero(xs)), left + 14, left + PANEL.width - 14);
  const range = rangeOf(values);
  const y = scale(range, bottom, top + 14);
  const place = (/** @type {PointResult} */ point) => ({
    x: x(aboveZero(xs)(point.x)),
    y: y(quantity.value(point)),
  });
  const drawn = [...new Set(points.map((point) => point.series))].map((series) => {
    const color = colorOf(series, names);
    const curve = points.filter((point) => point.series === series).map(place);
    const path = curve.map((at) => `${at.x.toFixed(1)},${at.y.toFixed(1)}`).join(" ");
    return `<polyline class="curve ${color}" points="${path}"/>${curve.map((at) => mark(color, at.x, at.y)).join("")}`;
  });
  return [
    text(left, top + 6, quantity.name, "quiet"),
    ...ticks(range).map((value) => {
      const at = y(value).toFixed(1);
      return `<line class="grid" x1="${left}" x2="${left + PANEL.width}" y1="${at}" y2="${at}"/>${text(left - 6, Number(at) + 4, String(value), "quiet", "end")}`;
    }),
    ...xs.map((value) => text(x(aboveZero(xs)(value)), bottom + 16, sweep.tick(value), "quiet", "middle")),
    text(left + PANEL.width / 2, bottom + 33, sweep.unit, "quiet", "middle"),
    `<rect class="frame" x="${left}" y="${top + 14}" width="${PANEL.width}" height="${PANEL.height}"/>`,
    ...drawn,
  ];
}

/** @param {number[]} values */
function rangeOf(values) {
  const [low, high] = [Math.min(...values) / HEADROOM, Math.max(...values) * HEADROOM];
  const missing = Math.max(1, Math.sqrt((LEAST_SPAN * low) / high));
  return [low / missing, high * missing];
}

/** Nothing has no place on a logarithmic axis: it stands a step before the least value. @param {number[]} xs */
function aboveZero(xs) {
  const [least = 1, next = least * 10] = xs.filter((x) => x > 0);
  return (/** @type {number} */ x) => (x === 0 ? (least * least) / next : x);
}

/** @param {number[]} values @param {number} from @param {number} to @returns {(value: number) => number} */
function scale(values, from, to) {
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  return (value) => from + ((Math.log(value) - low) / (high - low || 1)) * (to - from);
}

/** 1, 2 and 5 of each power of ten, or only the powers where those would be too many. @param {number[]} range */
function ticks([low = 1, high = 10]) {
  const powers = Array.from({ length: 12 }, (_, index) => index - 5);
  const steps = high / low > 200 ? [1] : [1, 2, 5];
  return powers
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((value) => value >= low && value <= high);
}

/** @param {string} color @param {number} x @param {number} y */
function mark(color, x, y) {
  const [a, b] = [Number(x.toFixed(1)), Number(y.toFixed(1))];
  if (color === "s0") return `<circle class="mark s0" cx="${a}" cy="${b}" r="4"/>`;
  if (color === "s1") return `<rect class="mark s1" x="${a - 3.5}" y="${b - 3.5}" width="7" height="7"/>`;
  const corners = color === "s2" ? [0, -5, 5, 4, -5, 4] : [0, -4, 4, 0, 0, 4, -4, 0];
  const path = corners.map((corner, index) => (corner + (index % 2 === 0 ? a : b)).toFixed(1)).join(" ");
  return `<polygon class="mark ${color}" points="${path}"/>`;
}

/** @param {number} x @param {number} y @param {string} content @param {string} kind @param {"start" | "middle" | "end"} [anchor] */
function text(x, y, content, kind, anchor = "start") {
  const safe = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" class="${kind}" text-anchor="${anchor}">${safe}</text>`;
}
