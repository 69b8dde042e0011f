// Rows of comma-separated values (RFC 4180) whose columns the first row names, as PowerMTA's accounting files have them.

import { parseStamp, type StampContext } from "../../../base/standards/timestamp.ts";
import type { Fields, LogLine } from "../../../model/delivery.ts";
import { stampIn } from "./json.ts";

/** Far more than any mailer writes. */
const MAX_COLUMNS = 500;

const cellPattern = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y;
// timeLogged    header_X-Job    header_*
const columnName = /^[A-Za-z][\w.*-]{0,127}$/;
// Exchange's heads begin as those of web servers do (W3C Extended Log File Format): #Fields: date-time,client-ip,…
const beforeNames = /^\uFEFF?(?:#Fields: ?)?/;

/** Null when the text is no row, as one that was cut within quotation marks is none. */
function cellsOf(row: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; cells.length < MAX_COLUMNS;) {
    cellPattern.lastIndex = at;
    const [whole, quoted, plain = "", separator] = cellPattern.exec(row) ?? [];
    if (whole === undefined) return null;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    at += whole.length;
    if (separator === "") return cells;
  }
  return null;
}

/** The names in the head of a table that has one of these columns; null when the row is none. */
export function columnNames(row: string, known: readonly string[]): readonly string[] | null {
  if (!known.some((name) => row.includes(name))) return null;
  const names = cellsOf(row.replace(beforeNames, "").trimEnd());
  if (!names || names.length < 2 || !names.every((name) => columnName.test(name))) return null;
  return names.some((name) => known.includes(name)) ? names : null;
}

/** The values of a row by column; null when it has another number of them than the table has columns. */
function rowOf(row: string, columns: readonly string[]): Fields | null {
  const cells = cellsOf(row);
  if (cells?.length !== columns.length) return null;
  return Object.fromEntries(columns.map((name, place) => [name, cells[place]!]));
}

/** A row as a line that has its values. */
export function frameRow(text: string, columns: readonly string[], context: StampContext): LogLine | null {
  const fields = rowOf(text, columns);
  if (!fields) return null;
  const time = parseStamp(stampIn(fields) ?? "", context)?.time ?? null;
  return { time, host: null, program: null, message: "", fields };
}
