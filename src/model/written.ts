// What the data formats write, by the file of its JSON schema. The schemas in `schema` are made from these types
// (`npm run docs`), and the comments of their fields with them.

import type { CheckLine } from "./check.ts";
import type { AnalysisEvent } from "./events.ts";
import type { Report, SendingIpReport } from "./report.ts";

/** What `--format json` writes: the report of logs and bounces, or of a check. */
export interface WrittenReport extends Omit<Report, "sendingIps"> {
  /** One for each sending address. */
  sendingIps: Omit<SendingIpReport, "presentation">[];
}

export interface WrittenTypes {
  /** The report that `--format json` writes. */
  "whybounce.report": WrittenReport;
  /** A line that `--format ndjson` writes of logs and bounces. */
  "whybounce.event": AnalysisEvent;
  /** A line that `check --format ndjson` writes. */
  "whybounce.check": CheckLine;
}
