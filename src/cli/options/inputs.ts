// Options about what is counted.

import type { OptionDefinitions } from "./definition.ts";

/** The file's period is for reports: a store keeps everything. */
const reportsAlone = { fromFile: ["analyze"] } as const;

const suggestions = ["today", "yesterday", "24h", "7d", "2w"] as const;

export const inputOptions = {
  since: {
    ...reportsAlone,
    help: 'only from then on: 2026-02-16, 2026-02-16T08:00, today, yesterday, or an age: 24h, 7days, "1 hour ago"',
    value: { name: "when", suggestions },
    conflicts: [{ option: "week" }],
  },
  until: {
    ...reportsAlone,
    help: "only before then; a day (2026-02-22, yesterday) is included",
    value: { name: "when", suggestions },
    conflicts: [{ option: "week" }],
  },
  week: {
    ...reportsAlone,
    help: "one ISO week: last (default), this or 2026-W08",
    value: { name: "week", preset: "last", suggestions: ["last", "this"] },
  },
  timezone: {
    help: "of log lines that do not say theirs, and of days and weeks (default: this machine's); reports tell times in UTC",
    value: { name: "zone", suggestions: ["UTC"] },
  },
  compare: { help: "also tell what changed since the period of the same length before it" },
  dns: { opposite: "only read; do not ask the DNS for the causes" },
} as const satisfies OptionDefinitions;
