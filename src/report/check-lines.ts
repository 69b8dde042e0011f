// A check as NDJSON: one address a line, as soon as it is read.

import type { CheckLine } from "../model/check.ts";
import type { Results, SendingIpReport } from "../model/report.ts";
import { causeStands, isStandingOpen } from "../model/standing.ts";
import { escapeJson } from "../base/words/escape.ts";

export function* checkLines(results: Results): Iterable<string> {
  for (const line of linesOf(results)) yield `${escapeJson(JSON.stringify(line))}\n`;
}

function* linesOf({ report, checked = [] }: Results): Iterable<CheckLine> {
  const targets = new Map(checked.map((address) => [address.ip, address.targets]));
  for (const sender of report.sendingIps) {
    const { ip, family, ...facts } = factsOf(sender);
    const stands = isStandingOpen(sender) ? null : causeStands(sender);
    yield {
      schema: "whybounce.check/1",
      checkedAt: report.generatedAt,
      targets: targets.get(ip) ?? [ip],
      ip,
      family,
      stands,
      ...facts,
    };
  }
}

/** Only a log can count these; and what is for people is no data. */
const leftOut = {
  attempts: true,
  messages: true,
  affected: true,
  lost: true,
  retrying: true,
  delivered: true,
  endNotSeen: true,
  byCode: true,
  firstSeen: true,
  lastSeen: true,
  senderDomains: true,
  reportingMtas: true,
  presentation: true,
} satisfies Record<Exclude<keyof SendingIpReport, keyof CheckLine>, true>;

function factsOf(sender: SendingIpReport): Omit<SendingIpReport, keyof typeof leftOut> {
  const facts = Object.entries(sender).filter(([field]) => !(field in leftOut));
  return Object.fromEntries(facts) as Omit<SendingIpReport, keyof typeof leftOut>;
}
