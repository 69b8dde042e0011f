// What a report says of Gmail's refusals for the sender's records: a table of the groups, and a block for each, which is
// printed as that of an address is.

import { refusalsByAction } from "../../model/refusal-groups.ts";
import type { RefusalReport } from "../../model/refusals.ts";
import type { Report } from "../../model/report.ts";
import { refusalStands } from "../../model/standing.ts";
import { count, grouped, sentence } from "../../base/words/quantities.ts";
import { refusedWords } from "./address.ts";
import type { ShownRefusal } from "./actions.ts";
import { contentOf, contentOfMany, type RefusalChoice } from "./refusal-parts.ts";
import type { ActionBlock, AddressBlock, CountTable, Section } from "./sections.ts";

/** `report` with harmless strings: of the groups that are no action, a table and a block for each. */
export function refusalSections(report: Report, choice: RefusalChoice): Section[] {
  const ids = new Set(report.actions?.map(({ id }) => id));
  const ofActions = refusalsByAction(report.refusals ?? []).filter(({ id }) => ids.has(id));
  const acted = new Set(ofActions.flatMap(({ refusals }) => refusals));
  const { groups } = choice;
  const told = inOrder(report.refusals ?? []).filter((refusal) => !acted.has(refusal));
  const leftOut = told.length - groups;
  return [
    ...(told.length > 1 ? [tableOf(told.slice(0, groups), report)] : []),
    ...told.slice(0, groups).map((refusal, index): AddressBlock => ({
      kind: "address",
      anchor: `sender-refusal-${index + 1}`,
      ip: nameOf(refusal),
      title: refusal.cause.title,
      ...contentOf(refusal, choice),
    })),
    ...(leftOut > 0
      ? [{ kind: "remark" as const, text: `${count(leftOut, "more group")} of them in the JSON report.` }]
      : []),
  ];
}

/** Groups that are an action, among the others; `number` is null for the only one. */
export function refusalBlock(
  { action, refusals }: ShownRefusal,
  { anchor, number }: Pick<ActionBlock, "anchor" | "number">,
  choice: RefusalChoice,
): ActionBlock {
  const [first, ...others] = refusals;
  return {
    kind: "action",
    anchor,
    number,
    title: sentence(action.cause.title),
    subject: refusedWords(action.zone, action.ips),
    ...(others.length === 0 ? contentOf(first, choice) : contentOfMany(action, refusals, choice)),
  };
}

/** What a record repairs comes first; the counting has put the most harm first. */
export function inOrder(refusals: readonly RefusalReport[]): RefusalReport[] {
  return refusals.toSorted((a, b) => rank(a) - rank(b));
}

function rank(refusal: RefusalReport): number {
  if (refusal.state === "stands") return 0;
  return refusalStands(refusal) ? 1 : 2;
}

function tableOf(refusals: readonly RefusalReport[], { sendingIps }: Report): CountTable {
  return {
    kind: "counts",
    id: "sender-refusals",
    title:
      sendingIps.length === 0
        ? "Refused by Gmail for the sender"
        : "Refused by Gmail for the sender, not for reverse DNS",
    columns: [
      { head: "code", style: "code" },
      { head: "domain", style: "text" },
      { head: "sending address", style: "addresses" },
      { head: "reason", style: "text" },
      { head: "refusals", style: "number" },
    ],
    rows: refusals.map(({ codes, domain, sendingIp, cause, counts }) => [
      Object.keys(codes)[0] ?? "",
      domain ?? "",
      sendingIp ?? "",
      cause.title,
      grouped(counts.attempts),
    ]),
    sentences: [],
    command: null,
  };
}

export function nameOf({ domain, sendingIp }: RefusalReport): string {
  return refusedWords(domain, sendingIp === null ? [] : [sendingIp]);
}
