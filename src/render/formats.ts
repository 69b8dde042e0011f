// The output formats by name, light enough to be loaded for --help. What each does stands in index.ts.

interface Format {
  /** File name endings that pick this format for `--output`. */
  endings: string[];
  /** Whether `check` offers it: weeks, events and recipients exist only where input was read. */
  check: boolean;
}

export const formats = {
  table: { endings: [".txt"], check: true },
  json: { endings: [".json"], check: true },
  ndjson: { endings: [".ndjson", ".jsonl"], check: false },
  csv: { endings: [".csv"], check: false },
  recipients: { endings: [".recipients"], check: false },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];

export const checkFormatNames = formatNames.filter((name) => formats[name].check);

/** The format whose ending the file name has. */
export function formatOfFile(path: string): FormatName | undefined {
  const name = path.toLowerCase();
  return formatNames.find((format) => formats[format].endings.some((ending) => name.endsWith(ending)));
}
