// Rows of CSV (RFC 4180) that a spreadsheet may open: cells hold what strangers wrote, so none may be taken for a formula.

import { stringify } from "csv-stringify/sync";
import type { FixStep } from "../model/cause.ts";
import { escapeFormula, escapeText } from "../base/words/escape.ts";

export type Columns<Row> = Record<string, (row: Row) => string | number>;

export function csv<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const cells = (row: Row) => Object.values(columns).map((column) => cell(column(row)));
  return stringify([Object.keys(columns), ...rows.map(cells)], { record_delimiter: "windows" });
}

function cell(value: string | number): string | number {
  return typeof value === "number" ? value : escapeFormula(escapeText(value, true));
}

export function list(items: readonly string[]): string {
  return items.map(withoutSemicolons).join("; ");
}

/** A semicolon separates items, so an item must hold none. */
function withoutSemicolons(item: string): string {
  const parts = item.split(";").map((part) => part.trim());
  return parts.filter((part) => part !== "").join(" and ");
}

export function fixList(steps: readonly FixStep[]): string {
  return list(
    steps.map(({ who, action, record }) => {
      const [task = "", ...remarks] = clausesOf(action);
      const text = `${who}: ${task}${record === null ? "" : `: ${record}`}`;
      return remarks.length === 0 ? text : `${text} (${remarks.join(", ")})`;
    }),
  );
}

/** What is to be done, then what is said of it; within parentheses a comma does for a semicolon. */
function clausesOf(action: string): string[] {
  const clauses = [""];
  let depth = 0;
  for (const sign of action) {
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    if (sign === ";" && depth <= 0) clauses.push("");
    else clauses.push(`${clauses.pop()}${sign === ";" ? "," : sign}`);
  }
  return clauses.map((clause) => clause.trim()).filter((clause) => clause !== "");
}
