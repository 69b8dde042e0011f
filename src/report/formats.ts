// The output formats: one entry here and one file for each. A run loads the one it needs, and --help none.

import type { RenderTarget, Results } from "../model/report.ts";

type Rendered = string | Iterable<string>;
/** May be asynchronous: the library that writes mails is. */
export type Render = (results: Results, target: RenderTarget) => Rendered | Promise<Rendered>;

interface Format {
  load: () => Promise<{ render: Render }>;
  /** File name endings that pick this format for `--output`. */
  endings: string[];
  /** Whether `check` offers it: recipients exist only where input was read. */
  check: boolean;
  /** Whether it shows what the DNS said: if not, nobody need be asked. */
  diagnosis: boolean;
  /** Whether it shows what changed since the period before. */
  comparison: boolean;
  /** Whether it reports what could not be read: if not, a warning does. */
  unread: boolean;
}

/** A format shows the whole report, or only the parts that its entry adds to nothing. */
const whole = { check: true, diagnosis: true, comparison: true, unread: true };
const nothing = { check: false, diagnosis: false, comparison: false, unread: false };

export const formats = {
  table: { load: () => import("./print/table.ts"), endings: [".txt"], ...whole },
  json: { load: () => import("./json.ts"), endings: [".json"], ...whole },
  ndjson: {
    load: () => import("./ndjson.ts"),
    endings: [".ndjson", ".jsonl"],
    ...nothing,
    check: true,
    unread: true,
  },
  csv: { load: () => import("./csv.ts"), endings: [".csv"], ...nothing, check: true, diagnosis: true },
  zone: { load: () => import("./zone.ts"), endings: [".zone"], ...nothing, check: true, diagnosis: true },
  recipients: { load: () => import("./recipients.ts"), endings: [".recipients"], ...nothing },
  html: { load: () => import("./print/html.ts"), endings: [".html", ".htm"], ...whole },
  markdown: { load: () => import("./print/markdown.ts"), endings: [".md", ".markdown"], ...whole },
  prometheus: { load: () => import("./prometheus.ts"), endings: [".prom"], ...whole, comparison: false },
  nagios: { load: () => import("./nagios.ts"), endings: [], ...whole, comparison: false },
  mail: { load: () => import("./print/mail.ts"), endings: [".eml"], ...whole },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];

export const checkFormatNames = formatNames.filter((name) => formats[name].check);

/** A probe has no weeks, no events and no recipients. */
export const probeFormatNames = [
  "table",
  "json",
  "ndjson",
  "csv",
  "html",
  "markdown",
] as const satisfies readonly FormatName[];
export type ProbeFormatName = (typeof probeFormatNames)[number];

/** Nor has an audit, which asks for records. */
export const auditFormatNames = [...probeFormatNames, "zone"] as const satisfies readonly FormatName[];
export type AuditFormatName = (typeof auditFormatNames)[number];

/** The doctor has lines and data. */
export const doctorFormatNames = ["table", "json"] as const satisfies readonly FormatName[];

/** The format whose ending the file name has. */
export function formatOfFile(path: string): FormatName | undefined {
  const name = path.toLowerCase();
  return formatNames.find((format) => formats[format].endings.some((ending) => name.endsWith(ending)));
}

export async function loadRenderer(format: FormatName): Promise<Render> {
  return (await formats[format].load()).render;
}
