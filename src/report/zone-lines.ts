// Records as lines of a zone file (RFC 1035 section 5.1) with full names: each can be copied into the file of its zone. What must
// not be loaded as it is stands behind a semicolon.

import type { ActionStep } from "../model/action.ts";
import type { Report, SendingIpReport } from "../model/report.ts";
import type { FindingId } from "../model/topics.ts";
import { escapeText } from "../base/words/escape.ts";
import { minuteOf, sentence } from "../base/words/quantities.ts";
import { PLACEHOLDER } from "../model/placeholder.ts";
import { responsibleText } from "./document/address.ts";

export const HOW_TO_USE =
  "all names are full ones, so each line fits into the file of its zone; do not load lines behind a semicolon as they are";

export function titleLine(
  { generator, generatedAt }: Pick<Report, "generator" | "generatedAt">,
  what: string,
): string {
  return comment(`whybounce ${generator.version}, ${minuteOf(generatedAt)} UTC: ${what}`);
}

/** Who loads these records does harm without knowing this. */
const WARNED = new Set<FindingId>(["shared_host_name"]);

/** What is to be known before the records of an address are made. */
export function warningsOf({ findings }: Pick<SendingIpReport, "findings">): string[] {
  return findings.filter(({ id }) => WARNED.has(id)).map(({ summary }) => summary);
}

export type ZoneStep = Pick<ActionStep, "action" | "who" | "where" | "way" | "records">;

/** `written`: two actions may need the same record. */
export function* stepLines(steps: readonly ZoneStep[], written: Set<string>): Iterable<string> {
  const ways = [...new Set(steps.flatMap(({ way }) => way ?? []))];
  if (ways.length > 0) yield comment(choiceWords(ways));
  for (const step of steps) {
    yield comment(stepWords(step));
    // Nobody but the reader knows which way is the right one, and the records of the wrong one would do harm.
    const isChoice = step.way !== undefined;
    for (const record of step.records) {
      if (!isChoice && written.has(record)) continue;
      if (!isChoice) written.add(record);
      yield isChoice || !isLoadable(record) ? comment(record) : `${record}\n`;
    }
  }
}

function choiceWords(ways: readonly string[]): string {
  const letters = ways.map((way) => `${way})`).join(" or ");
  return `one way is enough: choose ${letters}, and take the semicolons away from the records of that one`;
}

function stepWords(step: ZoneStep): string {
  const { action, where } = step;
  const who = responsibleText(step);
  const parts = [
    sentence(action),
    ...(who === null ? [] : [`Who: ${who}`]),
    ...(where === null ? [] : [`Where: ${where}`]),
  ];
  return parts.join(". ");
}

/** As the steps write it; a name in the place of one that is not known is none. A TXT record may have to replace another. */
const loadable = /^[^\s;"()$@]+\. \d+ IN (?:PTR [^\s;"()$@]+\.|A [\d.]+|AAAA [\da-f:.]+)$/;

function isLoadable(record: string): boolean {
  return loadable.test(record) && !record.includes(`${PLACEHOLDER}.`);
}

export function comment(text: string): string {
  return `; ${escapeText(text, true)}\n`;
}
