// The targets, and how far the figures are from them.

import { median } from "./measure.js";

/** @import { Results } from "./results.js" */

/**
 * `measure` gives the value that the limit is for, null where it has not been measured; `show` puts it in words.
 * @typedef {{
 *   row: string, goal: string, limit: number, better: "more" | "less",
 *   measure: (results: Results) => number | null, show: (value: number, results: Results) => string,
 * }} Target
 */

/** @param {Results} results @param {string} row @param {string} [program] */
export function secondsOf(results, row, program = "whybounce") {
  const measured = results.rows[row]?.programs[program];
  return measured ? median(measured.seconds) : null;
}

/** @param {Results} results @param {string} row */
export function megabytesOf(results, row) {
  const measured = results.rows[row]?.programs["whybounce"];
  return measured ? Math.max(...measured.megabytes) : null;
}

/** @param {number | null} value @param {number | null} other */
const ratio = (value, other) => (value === null || other === null ? null : value / other);

/** At least so many times as fast as another program. @param {string} row @param {string} peer @param {number} times @param {string} goal @returns {Target} */
const faster = (row, peer, times, goal) => ({
  row,
  goal,
  limit: times,
  better: "more",
  measure: (results) => ratio(secondsOf(results, row, peer), secondsOf(results, row)),
  show: (value, results) =>
    `${secondsText(secondsOf(results, row))} against ${secondsText(secondsOf(results, row, peer))}: ${number(value)} times as fast`,
});

/** At most so many times what another program takes. @param {string} row @param {string} peer @param {number} times @param {string} goal @returns {Target} */
const within = (row, peer, times, goal) => ({
  row,
  goal,
  limit: times,
  better: "less",
  measure: (results) => ratio(secondsOf(results, row), secondsOf(results, row, peer)),
  show: (value, results) =>
    `${secondsText(secondsOf(results, row))} against ${secondsText(secondsOf(results, row, peer))}: ${number(value)} times`,
});

/** What the program itself takes, without the waiting for others. @param {Results} results @param {string} row @param {string} [program] */
function processorSecondsOf(results, row, program = "whybounce") {
  const measured = results.rows[row]?.programs[program];
  return measured ? median(measured.cpu) : null;
}

/** At most so many times the processor time of another program. @param {string} row @param {string} peer @param {number} times @param {string} goal @returns {Target} */
const withinProcessor = (row, peer, times, goal) => ({
  row,
  goal,
  limit: times,
  better: "less",
  measure: (results) => ratio(processorSecondsOf(results, row), processorSecondsOf(results, row, peer)),
  show: (value, results) =>
    `${secondsText(processorSecondsOf(results, row))} against ${secondsText(processorSecondsOf(results, row, peer))}: ${number(value)} times`,
});

/** @param {string} row @param {number} seconds @returns {Target} */
const processorTime = (row, seconds) => ({
  row,
  goal: `at most ${seconds} s of the processor`,
  limit: seconds,
  better: "less",
  measure: (results) => processorSecondsOf(results, row),
  show: (value) => secondsText(value),
});

/** @param {string} row @param {number} seconds @returns {Target} */
const time = (row, seconds) => ({
  row,
  goal: `at most ${seconds} s`,
  limit: seconds,
  better: "less",
  measure: (results) => secondsOf(results, row),
  show: (value) => secondsText(value),
});

/** @param {string} row @param {number} megabytes @returns {Target} */
const throughput = (row, megabytes) => ({
  row,
  goal: `at least ${megabytes} MB/s`,
  limit: megabytes,
  better: "more",
  measure: (results) => ratio((results.rows[row]?.bytes ?? 0) / 1e6, secondsOf(results, row)),
  show: (value, results) => `${secondsText(secondsOf(results, row))}: ${value.toFixed(0)} MB/s`,
});

/** @param {string} row @param {number} megabytes @returns {Target} */
const memory = (row, megabytes) => ({
  row,
  goal: `memory below ${megabytes} MB`,
  limit: megabytes,
  better: "less",
  measure: (results) => megabytesOf(results, row),
  show: (value) => `${value.toFixed(0)} MB`,
});

