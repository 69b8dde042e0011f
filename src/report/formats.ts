// The output formats by name, light enough to be loaded for --help. What each does stands in index.ts.

interface Format {
  /** File name endings that pick this format for `--output`. */
  endings: string[];
  /** Whether `check` offers it: weeks, events and recipients exist only where input was read. */
  check: boolean;
  /** Whether it shows what the DNS said: if not, nobody need be asked. */
  diagnosis: boolean;
  /** Whether it shows what changed since the period before. */
  comparison: boolean;
  /** Whether it tells of what could not be read: if not, a warning does. */
  unread: boolean;
}

export const formats = {
  table: { endings: [".txt"], check: true, diagnosis: true, comparison: true, unread: true },
  json: { endings: [".json"], check: true, diagnosis: true, comparison: true, unread: true },
  ndjson: { endings: [".ndjson", ".jsonl"], check: false, diagnosis: false, comparison: false, unread: true },
  csv: { endings: [".csv"], check: false, diagnosis: true, comparison: false, unread: false },
  recipients: { endings: [".recipients"], check: false, diagnosis: false, comparison: false, unread: false },
  html: { endings: [".html", ".htm"], check: true, diagnosis: true, comparison: true, unread: true },
  markdown: { endings: [".md", ".markdown"], check: true, diagnosis: true, comparison: true, unread: true },
  prometheus: { endings: [".prom"], check: true, diagnosis: true, comparison: false, unread: true },
  mail: { endings: [".eml"], check: true, diagnosis: true, comparison: true, unread: true },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];

export const checkFormatNames = formatNames.filter((name) => formats[name].check);

/** The format whose ending the file name has. */
export function formatOfFile(path: string): FormatName | undefined {
  const name = path.toLowerCase();
  return formatNames.find((format) => formats[format].endings.some((ending) => name.endsWith(ending)));
}
