// The fields of a message/delivery-status part (RFC 3464): groups of header-like lines, one for the
// message and one for each recipient.

import { headerEnd } from "../mime.ts";
import type { Cut } from "../limits.ts";
import { linesOf } from "../lines.ts";

/** Field names in lower case; the first of repeated fields. */
export type FieldGroup = ReadonlyMap<string, string>;

/** A report on more recipients was not written by a mailer. */
const MAX_GROUPS = 10_000;
/** RFC 3464 knows ten for a recipient, and a mailer adds its own. */
const MAX_FIELDS = 100;
/** The longest reply is a few KiB; nothing needs the rest of a longer field. */
const MAX_FIELD = 32 << 10;

/** An address has at most 320 octets, and escapes and a comment besides. */
const MAX_ADDRESS_FIELD = 2_000;

const fieldLine = /^([!-9;-~]{1,100})[ \t]*:(?!\/\/)[ \t]*(.*)$/;
/** A recipient has one of each, and the first of them begins its group: mailers differ in the order. */
const openers = new Set(["final-recipient", "original-recipient", "action"]);

/** Splits the part into its groups, with any number of blank lines between them. Adds to `cuts`. */
export function parseFieldGroups(text: string, cuts: Set<Cut> = new Set()): FieldGroup[] {
  const groups: Map<string, string>[] = [];
  let group = new Map<string, string>();
  let field: string | null = null;
  const close = () => {
    if (group.size > 0 && groups.length < MAX_GROUPS) groups.push(group);
    else if (group.size > 0) cuts.add("recipients");
    group = new Map();
    field = null;
  };
  for (const line of linesOf(text, "any")) {
    const trimmed = line.trim();
    if (trimmed === "") close();
    if (trimmed === "") continue;
    const begun = isIndented(line) ? null : fieldLine.exec(line);
    if (begun) {
      const [, name = "", value = ""] = begun;
      const key = name.toLowerCase();
      if (openers.has(key) && group.has(key)) close();
      field = !group.has(key) && group.size < MAX_FIELDS ? key : null;
      if (field !== null) group.set(field, value.slice(0, MAX_FIELD));
    } else if (field !== null) {
      // Some programs take the indentation off.
      const value = group.get(field)!;
      if (value.length < MAX_FIELD) group.set(field, `${value}\n${trimmed}`);
    }
  }
  close();
  return joinParted(groups);
}

function isIndented(line: string): boolean {
  return line.startsWith(" ") || line.startsWith("\t");
}

/** Gateways that double line ends leave a blank line after each field. */
function joinParted(groups: readonly Map<string, string>[]): FieldGroup[] {
  const joined: Map<string, string>[] = [];
  for (const group of groups) {
    const previous = joined.at(-1);
    const belongsTo = previous && !isComplete(group) && [...group.keys()].every((key) => !previous.has(key));
    if (belongsTo) for (const [key, value] of group) previous.set(key, value);
    else joined.push(group);
  }
  return joined;
}

function isComplete(group: FieldGroup): boolean {
  return group.has("reporting-mta") || (namesRecipient(group) && group.has("action"));
}

export function namesRecipient(group: FieldGroup): boolean {
  return group.has("final-recipient") || group.has("original-recipient");
}

/** The part after the type: `rfc822; user@gmail.com` and `dns;mx1.example.com`; the type may be missing. */
export function fieldValue(value: string | undefined): { type: string | null; value: string } | null {
  if (value === undefined) return null;
  const typed = /^\s*([A-Za-z][\w-]{0,40})\s*;\s*([^]*)$/.exec(value);
  const bare = (typed?.[2] ?? value).trim();
  return bare === "" ? null : { type: typed?.[1]?.toLowerCase() ?? null, value: bare };
}

/**
 * The address of a recipient field, without angle brackets and comment. RFC 6533 lets mailers write the
 * letters of an internationalised address as `\x{E9}`.
 */
export function recipientAddress(value: string | undefined): string | null {
  const field = fieldValue(value?.slice(0, MAX_ADDRESS_FIELD));
  if (!field) return null;
  const bare = /^<([^<>]{1,1000})>/.exec(field.value)?.[1] ?? field.value.replace(/\s+\([^]*$/, "");
  const address = bare.replace(/\s+/g, (space) => (space.includes("\n") ? "" : space)).trim();
  return address === ""
    ? null
    : address.replace(/\\x\{([0-9A-Fa-f]{1,6})\}/g, (all, digits: string) => {
        const code = parseInt(digits, 16);
        return code <= 0x10_ffff ? String.fromCodePoint(code) : all;
      });
}

/** The header fields before a message's body; names in lower case, folded values joined. */
export function parseHeader(raw: string): HeaderField[] {
  const lines = linesOf(raw.slice(0, headerEnd(raw)?.header).replace(/\r?\n[ \t]+/g, " "));
  const fields: HeaderField[] = [];
  for (const line of lines) {
    const [, name, value = ""] = fieldLine.exec(line) ?? [];
    if (name !== undefined) fields.push({ name: name.toLowerCase(), value: value.trim() });
  }
  return fields;
}

/** The text after a field's name, its continuation lines joined by blanks. */
export function fieldBody(line: string): string {
  const body = line.slice(line.indexOf(":") + 1);
  return (body.includes("\n") ? body.replace(/\r?\n[ \t]/g, " ") : body).trim();
}

export interface HeaderField {
  name: string;
  value: string;
}

/** The first field of a name, as all mail programs read it. */
export function headerValue(header: readonly HeaderField[], name: string): string | null {
  return header.find((field) => field.name === name)?.value ?? null;
}
