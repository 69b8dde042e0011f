// The table of docs/verification.md.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Comparison } from "./compare.ts";

export interface Row {
  machine: string;
  server: string;
  form: string;
  attempts?: Comparison;
  bounces?: Comparison;
}

const document = fileURLToPath(new URL("../../docs/verification.md", import.meta.url));
const [begin, end] = ["<!-- test:e2e begins -->", "<!-- test:e2e ends -->"];

export function table(rows: Row[]): string {
  const cells = (comparison: Comparison | undefined) =>
    comparison ? [comparison.true, foundOf(comparison), comparison.false] : ["", "", ""];
  const head = [
    "| server | input | refusals: true | found | false | bounces: true | found | false |",
    "|---|---|---:|---:|---:|---:|---:|---:|",
  ];
  const lines = rows.map(
    ({ server, form, attempts, bounces }) =>
      `| ${[server, form, ...cells(attempts), ...cells(bounces)].join(" | ")} |`,
  );
  return [...head, ...lines].join("\n");
}

function foundOf({ found, unwritten }: Comparison): string {
  return unwritten > 0 ? `${found} (${unwritten} not written)` : `${found}`;
}

/** Puts the table between its marks. */
export function writeTable(text: string): void {
  const before = readFileSync(document, "utf8");
  const [head, rest] = before.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`${document}: the marks of the table are missing`);
  writeFileSync(document, `${head}${begin}\n${text}\n${end}${tail}`);
}
