// The report as one JSON object: the contract `whybounce.report/1`, as it stands in the model. It is written
// address by address: that of a large host list fits into no small machine's memory as one string.

import type { RenderTarget, Report, Results } from "../model/report.ts";
import { escapeJson } from "../base/words/escape.ts";

/** As `JSON.stringify(report, null, 2)` writes it. */
export function* render({ report }: Results, _target: RenderTarget): Iterable<string> {
  let start = "{";
  for (const [key, value] of Object.entries(contractOf(report))) {
    if (value === undefined) continue;
    yield `${start}\n  ${JSON.stringify(key)}: `;
    yield* Array.isArray(value) && value.length > 0 ? items(value) : [nested(value)];
    start = ",";
  }
  yield "\n}\n";
}

/** Without what only reports for people need. */
function contractOf(report: Report): object {
  return {
    ...report,
    sendingIps: report.sendingIps.map((sender) => ({ ...sender, presentation: undefined })),
  };
}

function* items(values: readonly unknown[]): Iterable<string> {
  let start = "[";
  for (const value of values) {
    yield `${start}\n    ${deeplyNested(value)}`;
    start = ",";
  }
  yield "\n  ]";
}

/** As it stands in the report: what JSON.stringify writes around it is cut off. */
function nested(value: unknown): string {
  return escapeJson(JSON.stringify([value], null, 2).slice("[\n  ".length, -"\n]".length));
}

/** As it stands in a list of the report. */
function deeplyNested(value: unknown): string {
  return escapeJson(JSON.stringify([[value]], null, 2).slice("[\n  [\n    ".length, -"\n  ]\n]".length));
}
