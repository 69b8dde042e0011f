// The journal's forms in which an entry goes over many lines (systemd.journal-fields(7), journal-export-formats):
// journalctl -o export, -o verbose and -o json-pretty. Each entry becomes one line as -o json has it, at the place of
// its last line; all other lines become empty, so that line numbers stay what they are.

import type { ListingLine } from "./listing.ts";

const wanted = new Set([
  "MESSAGE",
  "SYSLOG_IDENTIFIER",
  "_COMM",
  "_HOSTNAME",
  "_SOURCE_REALTIME_TIMESTAMP",
  "__REALTIME_TIMESTAMP",
]);
/** Longer messages are no mailer's. */
const MAX_VALUE = 1 << 16;
/** Fields of an entry, with a message over several lines. */
const MAX_ENTRY = 1 << 20;

const exportStart = /^__CURSOR=\S/;
// Sun 2026-06-07 09:01:09.123456 UTC [s=0a1b…;i=4711;b=…
const verboseStart = /^([A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} [A-Z+\-\d]{1,6} )\[s=[0-9a-f]/;
// -- Logs begin at Sun 2026-06-07 …, end at … --    -- Boot 0a1b… --
const remark = /^-- .{1,200}\n/;
// journalctl -o json-pretty has a blank before the colon, jq has none.
const prettyStart = /^\{\r?\n\s+"[A-Z_]{1,64}" ?: /;
const exportField = /^([A-Z0-9_]{1,64})=(.*)$/;
const verboseField = /^ {4}([A-Z0-9_]{1,64})=(.*)$/;
// A value with line ends in it follows its length in eight bytes, the lowest first
const binaryField = /^[A-Z0-9_]{1,64}$/;
const binaryLength = /^[^\0]{0,3}\0{5,8}/;

/** Null when the text does not begin as one of these forms does. */
export function createJournal(head: string): ListingLine | null {
  const start = head.replace(/^[\uFEFF\s]{1,100}/, "").replace(remark, "");
  if (exportStart.test(start)) return createFields(exportField, /^$/);
  if (verboseStart.test(start)) return createFields(verboseField, verboseStart);
  return prettyStart.test(start) ? createPretty() : null;
}

type Fields = Partial<Record<string, string>>;

/** `between` is the line that stands between two entries, and may begin the next with its stamp. */
function createFields(field: RegExp, between: RegExp): ListingLine {
  let fields: Fields = {};
  let last = "";
  let isBinary = false;

  function add(name: string, value: string): void {
    last = name;
    if (wanted.has(name)) fields[name] = value.slice(0, MAX_VALUE);
  }

  /** A line of a value that has several. */
  function goOn(line: string): void {
    const value = fields[last];
    if (value === undefined || value.length > MAX_VALUE) return;
    const text = isBinary ? line.replace(binaryLength, "") : line.trimStart();
    fields[last] = value === "" ? text : `${value}\n${text}`;
    isBinary = false;
  }

  return (line) => {
    const [boundary, stamp] = (line === null ? null : between.exec(line)) ?? [];
    // The lowest byte of a length may be a line end.
    if (line !== null && (boundary === undefined || (isBinary && line === ""))) {
      const [, name, value = ""] = field.exec(line) ?? [];
      if (name !== undefined) add(name, value);
      else if (binaryField.test(line) && field === exportField) {
        add(line, "");
        isBinary = true;
      } else goOn(line);
      return "";
    }
    const entry = entryOf(fields);
    fields = stamp === undefined ? {} : { __REALTIME_TIMESTAMP: stamp };
    last = "";
    isBinary = false;
    return entry;
  };
}

function entryOf(fields: Fields): string {
  return fields["MESSAGE"] === undefined ? "" : JSON.stringify(fields);
}

function createPretty(): ListingLine {
  let text = "";
  return (line) => {
    if (line === null) return "";
    if (line === "{") text = "";
    if (text.length < MAX_ENTRY) text += line;
    return line === "}" ? compact(text) : "";
  };
}

function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return "";
  }
}
