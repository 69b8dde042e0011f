// The fields of a message/delivery-status part (RFC 3464): groups of header-like lines, one for the
// message and one for each recipient.

/** Field names in lower case; of repeated fields the first. */
export type FieldGroup = ReadonlyMap<string, string>;

/** A report on more recipients was not written by a mailer. */
const MAX_GROUPS = 10_000;

const fieldLine = /^([!-9;-~]{1,100})[ \t]*:[ \t]*(.*)$/;

/**
 * Splits the part into its groups. Mailers do not always part them by blank lines, so a group also ends
 * where a field comes a second time that a recipient has only once.
 */
export function parseFieldGroups(text: string): FieldGroup[] {
  const groups: Map<string, string>[] = [];
  let group = new Map<string, string>();
  let field: string | null = null;
  const close = () => {
    if (group.size > 0 && groups.length < MAX_GROUPS) groups.push(group);
    group = new Map();
    field = null;
  };
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.trim() === "") {
      close();
    } else if (/^[ \t]/.test(line)) {
      if (field !== null) group.set(field, `${group.get(field) ?? ""}\n${line.trim()}`);
    } else {
      const [, name, value = ""] = fieldLine.exec(line) ?? [];
      field = name?.toLowerCase() ?? null;
      if (field !== null && beginsNextRecipient(group, field)) close();
      field = name?.toLowerCase() ?? null;
      if (field !== null && !group.has(field)) group.set(field, value);
      else field = null;
    }
  }
  close();
  return groups;
}

function beginsNextRecipient(group: FieldGroup, field: string): boolean {
  return (field === "final-recipient" || field === "action") && group.has(field);
}

/** The part behind the type: `rfc822; user@gmail.com` and `dns;mx1.example.com`; the type may be missing. */
export function fieldValue(value: string | undefined): { type: string | null; value: string } | null {
  if (value === undefined) return null;
  const typed = /^\s*([A-Za-z][\w-]{0,40})\s*;\s*([^]*)$/.exec(value);
  const bare = (typed?.[2] ?? value).trim();
  return bare === "" ? null : { type: typed?.[1]?.toLowerCase() ?? null, value: bare };
}

/** The header fields in front of a message's body; names in lower case, folded values joined. */
export function parseHeader(raw: string): { name: string; value: string }[] {
  const end = /\r?\n\r?\n/.exec(raw);
  const header = end ? raw.slice(0, end.index) : raw;
  return header
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, name, value = ""] = fieldLine.exec(line) ?? [];
      return name === undefined ? [] : [{ name: name.toLowerCase(), value: value.trim() }];
    });
}
