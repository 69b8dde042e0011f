// The report as one JSON object: the contract `whybounce.report/1`, with the fields of the model. It is written
// address by address: as one string, the report of a long list of hosts does not fit into a small memory.

import type { RenderTarget, Report, Results, SendingIpReport } from "../model/report.ts";
import type { WrittenReport } from "../model/written.ts";
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
function contractOf(report: Report): WrittenReport {
  return { ...report, sendingIps: report.sendingIps.map(withoutPresentation) };
}

function withoutPresentation(sender: SendingIpReport): WrittenReport["sendingIps"][number] {
  return { ...sender, presentation: undefined } as Omit<SendingIpReport, "presentation">;
}

function* items(values: readonly unknown[]): Iterable<string> {
  let start = "[";
  for (const value of values) {
    yield `${start}\n    ${deeplyNested(value)}`;
    start = ",";
  }
  yield "\n  ]";
}

/** A field of the report, indented as there: the brackets that JSON.stringify writes around it are cut off. */
function nested(value: unknown): string {
  return escapeJson(JSON.stringify([value], null, 2).slice("[\n  ".length, -"\n]".length));
}

/** An item of a list of the report, indented as there. */
function deeplyNested(value: unknown): string {
  return escapeJson(JSON.stringify([[value]], null, 2).slice("[\n  [\n    ".length, -"\n  ]\n]".length));
}
