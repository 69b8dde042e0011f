// The overview: one row per address, worst first. Of several layouts it takes the richest that fits;
// what a narrow terminal leaves out stands in the block of the address.

import Table from "cli-table3";
import type { Comparison, SendingIpReport, Timeline } from "../model.ts";
import { changeOf } from "./comparison-words.ts";
import { dateOf, grouped, minuteOf } from "./quantities.ts";
import { columnsOf, sparkline } from "./sparkline.ts";
import { classTone, type Page } from "./table-page.ts";
import { displayWidth, wrap } from "./wrap.ts";

interface Column {
  /** One entry per line of the heading. */
  head: string[];
  align: "left" | "right";
  cell: (sender: SendingIpReport) => string;
}

const amount = (head: string, cell: (sender: SendingIpReport) => number): Column => ({
  head: [head],
  align: "right",
  cell: (sender) => grouped(cell(sender)),
});

const address: Column = { head: ["address"], align: "left", cell: (sender) => sender.ip };
const cause: Column = { head: ["cause"], align: "left", cell: causeTitle };
const refusals = amount("refusals", (sender) => sender.attempts);
const messages = amount("messages", (sender) => sender.messages);
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

const checkLayouts: Column[][] = [
  [address, cause, ptrName],
  [address, cause],
];

/** What the rows may show besides the addresses themselves. */
export interface OverviewFacts {
  /** False for `check`, which counts nothing. */
  counted: boolean;
  timeline: Timeline | null;
  comparison: Comparison | null;
}

/** Richest first; the last is taken when none leaves the cause enough room. */
function countedLayouts(page: Page, { timeline, comparison }: OverviewFacts): Column[][] {
  const bars = timeline === null ? [] : [overTime(page, timeline)];
  const change = comparison === null ? [] : [sinceBefore(comparison)];
  return [
    [address, cause, refusals, ...change, ...bars, messages, lost, retrying, delivered, lastMinute],
    [address, cause, refusals, ...change, messages, lost, retrying, delivered, lastMinute],
    [address, cause, refusals, ...change, messages, lost, retrying, delivered, lastDate],
    [address, cause, refusals, ...change, messages, outcomes, lastDate],
    [address, cause, refusals, ...change, outcomes, lastDate],
    [address, cause, refusals, ...change, lastDate],
    [address, cause, refusals, ...change],
    [address, cause, refusals],
  ];
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
  const fitting = layouts.find((columns) => roomForCause(page, columns, senders) >= CAUSE_WIDTH);
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

function drawTable(page: Page, columns: Column[], senders: SendingIpReport[], room: number): string[] {
  const rule = page.unicode ? "─" : "-";
  const table = new Table({
    head: columns.map((column) => page.paint("bold", column.head.join("\n"))),
    colAligns: columns.map((column) => column.align),
    chars: { ...noBorders, mid: rule, "mid-mid": rule.repeat(GAP) },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  const rows = senders.map((sender) => columns.map((column) => cellText(page, column, sender, room)));
  table.push(...rows);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
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
