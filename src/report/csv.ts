// The weekly CSV (RFC 4180): one row per ISO week, sending address and code, for spreadsheets and cron.
// Cells hold what strangers wrote, so none may be taken for a formula.

import { stringify } from "csv-stringify/sync";
import type { FixStep } from "../model/cause.ts";
import type { RenderTarget, Results, SendingIpReport, WeeklyCounts } from "../model/report.ts";
import { escapeFormula, escapeText } from "../base/words/escape.ts";

type Row = WeeklyCounts & { sender: SendingIpReport | undefined };

const columns: Record<string, (row: Row) => string | number> = {
  week: (row) => row.week,
  week_start: (row) => row.weekStart,
  sending_ip: (row) => row.sendingIp ?? "",
  ip_family: (row) => (row.sendingIp === null ? "" : row.sendingIp.includes(":") ? 6 : 4),
  code: (row) => row.code,
  attempts: (row) => row.attempts,
  messages: (row) => row.messages,
  affected: (row) => row.affected,
  lost: (row) => row.lost,
  first_seen: (row) => row.firstSeen ?? "",
  last_seen: (row) => row.lastSeen ?? "",
  sender_domains: (row) => list(row.senderDomains),
  iprev: (row) => row.sender?.iprev ?? "",
  ptr: (row) => list(row.sender?.ptr.map((ptr) => ptr.name) ?? []),
  cause: (row) => row.sender?.cause?.id ?? "",
  cause_title: (row) => row.sender?.cause?.title ?? "",
  fix: (row) => list(row.sender?.fix.map(fixStep) ?? []),
};

export function render(results: Results, _target: RenderTarget): string {
  const senders = new Map(results.report.sendingIps.map((sender) => [sender.ip, sender]));
  const weeks = results.weeks.toSorted(byWeekIpCode);
  const rows = weeks.map((week) => ({ ...week, sender: senders.get(week.sendingIp ?? "") }));
  return stringify([Object.keys(columns), ...rows.map(cells)], { record_delimiter: "windows" });
}

function cells(row: Row): (string | number)[] {
  return Object.values(columns).map((column) => {
    const value = column(row);
    return typeof value === "number" ? value : escapeFormula(escapeText(value, true));
  });
}

function list(items: string[]): string {
  return items.map(withoutSemicolons).join("; ");
}

/** A semicolon separates items, so an item must hold none. */
function withoutSemicolons(item: string): string {
  const parts = item.split(";").map((part) => part.trim());
  return parts.filter((part) => part !== "").join(" and ");
}

function fixStep(step: FixStep): string {
  const text = `${step.who}: ${step.action}`;
  return step.record === null ? text : `${text}: ${step.record}`;
}

function byWeekIpCode(left: WeeklyCounts, right: WeeklyCounts): number {
  return (
    compare(left.week, right.week) ||
    compare(left.sendingIp ?? UNATTRIBUTED_LAST, right.sendingIp ?? UNATTRIBUTED_LAST) ||
    compare(left.code, right.code)
  );
}

const UNATTRIBUTED_LAST = "~";

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
