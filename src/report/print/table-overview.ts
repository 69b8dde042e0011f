// The overview as text. The richest of several layouts that fits is taken; what a narrow terminal leaves out is
// in the block of the address.

import Table from "cli-table3";
import { columnOf, type Overview, type OverviewColumn, type OverviewRow } from "../document/overview.ts";
import { sparkline } from "../document/sparkline.ts";
import { shortenedInside } from "../../base/words/shorten.ts";
import { displayWidth, wrap } from "../../base/words/wrap.ts";
import { stateTone, type Page } from "./table-page.ts";

interface Column extends Pick<OverviewColumn, "importance"> {
  id: OverviewColumn["id"] | "address" | "short address" | "outcomes";
  /** One entry per line of the heading. */
  head: string[];
  align: "left" | "right";
  cell: (row: OverviewRow) => string;
}

type Layout = Column[];

const drawn =
  (page: Page) =>
  (column: OverviewColumn): Column => ({
    id: column.id,
    // A number is narrower than the words above it.
    head: column.style === "number" ? column.head.split(" ") : [column.head],
    align: column.style === "number" ? "right" : "left",
    importance: column.importance,
    cell: (row) => cellText(page, column, row),
  });

/** A dash says neither "none" nor "unknown"; the cause does. */
function cellText(page: Page, { id, style }: OverviewColumn, row: OverviewRow): string {
  if (style === "bars") return sparkline(row.bars?.counts ?? [], page.unicode);
  return (style === "names" ? firstName(row.names) : row.cells[id]) ?? "-";
}

function firstName([first, ...others]: string[]): string | undefined {
  return others.length === 0 ? first : `${first} +${others.length}`;
}

// ---------------------------------------------------------------- layouts

const outcomes: Column = {
  id: "outcomes",
  head: ["lost/", "retrying/", "delivered"],
  align: "right",
  importance: columnOf("lost").importance,
  cell: ({ cells }) => [cells.lost, cells.retrying, cells.delivered].join("/"),
};

const without = (importance: number) => (layout: Layout) =>
  layout.filter((column) => column.importance !== importance);

function withOneOutcome(layout: Layout): Layout {
  return layout
    .map((column) => (column.id === "lost" ? outcomes : column))
    .filter(({ id }) => id !== "retrying" && id !== "delivered");
}

/** The rows are sorted by what is lost, so this stays when the other ends go. */
function withLostAlone(page: Page): (layout: Layout) => Layout {
  const lost = drawn(page)(columnOf("lost"));
  return (layout) => layout.map((column) => (column.id === "outcomes" ? lost : column));
}

/** Each takes less room than the one before: bars go first, time and outcomes get shorter, then more columns go. */
function layoutsOf(page: Page, columns: Layout): Layout[] {
  const day = drawn(page)(columnOf("day"));
  const withDay = (layout: Layout) => layout.map((column) => (column.id === "minute" ? day : column));
  const steps = [
    without(6),
    withDay,
    withOneOutcome,
    without(5),
    withLostAlone(page),
    without(4),
    without(3),
    without(2),
  ];
  return steps.reduce((layouts, step) => [...layouts, step(layouts.at(-1) ?? [])], [columns]);
}

/** Longer addresses are on a line of their own, so that they take no column's place. */
const SHORT_ADDRESS = 15;

function isShort({ name }: OverviewRow): boolean {
  return name.length <= SHORT_ADDRESS;
}

function withAddressLine(layout: Layout): Layout {
  const cell = (row: OverviewRow) => (isShort(row) ? row.name : "");
  return layout.map((column) =>
    column.id === "address" ? { ...column, id: "short address", cell } : column,
  );
}

/** The layouts after these are tried only with long addresses on lines of their own. */
const RICH_LAYOUTS = 5;

/** Widths of what an action is for: of a longer domain the block has the whole name. */
const NAME_WIDTHS = [32, 20] as const;

const withNamesOf = (width: number) => (layout: Layout) =>
  layout.map((column) =>
    column.id === "addresses"
      ? { ...column, cell: (row: OverviewRow) => shortenedInside(column.cell(row), width) }
      : column,
  );

