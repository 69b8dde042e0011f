// Puts the figures into docs/performance.md, between marks, and draws the plot beside it.

import { readFileSync, writeFileSync } from "node:fs";
import { plot } from "./plot.js";
import { counted } from "./rows.js";
import { growthText, machineText, missedText, noteText, programTable, sizeOf, targetTable } from "./table.js";

/** @import { Results } from "./results.js" */

const pagePath = new URL("../docs/performance.md", import.meta.url);
const plotPath = new URL("../docs/performance.svg", import.meta.url);

/** @type {Record<string, (results: Results) => string>} */
const sections = {
  machine: ({ machine }) => machineText(machine),
  targets: targetTable,
  missed: missedText,
  programs: programTable,
  notes: noteText,
  size: (results) => growthText(results, "sweep-size", sizeOf),
  density: (results) => growthText(results, "sweep-density", ({ x }) => `${x} %`),
  files: (results) => growthText(results, "sweep-files", ({ x }) => counted(x, "file")),
  ips: (results) => growthText(results, "sweep-ips", ({ x }) => counted(x, "IP")),
};

/** @param {Results} results */
export function writePage(results) {
  let page = readFileSync(pagePath, "utf8");
  for (const [name, section] of Object.entries(sections)) page = filled(page, name, section(results));
  writeFileSync(pagePath, page);
  writeFileSync(plotPath, plot(results));
}

/** @param {string} page @param {string} name @param {string} content */
export function filled(page, name, content) {
  const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`];
  const [before, rest, ...more] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`docs/performance.md needs ${begin} and ${end}, once each`);
  return `${before}${begin}\n${content}\n${end}${after}`;
}
