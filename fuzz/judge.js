// What must hold of every report, whatever the input was.

import assert from "node:assert/strict";
import { formatNames, renderParts } from "../dist/index.js";
import { HTML_MARK, SHELL_MARK } from "./mutate.js";

/** Characters that a terminal acts upon or hides. Lines end in a line feed, in the CSV after a carriage return. */
const raw = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Renders the results in every format. @param {import("../dist/index.js").Results} results */
export async function judgeResults(results) {
  for (const format of formatNames) {
    const text = [...(await renderParts(results, format, { unicode: true }))].join("");
    judgeText(format, text);
  }
  judgeCommands(results);
  judgeCounts(results.report);
}

/** @param {string} format @param {string} text */
export function judgeText(format, text) {
  const found = raw.exec(format === "csv" ? text.replaceAll("\r\n", "\n") : text);
  assert(
    !found,
    `${format} holds ${JSON.stringify(found?.[0])} raw: ${JSON.stringify(around(text, found?.index ?? 0))}`,
  );
  if (format === "html") assert(!text.includes(HTML_MARK), `${format} holds markup of the input`);
  if (format === "json") JSON.parse(text);
  if (format === "ndjson") for (const line of text.split("\n").slice(0, -1)) JSON.parse(line);
}

/** @param {import("../dist/index.js").Results} results */
function judgeCommands({ report }) {
  for (const { commands, heloCommands, fix } of report.sendingIps) {
    const digs = fix.flatMap(({ record }) => (record?.startsWith("dig ") ? [record] : []));
    for (const command of [...commands, ...heloCommands, ...digs])
      assert(!command.includes(SHELL_MARK), `a command holds what a stranger wrote: ${command}`);
  }
}

/** @param {import("../dist/index.js").Report} report */
function judgeCounts({ totals }) {
  for (const [name, value] of Object.entries(totals))
    assert(Number.isSafeInteger(value) && value >= 0, `${name} is ${value}`);
  const { affected, lost, retrying, delivered } = totals;
  assert.equal(
    lost + retrying + delivered,
    affected,
    "every affected delivery is lost, retried or delivered",
  );
}

/** @param {string} text @param {number} index */
function around(text, index) {
  return text.slice(Math.max(0, index - 40), index + 40);
}
