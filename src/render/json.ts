// The report as one JSON object: the contract `whybounce.report/1`, as it stands in the model. It is written
// address by address: that of a large host list fits into no small machine's memory as one string.

import type { RenderTarget, Results } from "../model.ts";
import { escapeJson } from "./escape.ts";

/** As `JSON.stringify(report, null, 2)` writes it. */
export function* render({ report }: Results, _target: RenderTarget): Iterable<string> {
  let start = "{";
  for (const [key, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${start}\n  ${JSON.stringify(key)}: `;
    yield* Array.isArray(value) && value.length > 0 ? items(value) : [indented(value, "  ")];
    start = ",";
  }
  yield "\n}\n";
}

function* items(values: readonly unknown[]): Iterable<string> {
  let start = "[";
  for (const value of values) {
    yield `${start}\n    ${indented(value, "    ")}`;
    start = ",";
  }
  yield "\n  ]";
}

/** A line break in JSON is always one between values: in strings it is escaped. */
function indented(value: unknown, margin: string): string {
  return escapeJson(JSON.stringify(value, null, 2)).replaceAll("\n", `\n${margin}`);
}
