// The end of a report: what belongs to no address, what was read, and what went wrong. Each section is a
// function of the report, null where there is nothing to say.

import type { OtherRefusalCount, Report } from "../../model/report.ts";
import { refusalMeanings } from "../../model/refusals.ts";
import { count, firstOf, grouped, some } from "../../base/words/quantities.ts";
import { inputsToShow, otherWarnings } from "./inputs.ts";
import type { CountTable, Section } from "./sections.ts";

export type SectionOf = (report: Report) => Section | null;

export const unattributed: SectionOf = ({ totals: { unattributed: amount } }) => {
  if (amount === 0) return null;
  const refusals = count(amount, "PTR refusal");
  const text = `In ${refusals} no sending address could be read, so nothing says which of yours is meant.`;
  return { kind: "note", id: "unattributed", title: "Refusals that name no address", text };
};

const refusalColumns: CountTable["columns"] = [
  { head: "code", style: "code" },
  { head: "meaning", style: "text" },
  { head: "refusals", style: "number" },
];

export const otherRefusals: SectionOf = (report) => {
  const others = untold(report);
  if (others.length === 0) return null;
  return {
    kind: "counts",
    id: "others",
    title: "Refused by Gmail for other reasons than reverse DNS",
    columns: refusalColumns,
    rows: others.map(({ code, meaning, attempts }) => [code, meaning, grouped(attempts)]),
    ...wayOn(report),
  };
};

/** Without the refusals for the sender, which have blocks of their own. */
function untold({ otherGmailRejections, refusals = [] }: Report): OtherRefusalCount[] {
  const left = otherGmailRejections.map((each) => ({ ...each }));
  for (const { cause, codes } of refusals) {
    const meanings: readonly string[] = refusalMeanings[cause.id] ?? [cause.title];
    for (const [code, attempts] of Object.entries(codes))
      takeOut(
        attempts,
        left.filter((each) => each.code === code && meanings.includes(each.meaning)),
      );
  }
  return left.filter(({ attempts }) => attempts > 0);
}

function takeOut(attempts: number, rows: OtherRefusalCount[]): void {
  let told = attempts;
  for (const row of rows) {
    const part = Math.min(told, row.attempts);
    row.attempts -= part;
    told -= part;
  }
}

const MAXIMUM_SENDERS = 5;

/** Only where nothing else is to be done: whose mail it was, and what explains the commonest of the codes. */
function wayOn({
  otherGmailRejections,
  totals,
  refusals = [],
}: Report): Pick<CountTable, "sentences" | "command"> {
  const [commonest] = otherGmailRejections;
  if (!commonest || totals.attempts > 0 || refusals.length > 0) return { sentences: [], command: null };
  return {
    sentences: [...otherGmailRejections.flatMap(sendersOf), "What the first of them means, and the way out:"],
    command: `whybounce explain ${commonest.code}`,
  };
}

function sendersOf({ code, senderDomains = [], sendingIps = [] }: OtherRefusalCount): string[] {
  const domains = senderDomains.map(({ domain, attempts }) => `${domain} (${grouped(attempts)})`);
  const parts = [
    ...(domains.length === 0 ? [] : [`mail from ${some(domains, MAXIMUM_SENDERS)}`]),
    ...(sendingIps.length === 0 ? [] : [`sent by ${some(sendingIps, MAXIMUM_SENDERS)}`]),
  ];
  return parts.length === 0 ? [] : [`${code}: ${parts.join(", ")}.`];
}

export const inputs: SectionOf = (report) => {
  const { shown, remarks } = inputsToShow(report);
  if (shown.length === 0) return null;
  return { kind: "inputs", id: "inputs", title: "What was read", inputs: shown, remarks };
};

/** The JSON report has all warnings. */
export function warnings(maximum: number): SectionOf {
  return (report) => {
    const texts = firstOf(otherWarnings(report), maximum);
    return texts.length === 0 ? null : { kind: "warnings", id: "warnings", title: "Warnings", texts };
  };
}
