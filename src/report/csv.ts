// The weekly CSV: one row per ISO week, sending address and code, for spreadsheets and cron; of a check one row per address.

import type { RenderTarget, Results, SendingIpReport, WeeklyCounts } from "../model/report.ts";
import { checkCsv } from "./check-csv.ts";
import { csv, fixList, list, type Columns } from "./csv-cells.ts";

type Row = WeeklyCounts & { sender: SendingIpReport | undefined };

const columns: Columns<Row> = {
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
  fix: (row) => fixList(row.sender?.fix ?? []),
};

export function render(results: Results, _target: RenderTarget): string {
  if (results.checked !== undefined) return checkCsv(results);
  const senders = new Map(results.report.sendingIps.map((sender) => [sender.ip, sender]));
  const weeks = results.weeks.toSorted(byWeekIpCode);
  return csv(
    columns,
    weeks.map((week) => ({ ...week, sender: senders.get(week.sendingIp ?? "") })),
  );
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
