// Options about what is counted.

import { FILE, type OptionDefinitions } from "./definition.ts";

/** The file's period is for reports: a store keeps everything. */
const reportsAlone = { fromFile: ["analyze"] } as const;
/** Only the command line says that nothing but the new is counted. */
const reportsAndPushes = { noKey: "say it on the command line: it changes what a report counts" } as const;

const suggestions = ["today", "yesterday", "24h", "7d", "2w"] as const;

export const inputOptions = {
  since: {
    ...reportsAlone,
    help: 'only from this time on: 2026-02-16, 2026-02-16T08:00, today, yesterday, or an age: 24h, 7days, "1 hour ago"',
    value: { name: "when", suggestions },
    conflicts: [{ option: "week" }],
  },
  until: {
    ...reportsAlone,
    help: "only before this time; a day (2026-02-22, yesterday) is included",
    value: { name: "when", suggestions },
    conflicts: [{ option: "week" }],
  },
  week: {
    ...reportsAlone,
    help: "one ISO week: last (default), this or 2026-W08",
    value: { name: "week", preset: "last", suggestions: ["last", "this"] },
  },
  timezone: {
    help: "the time zone of log lines that name none, and of days and weeks (default: this machine's); reports are in UTC",
    variants: {
      analyze: {
        help: "the time zone of log lines that name none, and of days and weeks (default: this machine's; for a server's store, its own); reports are in UTC",
      },
    },
    value: { name: "zone", suggestions: ["UTC"] },
  },
  state: {
    ...reportsAndPushes,
    help: "read only what is new; this file (or a file in this folder) remembers how far was read and which deliveries are open",
    variants: {
      watch: {
        help: "the folder for what the watch remembers and for the history of refusals (default: the folder of this machine)",
      },
    },
    value: FILE,
    conflicts: [
      { option: "store", predicate: "remembers what was read of logs, and a report of a store reads none" },
    ],
  },
  host: {
    help: "the host of logs that name none, such as Exim's main log (default of --state, watch and store push: this machine, for its standard logs)",
    value: {
      name: "name",
      parse: parseHost,
      expected: "write the host's name such as mx1.example.com",
    },
  },
  compare: { help: "also tell what changed since the period before, of the same length" },
  dns: { opposite: "only read; do not ask the DNS for the causes" },
} as const satisfies OptionDefinitions;

const hostPattern = /^[A-Za-z0-9_](?:[\w.-]{0,252}\w)?\.?$/;

function parseHost(text: string): string | null {
  return hostPattern.test(text) ? text.replace(/\.$/, "") : null;
}
