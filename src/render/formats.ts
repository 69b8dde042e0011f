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
}

export const formats = {
  table: { endings: [".txt"], check: true, diagnosis: true, comparison: true },
  json: { endings: [".json"], check: true, diagnosis: true, comparison: true },
  ndjson: { endings: [".ndjson", ".jsonl"], check: false, diagnosis: false, comparison: false },
  csv: { endings: [".csv"], check: false, diagnosis: true, comparison: false },
  recipients: { endings: [".recipients"], check: false, diagnosis: false, comparison: false },
  html: { endings: [".html", ".htm"], check: true, diagnosis: true, comparison: true },
  markdown: { endings: [".md", ".markdown"], check: true, diagnosis: true, comparison: true },
  prometheus: { endings: [".prom"], check: true, diagnosis: true, comparison: false },
  mail: { endings: [".eml"], check: true, diagnosis: true, comparison: true },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];

export const checkFormatNames = formatNames.filter((name) => formats[name].check);

/** The format whose ending the file name has. */
export function formatOfFile(path: string): FormatName | undefined {
  const name = path.toLowerCase();
  return formatNames.find((format) => formats[format].endings.some((ending) => name.endsWith(ending)));
}
