// The lists in which stores and shippers of logs hand over many entries at once.

/** How an entry stands in its list: an object, or a row of time and line. */
export type EntryKind = "object" | "row";

// The names from the outermost object to the list, whatever lists stand between. Only these: the object of any other log may
// hold a list, and is one line all the same.
const objectLists = new Set([
  // an array by itself: KumoMTA's hooks, `jq -s`, gcloud logging read
  "",
  // Stalwart's webhooks, aws logs filter-log-events, Papertrail
  "events",
  // CloudWatch's subscriptions
  "logEvents",
  // Elasticsearch and OpenSearch: _search, _msearch
  "hits.hits",
  "responses.hits.hits",
  // Splunk: output_mode=json
  "results",
  // Graylog: /api/search/universal
  "messages",
  // Google Cloud Logging: entries:list
  "entries",
  // Mailgun's Events API
  "items",
  // Postmark's Bounce API
  "Bounces",
]);
// Loki: query and query_range, and what is pushed to it
const streamLists = new Set(["data.result", "streams"]);
const rowLists = new Set([...streamLists].map((list) => `${list}.values`));
const labelPaths = new Set([...streamLists].map((list) => `${list}.stream`));
const OPEN_BRACE = 0x7b;

/** What stands in the list at `path` and begins with this byte; null when it is no entry. */
export function entryKind(path: string, firstByte: number): EntryKind | null {
  if (firstByte === OPEN_BRACE) return objectLists.has(path) ? "object" : null;
  return rowLists.has(path) ? "row" : null;
}

/** True for the list of streams, each with labels and rows. */
export function isStream(path: string): boolean {
  return streamLists.has(path);
}

/** True for the labels that the rows of one stream have in common. */
export function isLabels(path: string): boolean {
  return labelPaths.has(path);
}

// What stands before each value of a row that becomes an object; Loki's third is an object of more labels.
const columns = ['{"timestamp":', ',"line":', ',"metadata":', ',"more":'].map((name) => Buffer.from(name));

export function columnStart(place: number): Buffer {
  return columns[Math.min(place, columns.length - 1)]!;
}
