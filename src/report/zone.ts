// The records to be made, as a zone file: those of each action.

import type { Action } from "../model/action.ts";
import type { RenderTarget, Report, Results } from "../model/report.ts";
import { subjectWords } from "./document/actions.ts";
import { comment, HOW_TO_USE, stepLines, titleLine, warningsOf } from "./zone-lines.ts";

export function* render({ report }: Results, _target: RenderTarget): Iterable<string> {
  yield* heading(report);
  const written = new Set<string>();
  const warnings = new Map(report.sendingIps.map((sender) => [sender.ip, warningsOf(sender)]));
  for (const [index, action] of (report.actions ?? []).entries())
    yield* actionLines(action, { number: index + 1, written, warnings });
}

function* heading(report: Report): Iterable<string> {
  const { actions = [] } = report;
  yield titleLine(report, "records that let Gmail take the mail again");
  yield comment(actions.some(hasRecords) ? HOW_TO_USE : nothing(report));
}

function nothing({ sendingIps }: Report): string {
  if (sendingIps.some(({ cause }) => cause === null))
    return "the DNS could not be asked about every address, and no record is known to be missing";
  return "no record needs to be made";
}

function hasRecords({ steps }: Action): boolean {
  return steps.some(({ records }) => records.length > 0);
}

interface Notes {
  number: number;
  /** Two actions may need the same record. */
  written: Set<string>;
  /** By address. */
  warnings: ReadonlyMap<string, string[]>;
}

function* actionLines(action: Action, { number, written, warnings }: Notes): Iterable<string> {
  const { cause, steps } = action;
  yield "\n";
  yield comment(`action ${number}: ${cause.title}, ${subjectWords(action)}`);
  for (const warning of new Set(action.ips.flatMap((ip) => warnings.get(ip) ?? []))) yield comment(warning);
  yield* stepLines(steps, written);
}
