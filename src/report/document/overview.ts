// The overview: one row for each address, and in which columns. A printer leaves out the least important
// columns where it has no room for them.

import type { Counts, Report, SendingIpReport, Timeline } from "../../model/report.ts";
import { stateOf } from "../../model/standing.ts";
import { dateOf, grouped, minuteOf } from "../../base/words/quantities.ts";
import { changeOf } from "./comparison.ts";
import type { State } from "./sections.ts";
import { columnsOf, type Columns } from "./sparkline.ts";

export interface Overview {
  kind: "overview";
  /** False for `check`, which counts nothing. */
  counted: boolean;
  /** The head of the first column, which names the address. */
  address: string;
  columns: OverviewColumn[];
  rows: OverviewRow[];
}

export interface OverviewColumn {
  id: ColumnId;
  head: string;
  /** Bars are drawn from the row's `bars`, names are the row's `names`. */
  style: "title" | "text" | "number" | "time" | "bars" | "names";
  /** 1 is always shown; the highest is left out first. */
  importance: number;
}

export interface OverviewRow {
  /** The number of the address's block. */
  number: number;
  ip: string;
  state: State;
  /** Null where there is nothing to say. */
  cells: Record<ColumnId, string | null>;
  bars: Columns | null;
  /** Those of the PTR records. */
  names: string[];
}

interface Definition extends Omit<OverviewColumn, "id"> {
  text: (sender: SendingIpReport, report: Report) => string | null;
}

const definitions = {
  cause: { head: "cause", style: "title", importance: 1, text: titleOf },
  refusals: amount("refusals", "attempts", 1),
  change: {
    head: "change",
    style: "number",
    importance: 2,
    text: ({ ip }, report) => changeOf(report.comparison, ip),
  },
  bars: { head: "over time", style: "bars", importance: 6, text: () => null },
  deliveries: amount("deliveries", "affected", 5),
  lost: amount("lost", "lost", 4),
  retrying: amount("retrying", "retrying", 4),
  delivered: amount("delivered", "delivered", 4),
  minute: { head: "last seen (UTC)", style: "time", importance: 3, text: lastSeen(minuteOf) },
  day: { head: "last seen", style: "time", importance: 3, text: lastSeen(dateOf) },
  names: { head: "PTR record", style: "names", importance: 2, text: () => null },
} satisfies Record<string, Definition>;

export type ColumnId = keyof typeof definitions;

function amount(head: string, key: Exclude<keyof Counts, "endNotSeen">, importance: number): Definition {
  return { head, style: "number", importance, text: (sender) => grouped(sender[key]) };
}

function lastSeen(write: (isoTime: string) => string): Definition["text"] {
  return ({ lastSeen: time }) => (time === null ? null : write(time));
}

export function titleOf({ cause }: SendingIpReport): string {
  return cause?.title ?? "not known";
}

export function columnOf(id: ColumnId): OverviewColumn {
  const { head, style, importance }: Definition = definitions[id];
  return { id, head, style, importance };
}

/** The columns of a medium, and how many bars show what happened over time. */
export interface OverviewChoice {
  counted: ColumnId[];
  checked: ColumnId[];
  bars?: number;
}

export function overviewOf(
  report: Report,
  senders: SendingIpReport[],
  timeline: Timeline | null,
  choice: OverviewChoice,
): Overview {
  const counted = report.inputs.length > 0;
  const absent = [...(report.comparison === null ? ["change"] : []), ...(timeline === null ? ["bars"] : [])];
  const ids = (counted ? choice.counted : choice.checked).filter((id) => !absent.includes(id));
  const rows = senders.map((sender, index) => ({
    number: index + 1,
    ip: sender.ip,
    state: stateOf(sender),
    cells: cellsOf(sender, report),
    bars: choice.bars === undefined ? null : columnsOf(timeline, sender.ip, choice.bars),
    names: sender.ptr.map(({ name }) => name),
  }));
  return { kind: "overview", counted, address: "address", columns: ids.map(columnOf), rows };
}

function cellsOf(sender: SendingIpReport, report: Report): OverviewRow["cells"] {
  const cells = Object.entries<Definition>(definitions).map(([id, { text }]) => [id, text(sender, report)]);
  return Object.fromEntries(cells) as OverviewRow["cells"];
}
