// Lists of tags, as DKIM (RFC 6376 section 3.2) and DMARC (RFC 9989 section 4.7) write them: `v=DKIM1; k=rsa; p=...`.

export interface TagList {
  /** By name, in lower case for neither standard: names are case-sensitive. */
  tags: Map<string, string>;
  /** Names in their order, repeated ones too. */
  names: string[];
  /** Parts that are no tag. */
  strays: string[];
}

/** More tags than any standard knows; the rest of a hostile record is passed over. */
const MAX_TAGS = 50;

export function parseTags(text: string): TagList {
  const list: TagList = { tags: new Map(), names: [], strays: [] };
  for (const part of text.split(";", MAX_TAGS)) {
    const equals = part.indexOf("=");
    const name = (equals < 0 ? part : part.slice(0, equals)).trim();
    if (equals < 0 || !/^[a-z][\w-]{0,30}$/i.test(name)) {
      if (part.trim() !== "") list.strays.push(part.trim());
      continue;
    }
    list.names.push(name);
    if (!list.tags.has(name)) list.tags.set(name, part.slice(equals + 1).trim());
  }
  return list;
}