/** @param {string} row @param {string} smaller @returns {Target} */
const flat = (row, smaller) => ({
  row,
  goal: "memory at most 1.1 times that of a quarter of it",
  limit: 1.1,
  better: "less",
  measure: (results) => ratio(megabytesOf(results, row), megabytesOf(results, smaller)),
  show: (value, results) =>
    `${megabytesOf(results, row)?.toFixed(0)} MB against ${megabytesOf(results, smaller)?.toFixed(0)} MB: ${number(value)} times`,
});

/** @type {Target} */
const linear = {
  row: "dense-512",
  goal: "time per MiB at most 1.5 times that of an eighth of it",
  limit: 1.5,
  better: "less",
  measure: (results) => ratio(perMebibyte(results, "dense-512"), perMebibyte(results, "dense-64")),
  show: (value, results) =>
    `${milliseconds(perMebibyte(results, "dense-512"))} against ${milliseconds(perMebibyte(results, "dense-64"))} for each MiB: ${number(value)} times`,
};

/** @type {Target} */
const refusalRate = {
  row: "dense-million",
  goal: "at least 100,000 refusals a second",
  limit: 100_000,
  better: "more",
  measure: (results) =>
    ratio(results.rows["dense-million"]?.count ?? null, secondsOf(results, "dense-million")),
  show: (value, results) =>
    `${secondsText(secondsOf(results, "dense-million"))}: ${Math.round(value).toLocaleString("en")} a second`,
};

/** @type {Target[]} */
export const targets = [
  faster("postfix", "grep -cF", 1, "faster than GNU `grep -cF`"),
  within("postfix", "rg -c -F", 2, "at most twice `rg -c -F`"),
  faster("postfix", "pflogsumm", 50, "at least 50 times as fast as pflogsumm"),
  memory("postfix", 150),
  faster("postfix-refused", "grep -cF", 1, "faster than GNU `grep -cF`"),
  within("postfix-refused", "rg -c -F", 2.5, "at most 2.5 times `rg -c -F`"),
  memory("postfix-refused", 130),
  throughput("docker", 150),
  memory("docker", 150),
  faster("exim", "grep -cF", 1, "faster than GNU `grep -cF`"),
  within("exim", "rg -c -F", 2, "at most twice `rg -c -F`"),
  faster("exim", "eximstats", 50, "at least 50 times as fast as eximstats"),
  faster("gzip-1", "zgrep -cF", 3, "at least 3 times as fast as `zgrep -cF`"),
  faster("gzip-1", "rg -z -c -F", 2, "at least twice as fast as `rg -z`"),
  faster("gzip-8", "zgrep -cF", 3, "at least 3 times as fast as `zgrep -cF`"),
  faster("gzip-8", "rg -z -c -F", 1.5, "at least 1.5 times as fast as `rg -z`"),
  linear,
  refusalRate,
  memory("dense-million", 400),
  faster("mbox-5", "Sisimai", 8, "at least 8 times as fast as Sisimai"),
  faster("mbox-100", "Sisimai", 10, "at least 10 times as fast as Sisimai"),
  time("mail-200", 2),
  memory("mail-200", 250),
  time("mail-15", 1),
  memory("mail-15", 250),
  memory("mbox-large", 150),
  flat("postfix-huge", "postfix"),
  flat("mbox-huge", "mbox-large"),
  within("version", "node -e 0", 1.4, "at most 1.4 times `node -e 0`"),
  withinProcessor("small", "node -e 0", 1.6, "at most 1.6 times the processor time of `node -e 0`"),
  processorTime("check", 2),
  memory("check", 120),
];

/** The share by which the limit was missed: 0 or less where it was met. @param {Target} target @param {number} value */
export const missedBy = ({ limit, better }, value) =>
  better === "more" ? (limit - value) / limit : (value - limit) / limit;

/** @param {Results} results @param {string} row */
function perMebibyte(results, row) {
  const bytes = results.rows[row]?.bytes;
  return ratio(secondsOf(results, row), bytes === undefined ? null : bytes / 2 ** 20);
}

/** @param {number} value */
export const number = (value) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);

/** @param {number | null} value */
export const secondsText = (value) =>
  value === null ? "–" : value < 0.995 ? `${(value * 1_000).toFixed(0)} ms` : `${number(value)} s`;

/** @param {number | null} seconds */
const milliseconds = (seconds) => (seconds === null ? "–" : `${number(seconds * 1_000)} ms`);
