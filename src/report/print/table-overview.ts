// The overview: one row per address, worst first. Of several layouts it takes the richest that fits;
// what a narrow terminal leaves out stands in the block of the address.

import Table from "cli-table3";
import type { Comparison, SendingIpReport, Timeline } from "../../model/report.ts";
import { changeOf } from "../document/comparison.ts";
import { dateOf, grouped, minuteOf } from "../../base/words/quantities.ts";
import { columnsOf, sparkline } from "../document/sparkline.ts";
import { classTone, type Page } from "./table-page.ts";
import { displayWidth, wrap } from "../../base/words/wrap.ts";

interface Column {
  /** One entry per line of the heading. */
  head: string[];
  align: "left" | "right";
  cell: (sender: SendingIpReport) => string;
}

type Layout = Column[];

const amount = (head: string, cell: (sender: SendingIpReport) => number): Column => ({
  head: [head],
  align: "right",
  cell: (sender) => grouped(cell(sender)),
});

const address: Column = { head: ["address"], align: "left", cell: (sender) => sender.ip };
const shortAddress: Column = { ...address, cell: (sender) => (isShort(sender) ? sender.ip : "") };
const cause: Column = { head: ["cause"], align: "left", cell: causeTitle };
const refusals = amount("refusals", (sender) => sender.attempts);
const deliveries = amount("deliveries", (sender) => sender.affected);
const lost = amount("lost", (sender) => sender.lost);
const retrying = amount("retrying", (sender) => sender.retrying);
const delivered = amount("delivered", (sender) => sender.delivered);
const outcomes: Column = {
  head: ["lost/", "retrying/", "delivered"],
  align: "right",
  cell: (sender) => [sender.lost, sender.retrying, sender.delivered].map(grouped).join("/"),
};
const lastMinute: Column = { head: ["last seen (UTC)"], align: "left", cell: lastSeen(minuteOf) };
const lastDate: Column = { head: ["last seen"], align: "left", cell: lastSeen(dateOf) };
const ptrName: Column = { head: ["PTR record"], align: "left", cell: ptrNames };

const checkLayouts: Layout[] = [
  [address, cause, ptrName],
  [address, cause],
  [shortAddress, cause],
];

/** What the rows may show besides the addresses themselves. */
export interface OverviewFacts {
  /** False for `check`, which counts nothing. */
  counted: boolean;
  timeline: Timeline | null;
  comparison: Comparison | null;
}

/** Richest first; the last is taken when none leaves the cause enough room. */
function countedLayouts(page: Page, { timeline, comparison }: OverviewFacts): Layout[] {
  const bars = timeline === null ? [] : [overTime(page, timeline)];
  const change = comparison === null ? [] : [sinceBefore(comparison)];
  const counts = [address, cause, refusals, ...change];
  const full = [
    [...counts, ...bars, deliveries, lost, retrying, delivered, lastMinute],
    [...counts, deliveries, lost, retrying, delivered, lastMinute],
    [...counts, deliveries, lost, retrying, delivered, lastDate],
    [...counts, deliveries, outcomes, lastDate],
    [...counts, outcomes, lastDate],
  ];
  const short = [[...counts, lastDate], counts, [address, cause, refusals]];
  return [...full, ...[...full, ...short].map(withAddressLine)];
}

/** Longer addresses stand on a line of their own, so that they take no column's place. */
const SHORT_ADDRESS = 15;

function withAddressLine(columns: Layout): Layout {
  return columns.map((column) => (column === address ? shortAddress : column));
}

function isShort({ ip }: SendingIpReport): boolean {
  return ip.length <= SHORT_ADDRESS;
}

/** Enough to tell "all week" from "since Tuesday". */
const BARS = 14;

function overTime(page: Page, timeline: Timeline): Column {
  const cell = ({ ip }: SendingIpReport) =>
    sparkline(columnsOf(timeline, ip, BARS)?.counts ?? [], page.unicode);
  return { head: ["over time"], align: "left", cell };
}

function sinceBefore(comparison: Comparison): Column {
  return { head: ["change"], align: "right", cell: ({ ip }) => changeOf(comparison, ip) ?? "-" };
}

/** Titles of causes are a few words; this much lets most of them stand on two lines. */
const CAUSE_WIDTH = 17;
const GAP = 2;
/** Below this even the last layout is given up: the blocks say the same. */
const MINIMUM_CAUSE_WIDTH = 8;

export function overview(page: Page, senders: SendingIpReport[], facts: OverviewFacts): string[] {
  if (senders.length < (facts.counted ? 1 : 2)) return [];
  const layouts = facts.counted ? countedLayouts(page, facts) : checkLayouts;
  const needed = Math.min(CAUSE_WIDTH, naturalWidth(cause, senders));
  const fitting = layouts.find((columns) => roomForCause(page, columns, senders) >= needed);
  const columns = fitting ?? layouts.at(-1) ?? [];
  const room = roomForCause(page, columns, senders);
  return room < MINIMUM_CAUSE_WIDTH ? [] : drawTable(page, columns, senders, room);
}

function roomForCause(page: Page, columns: Column[], senders: SendingIpReport[]): number {
  const others = columns.filter((column) => column !== cause);
  const taken = others.reduce((sum, column) => sum + naturalWidth(column, senders), 0);
  return page.width - taken - GAP * others.length;
}

function naturalWidth(column: Column, senders: SendingIpReport[]): number {
  const lines = [...column.head, ...senders.map(column.cell)];
  return lines.reduce((widest, line) => Math.max(widest, displayWidth(line)), 0);
}

function drawTable(page: Page, columns: Layout, senders: SendingIpReport[], room: number): string[] {
  const table = new Table({
    head: columns.map((column) => page.paint("bold", column.head.join("\n"))),
    colAligns: columns.map((column) => column.align),
    chars: { ...noBorders, mid: "-", "mid-mid": "-" },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const sender of senders) table.push(...rowsOf(page, columns, sender, room));
  const headHeight = Math.max(...columns.map(({ head }) => head.length));
  const lines = table.toString().split("\n");
  return lines.map((line, index) => (index === headHeight ? page.paint("dim", page.rule) : line.trimEnd()));
}

function rowsOf(page: Page, columns: Layout, sender: SendingIpReport, room: number) {
  const row = columns.map((column) => cellText(page, column, sender, room));
  if (isShort(sender) || !columns.includes(shortAddress)) return [row];
  return [[{ content: sender.ip, colSpan: columns.length }], row];
}

function cellText(page: Page, column: Column, sender: SendingIpReport, room: number): string {
  const text = column.cell(sender);
  if (column !== cause) return text;
  const tone = sender.cause === null ? "dim" : classTone[sender.cause.class];
  return wrap(text, { width: room })
    .map((line) => page.paint(tone, line))
    .join("\n");
}

function causeTitle(sender: SendingIpReport): string {
  return sender.cause?.title ?? "not known";
}

function lastSeen(write: (isoTime: string) => string): (sender: SendingIpReport) => string {
  return (sender) => (sender.lastSeen === null ? "-" : write(sender.lastSeen));
}

/** A dash says neither "none" nor "unknown"; the cause does. */
function ptrNames(sender: SendingIpReport): string {
  const [first, ...others] = sender.ptr;
  if (first === undefined) return "-";
  return others.length === 0 ? first.name : `${first.name} +${others.length}`;
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
