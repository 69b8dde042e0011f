// Copies of strings. One that was cut out of a log line or a message keeps the whole text of it in memory,
// and there may be a million refusals.

/** A copy of plain data, without anything that it was cut out of. */
export function detached<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data;
}

/** The same of a single string, in a fraction of the time. */
export function copied<Text extends string | null>(text: Text): Text {
  return text === null ? text : ([text.slice(0, 1), text.slice(1)].join("") as Text);
}

/** Names that come again: hosts, senders, and the ids of messages that are tried again. */
const names = new Map<string, string>();
const MAX_NAMES = 10_000;
/** A Message-ID has at most 998 characters; what is longer is no name. */
const LONGEST_NAME = 1_000;

/** A copy that is shared with the last mentions of the same name. */
export function shared<Text extends string | null>(text: Text): Text {
  if (text === null) return text;
  if (text.length > LONGEST_NAME) return copied(text);
  const known = names.get(text);
  if (known !== undefined) return known as Text;
  const name = copied(text);
  if (names.size >= MAX_NAMES) names.clear();
  names.set(name, name);
  return name;
}
