// Rows of CSV, as Loki, Graylog and Kibana export what they keep: the log line is one of the fields.

import { parseStamp, type StampContext } from "../../../base/standards/timestamp.ts";

/** Fields of a document in Kibana, if all were exported. */
const MAX_FIELDS = 200;

const hasQuotedField = /^"|[,;\t]"/;
// A field that is not closed goes on in the next lines: a cell holds several lines of the log, and this is the first.
const fieldPattern = /(?:"([^"]*(?:""[^"]*)*)(?:"|$)|([^",;\t]*))([,;\t]|$)/y;
// "Bounces at Gmail": the title of a ticket, not a datum
const prose = /[A-Za-z]{2,} [a-z]{2,}/;
const hostName = /^[A-Za-z][\w.-]{0,254}$/;

// A row whose line needs no quotation marks: 2026-02-23T10:11:12Z,mx1,postfix/qmgr,C0000000001: removed
const plainRow = /^[^",;\t]{1,400}(?:,[^",;\t]{0,400}){2,40}$/;

/** Most lines have no two commas, which is seen at once. */
function isPlainRow(row: string): boolean {
  const comma = row.indexOf(",");
  return comma > 0 && row.includes(",", comma + 1) && plainRow.test(row);
}

/** The fields of a row; null when it is none. */
export function fieldsOf(row: string): string[] | null {
  if (!hasQuotedField.test(row.slice(0, 4_096)) && !isPlainRow(row)) return null;
  const fields: string[] = [];
  for (let at = 0; fields.length < MAX_FIELDS;) {
    fieldPattern.lastIndex = at;
    const [whole, quoted, plain = "", separator] = fieldPattern.exec(row) ?? [];
    if (whole === undefined) return null;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    at += whole.length;
    if (separator === "") return fields;
  }
  return null;
}

/** What the fields beside the line tell about it; null when one of them is prose: then the row quotes the line. */
export function readBeside(
  fields: readonly string[],
  line: number,
  context: StampContext,
): { time: number | null; host: string | null } | null {
  const others = fields.filter((_field, place) => place !== line);
  if (others.length > 0 && others.every((field) => field === "")) return null;
  if (others.some((field) => !/^[[{]/.test(field) && prose.test(field))) return null;
  const stamped = others.findIndex((field) => parseStamp(field, context) !== null);
  const next = stamped < 0 ? "" : (others[stamped + 1] ?? "");
  return {
    time: parseStamp(others[stamped] ?? "", context)?.time ?? null,
    host: hostName.test(next) ? next : null,
  };
}
