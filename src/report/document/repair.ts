// The way out of one address, or of an action: its steps, and what belongs to them.

import type { ActionStep } from "../../model/action.ts";
import type { FixStep } from "../../model/cause.ts";
import type { SendingIpReport } from "../../model/report.ts";
import { grouped, sentence } from "../../base/words/quantities.ts";
import { commandsIntroduction, GREETING, MORE_RECORDS, remedyPlace, responsibleText } from "./address.ts";
import type { Copyable, Repair, RepairStep } from "./sections.ts";

interface RepairChoice {
  ticket: Copyable[];
  outlook: string | null;
  /** Without what is too long for a mail program: the commands. */
  isShort: boolean;
}

/** What sets the PTR record follows the step that asks for it. */
export function repairOf(sender: SendingIpReport, { ticket, outlook, isShort }: RepairChoice): Repair | null {
  const { fix, stopgap, relief = null } = sender;
  const remedies = isShort ? [] : [...commandsOf(sender), ...ticket];
  const place = remedyPlace(sender) - 1;
  const steps = numbered(fix.map((step, index) => fixStepOf(step, index === place ? remedies : [])));
  const after = isShort ? ticket : [...(fix.length === 0 ? remedies : []), ...greetingOf(sender)];
  const [atOnce, meanwhile] = relief === null ? [null, stopgap] : [stopgap, null];
  const texts = { atOnce: isShort ? null : atOnce, meanwhile: isShort ? null : meanwhile, outlook };
  return unlessEmpty({ kind: "repair", steps, after, ...texts });
}

function unlessEmpty(whole: Repair): Repair | null {
  const { steps, after, atOnce, meanwhile, outlook } = whole;
  const isSilent = [atOnce, meanwhile, outlook].every((text) => text === null);
  return steps.length === 0 && after.length === 0 && isSilent ? null : whole;
}

function fixStepOf(step: FixStep, remedies: Copyable[]): RepairStep {
  const { action, where, record, way } = step;
  return {
    action: sentence(action),
    who: responsibleText(step),
    where,
    records: record === null ? [] : [record],
    moreRecords: null,
    remedies,
    number: way === undefined ? 1 : null,
  };
}

/** `maximum`: how many records a reader is shown. One more than that takes no more room than to say so. */
export function repairStepOf(step: ActionStep, remedies: Copyable[], maximum: number): RepairStep {
  const { action, where, records, command, way } = step;
  const shown = records.length > maximum + 1 ? records.slice(0, maximum) : records;
  const more = records.length - shown.length;
  return {
    action: sentence(action),
    who: responsibleText(step),
    where,
    records: command === null ? shown : [...shown, command],
    moreRecords: more === 0 ? null : `and ${grouped(more)} ${MORE_RECORDS}`,
    remedies,
    number: way === undefined ? 1 : null,
  };
}

/** Of two ways out, mostly one needs another's help: then the letter is for that one. */
export function ticketWay(way: string | undefined): string {
  return way === undefined ? "" : `for ${way}), `;
}

/** In the order in which they are gone; what is lettered does not count. */
export function numbered(steps: RepairStep[]): RepairStep[] {
  let count = 0;
  return steps.map((step) => (step.number === null ? step : { ...step, number: ++count }));
}

export function commandsOf(sender: SendingIpReport): Copyable[] {
  const { commands } = sender;
  if (commands.length === 0) return [];
  return [{ kind: "command", introduction: commandsIntroduction(sender), texts: commands }];
}

export function greetingOf({ heloCommands: texts }: SendingIpReport): Copyable[] {
  return texts.length === 0 ? [] : [{ kind: "greeting", introduction: GREETING, texts }];
}
