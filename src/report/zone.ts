// The records to be made, as lines of a zone file (RFC 1035 section 5.1) with full names: each can be copied into the file
// of its zone. What must not be loaded as it is stands behind a semicolon.

import type { Action, ActionStep } from "../model/action.ts";
import type { RenderTarget, Report, Results } from "../model/report.ts";
import { escapeText } from "../base/words/escape.ts";
import { minuteOf, sentence } from "../base/words/quantities.ts";
import { PLACEHOLDER } from "../model/placeholder.ts";
import { responsibleText } from "./document/address.ts";
import { subjectWords } from "./document/actions.ts";

export function* render({ report }: Results, _target: RenderTarget): Iterable<string> {
  yield* heading(report);
  const written = new Set<string>();
  for (const [index, action] of (report.actions ?? []).entries())
    yield* actionLines(action, index + 1, written);
}

function* heading(report: Report): Iterable<string> {
  const { generator, generatedAt, actions = [] } = report;
  yield comment(
    `whybounce ${generator.version}, ${minuteOf(generatedAt)} UTC: records that let Gmail take the mail again`,
  );
  yield comment(actions.some(hasRecords) ? HOW_TO_USE : nothing(report));
}

const HOW_TO_USE =
  "all names are full ones, so each line fits into the file of its zone; what is behind a semicolon is not to be loaded as it is";

function nothing({ sendingIps }: Report): string {
  if (sendingIps.some(({ cause }) => cause === null))
    return "the DNS could not be asked about every address, and no record is known to be missing";
  return "no record is to be made";
}

function hasRecords({ steps }: Action): boolean {
  return steps.some(({ records }) => records.length > 0);
}

/** `written`: two actions may need the same record. */
function* actionLines(action: Action, number: number, written: Set<string>): Iterable<string> {
  const { cause, steps } = action;
  yield "\n";
  yield comment(`action ${number}: ${cause.title}, ${subjectWords(action)}`);
  const firstWay = steps.find(({ way }) => way !== undefined)?.way;
  for (const step of steps) {
    yield comment(stepWords(step));
    const isOther = step.way !== undefined && step.way !== firstWay;
    for (const record of step.records) {
      if (!isOther && written.has(record)) continue;
      if (!isOther) written.add(record);
      yield isOther || !isLoadable(record) ? comment(record) : `${record}\n`;
    }
  }
}

function stepWords(step: ActionStep): string {
  const { action, where } = step;
  const who = responsibleText(step);
  const parts = [
    sentence(action),
    ...(who === null ? [] : [`Who: ${who}`]),
    ...(where === null ? [] : [`Where: ${where}`]),
  ];
  return parts.join(". ");
}

/** As the steps write it; a name in the place of one that is not known is none. */
const loadable = /^[^\s;"()$@]+\. \d+ IN (?:PTR [^\s;"()$@]+\.|A [\d.]+|AAAA [\da-f:.]+)$/;

function isLoadable(record: string): boolean {
  return loadable.test(record) && !record.includes(`${PLACEHOLDER}.`);
}

function comment(text: string): string {
  return `; ${escapeText(text, true)}\n`;
}