/** What an action is matters more than how much it cost, and whom it is for more than the end of a long name. */
function actionLayouts(layout: Layout): Layout[] {
  const [wide, narrow] = NAME_WIDTHS;
  const steps = [withNamesOf(wide), without(6), withNamesOf(narrow), ...[5, 4, 3, 2].map(without)];
  return steps.reduce((layouts, step) => [...layouts, step(layouts.at(-1) ?? [])], [layout]);
}

/** Richest first. */
function allLayouts(page: Page, { of, counted, head, columns }: Overview): Layout[] {
  const addresses: Column = {
    id: "address",
    head: [head],
    align: "left",
    importance: 1,
    cell: ({ name }) => name,
  };
  if (of === "actions") return actionLayouts([addresses, ...columns.map(drawn(page))]);
  const layouts = layoutsOf(page, [addresses, ...columns.map(drawn(page))]);
  const [richest = [], poorest = []] = [layouts[0], layouts.at(-1)];
  return counted
    ? [...layouts.slice(0, RICH_LAYOUTS), ...layouts.map(withAddressLine)]
    : [richest, poorest, withAddressLine(poorest)];
}

// ---------------------------------------------------------------- drawing

/** Most titles of causes fit on two lines of this width. */
const CAUSE_WIDTH = 17;
const GAP = 2;
/** With less room there is no overview: the blocks say the same. */
const MINIMUM_CAUSE_WIDTH = 8;

export function overview(page: Page, table: Overview): string[] {
  const { rows, counted } = table;
  if (rows.length < (counted ? 1 : 2)) return [];
  const layouts = allLayouts(page, table);
  const causes = rows.map(({ cells }) => displayWidth(cells.cause ?? ""));
  const needed = Math.min(CAUSE_WIDTH, Math.max("cause".length, ...causes));
  const layout =
    layouts.find((columns) => roomForCause(page, columns, rows) >= needed) ?? layouts.at(-1) ?? [];
  const room = roomForCause(page, layout, rows);
  return room < MINIMUM_CAUSE_WIDTH ? [] : drawTable(page, layout, rows, room);
}

function roomForCause(page: Page, layout: Layout, rows: OverviewRow[]): number {
  const others = layout.filter(({ id }) => id !== "cause");
  const taken = others.reduce((sum, column) => sum + naturalWidth(column, rows), 0);
  return page.width - taken - GAP * others.length;
}

function naturalWidth(column: Column, rows: OverviewRow[]): number {
  return Math.max(...[...column.head, ...rows.map(column.cell)].map(displayWidth));
}

function drawTable(page: Page, layout: Layout, rows: OverviewRow[], room: number): string[] {
  const table = new Table({
    head: layout.map((column) => page.paint("bold", column.head.join("\n"))),
    colAligns: layout.map((column) => column.align),
    chars: { ...noBorders, mid: "-", "mid-mid": "-" },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const row of rows) table.push(lineOf(page, layout, row, room));
  const headHeight = Math.max(...layout.map(({ head }) => head.length));
  const lines = table.toString().split("\n");
  return [
    ...lines.slice(0, headHeight).map((line) => line.trimEnd()),
    page.paint("dim", page.rule),
    ...withNames(lines.slice(headHeight + 1), layout, rows, room),
  ];
}

function lineOf(page: Page, layout: Layout, row: OverviewRow, room: number): string[] {
  return layout.map((column) =>
    column.id === "cause" ? causeText(page, column.cell(row), row, room) : column.cell(row),
  );
}

/** A long address on a line before its row: in a cell it would widen the columns. */
function withNames(lines: string[], layout: Layout, rows: OverviewRow[], room: number): string[] {
  const hasNames = layout.some(({ id }) => id === "short address");
  let next = 0;
  return rows.flatMap((row) => {
    const height = wrap(row.cells.cause ?? "", { width: room }).length;
    const own = lines.slice(next, next + height).map((line) => line.trimEnd());
    next += height;
    return hasNames && !isShort(row) ? [row.name, ...own] : own;
  });
}

function causeText(page: Page, text: string, { state }: OverviewRow, room: number): string {
  return wrap(text, { width: room })
    .map((line) => page.paint(stateTone[state], line))
    .join("\n");
}

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  right: "",
  "right-mid": "",
  middle: " ".repeat(GAP),
};
