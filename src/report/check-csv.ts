// A check as CSV: one row for each address.

import type { Results, SendingIpReport } from "../model/report.ts";
import { causeStands, isStandingOpen } from "../model/standing.ts";
import { csv, fixList, list, type Columns } from "./csv-cells.ts";

interface Row {
  sender: SendingIpReport;
  targets: readonly string[];
  checkedAt: string;
}

const columns: Columns<Row> = {
  ip: ({ sender }) => sender.ip,
  ip_family: ({ sender }) => sender.family,
  targets: ({ targets }) => list(targets),
  iprev: ({ sender }) => sender.iprev ?? "",
  ptr: ({ sender }) => list(sender.ptr.map(({ name }) => name)),
  stands: ({ sender }) => standsWord(sender),
  cause: ({ sender }) => sender.cause?.id ?? "",
  cause_title: ({ sender }) => sender.cause?.title ?? "",
  findings: ({ sender }) => list(sender.findings.map(({ id }) => id)),
  fix: ({ sender }) => fixList(sender.fix),
  visible_after_seconds: ({ sender }) => sender.visibleAfterSeconds ?? "",
  checked_at: ({ checkedAt }) => checkedAt,
};

/** Empty where it is not known, above all where the DNS could not be asked. */
function standsWord(sender: SendingIpReport): string {
  if (isStandingOpen(sender)) return "";
  return causeStands(sender) ? "yes" : "no";
}

export function checkCsv({ report, checked = [] }: Results): string {
  const targets = new Map(checked.map((address) => [address.ip, address.targets]));
  const rows = report.sendingIps.map((sender) => ({
    sender,
    targets: targets.get(sender.ip) ?? [sender.ip],
    checkedAt: report.generatedAt,
  }));
  return csv(columns, rows);
}
