// The overviews: one row for each action or each address, and in which columns. A printer leaves out the least important
// columns where it has no room for them, and never the one that the rows are sorted by.

import type { Counts, Report, SendingIpReport, Timeline } from "../../model/report.ts";
import { stateOf } from "../../model/standing.ts";
import { count, dateOf, grouped, minuteOf } from "../../base/words/quantities.ts";
import { shortenedInside } from "../../base/words/shorten.ts";
import { changeOf, isKnownBefore } from "./comparison.ts";
import type { State } from "./sections.ts";
import { columnsOf, type Columns } from "./sparkline.ts";

export interface Overview {
  kind: "overview";
  /** What its rows are. */
  of: "actions" | "addresses";
  /** Of the rows: `most mail lost first`. */
  order: string;
  /** False for `check`, which counts nothing. */
  counted: boolean;
  /** The head of the first column, which names the row. */
  head: string;
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
  /** Of the block that tells more; null where there is none. */
  anchor: string | null;
  /** The address, or the number of the action. */
  name: string;
  state: State;
  /** Null where there is nothing to say. */
  cells: Partial<Record<ColumnId, string | null>>;
  bars: Columns | null;
  /** Those of the PTR records. */
  names: string[];
}

/** What a row is about: one address, or all of an action's. */
export interface Subject extends Omit<Counts, "messages"> {
  title: string;
  ips: readonly string[];
  lastSeen: string | null;
  who: string | null;
  place: string | null;
  /** In place of the addresses: the sender that is refused, and for what. */
  name?: string | null;
  sender?: { cause: string; domain: string | null };
}

interface Definition extends Omit<OverviewColumn, "id"> {
  text: (subject: Subject, report: Report) => string | null;
}

const definitions = {
  cause: { head: "cause", style: "title", importance: 1, text: ({ title }) => title },
  who: { head: "who", style: "text", importance: 1, text: ({ who }) => who },
  place: { head: "where", style: "text", importance: 6, text: ({ place }) => place },
  addresses: { head: "for", style: "text", importance: 2, text: addressWords },
  refusals: amount("refusals", "attempts", 3),
  change: {
    head: "change",
    style: "number",
    importance: 2,
    text: (subject, report) => changeOf(report.comparison, subject),
  },
  bars: { head: "over time", style: "bars", importance: 6, text: () => null },
  deliveries: amount("deliveries", "affected", 5),
  lost: amount("deliveries lost", "lost", 1),
  retrying: amount("retrying", "retrying", 4),
  delivered: amount("delivered", "delivered", 4),
  minute: { head: "last seen (UTC)", style: "time", importance: 4, text: lastSeen(minuteOf) },
  day: { head: "last seen", style: "time", importance: 4, text: lastSeen(dateOf) },
  names: { head: "PTR record", style: "names", importance: 2, text: () => null },
} satisfies Record<string, Definition>;

export type ColumnId = keyof typeof definitions;

function amount(
  head: string,
  key: keyof Omit<Counts, "messages" | "endNotSeen">,
  importance: number,
): Definition {
  return { head, style: "number", importance, text: (subject) => grouped(subject[key]) };
}

/** Longer addresses would take the place of other columns; the block has them. */
const SHORT_ADDRESS = 15;
/** What is left of one of those tells it from its neighbors. */
const SHORTENED_ADDRESS = 14;

/** `203.0.113.5`, `2001:...0:1f3c`, `50 addresses`. */
function addressWords({ ips: [ip = "", ...others], name }: Subject): string | null {
  if (name !== undefined) return name;
  if (others.length > 0) return count(others.length + 1, "address", "addresses");
  return ip.length <= SHORT_ADDRESS ? ip : shortenedInside(ip, SHORTENED_ADDRESS);
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
  actions: ColumnId[];
  counted: ColumnId[];
  checked: ColumnId[];
  bars?: number;
}

export function overviewOf(
  report: Report,
  senders: readonly SendingIpReport[],
  anchorOf: (ip: string) => string | null,
  timeline: Timeline | null,
  choice: OverviewChoice,
): Overview {
  const counted = report.inputs.length > 0;
  const ids = withContent(counted ? choice.counted : choice.checked, report, timeline);
  const rows = senders.map((sender) => ({
    anchor: anchorOf(sender.ip),
    name: sender.ip,
    state: stateOf(sender),
    cells: cellsOf(ids, subjectOf(sender), report),
    bars: choice.bars === undefined ? null : columnsOf(timeline, [sender.ip], choice.bars),
    names: sender.ptr.map(({ name }) => name),
  }));
  return {
    kind: "overview",
    of: "addresses",
    order: "the worst first",
    counted,
    head: "address",
    columns: ids.map(columnOf),
    rows,
  };
}

/** Without the columns that would be empty. */
export function withContent(ids: readonly ColumnId[], report: Report, timeline: Timeline | null): ColumnId[] {
  const { comparison, period } = report;
  const isCompared = comparison !== null && isKnownBefore(comparison, period);
  const absent = [...(isCompared ? [] : ["change"]), ...(timeline === null ? ["bars"] : [])];
  return ids.filter((id) => !absent.includes(id));
}

function subjectOf(sender: SendingIpReport): Subject {
  return { ...sender, title: titleOf(sender), ips: [sender.ip], who: null, place: null };
}

/** Also those that a narrower layout has in the place of another. */
const always: ColumnId[] = ["cause", "lost", "retrying", "delivered", "day"];

export function cellsOf(ids: readonly ColumnId[], subject: Subject, report: Report): OverviewRow["cells"] {
  const all = new Set([...ids, ...always]);
  const cells = [...all].map((id) => [id, definitions[id].text(subject, report)]);
  return Object.fromEntries(cells) as OverviewRow["cells"];
}
