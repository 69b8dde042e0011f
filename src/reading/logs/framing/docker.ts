// Docker's json-file driver writes a line of more than 16 KiB in several records, of which the last has the line's end.

import type { Fields } from "../../../model/delivery.ts";
import { objectIn } from "./json.ts";

/** The records of one line as one record; null for lines that are none. */
export function joinRecords(lines: readonly string[]): string | null {
  const records = lines.filter((line) => line !== "").map(objectIn);
  const [first] = records;
  if (!first || records.length < 2 || !records.every(isRecord)) return null;
  return JSON.stringify({ ...first, log: records.map(({ log }) => log).join("") });
}

function isRecord(fields: Fields | null): fields is Fields & { log: string } {
  return fields !== null && typeof fields["log"] === "string" && typeof fields["stream"] === "string";
}
