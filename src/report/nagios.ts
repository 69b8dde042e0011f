// The report as a plugin of Nagios and Icinga says it: a state in one line, performance data behind a pipe, and a line for
// each address that is not in order. https://www.monitoring-plugins.org/doc/guidelines.html

import type { Report, Results, SendingIpReport } from "../model/report.ts";
import { isStandingOpen, surelyStands } from "../model/standing.ts";
import { escapeText } from "../base/words/escape.ts";
import { count, some } from "../base/words/quantities.ts";

/** Warnings are left out: an address would be refused, or it would not. */
export const pluginStates = { OK: 0, CRITICAL: 2, UNKNOWN: 3 } as const;
export type PluginState = keyof typeof pluginStates;

const MAX_SHOWN = 3;
/** Nagios reads 8 kB at most. */
const MAX_LINES = 50;

export function pluginState({ report, inputFailed, interrupted }: Results): PluginState {
  if (report.sendingIps.some(surelyStands)) return "CRITICAL";
  const isUnread = (report.unread?.count ?? 0) > 0;
  const isUnasked = report.sendingIps.some(isStandingOpen);
  return inputFailed || interrupted === true || isUnread || isUnasked ? "UNKNOWN" : "OK";
}

export function render(results: Results): string {
  const { report } = results;
  const refused = report.sendingIps.filter(surelyStands);
  const words = `WHYBOUNCE ${pluginState(results)} - ${headline(results, refused)}`;
  const lines = refused.slice(0, MAX_LINES).map((sender) => plain(`${sender.ip}: ${titleOf(sender)}`));
  return `${plain(words)} | ${performance(report, refused)}\n${lines.map((line) => `${line}\n`).join("")}`;
}

function headline(
  { report, inputFailed, interrupted }: Results,
  refused: readonly SendingIpReport[],
): string {
  const all = count(report.sendingIps.length, "address", "addresses");
  const unasked = report.sendingIps.filter(isStandingOpen);
  if (refused.length > 0)
    return `Gmail would refuse ${refused.length} of ${all}: ${some(
      refused.map((sender) => `${sender.ip} (${titleOf(sender)})`),
      MAX_SHOWN,
    )}`;
  if (unasked.length > 0) return `the DNS could not be asked about ${unasked.length} of ${all}`;
  if (inputFailed || interrupted === true) return "not everything could be read";
  if ((report.unread?.count ?? 0) > 0) return "some lines that look like refusals could not be read";
  return report.sendingIps.length === 0 ? "no refusal for reverse DNS found" : `${all} in order`;
}

function titleOf({ cause }: SendingIpReport): string {
  return cause?.title ?? "not known";
}

/** `label=value;warning;critical;minimum` */
function performance({ sendingIps, totals, unread }: Report, refused: readonly SendingIpReport[]): string {
  const unasked = sendingIps.filter(isStandingOpen).length;
  const values = [
    `addresses=${sendingIps.length};;;0`,
    `refused=${refused.length};;0;0`,
    `not_asked=${unasked};;;0`,
    `refusals=${totals.attempts};;;0`,
    `unread=${unread?.count ?? 0};;;0`,
  ];
  return values.join(" ");
}

/** A pipe begins the performance data. */
function plain(text: string): string {
  return escapeText(text, false).replaceAll("|", "/");
}
