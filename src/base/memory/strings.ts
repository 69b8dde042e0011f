// Copies of strings. A string that was cut out of a log line or a message keeps the whole text in memory,
// and there may be a million refusals.

import { copied, createMemory } from "./remember.ts";

export { copied } from "./remember.ts";

/** A copy of plain data, without anything that it was cut out of. */
export function detached<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data;
}

/** Names that come again: hosts, senders, and the ids of messages that are tried again. */
const names = createMemory<string, string>();

/** A copy that is shared with the last mentions of the same name. */
export function shared<Text extends string | null>(text: Text): Text {
  if (text === null) return text;
  const known = names.get(text);
  if (known !== undefined) return known as Text;
  const name = copied(text);
  names.set(name, name);
  return name;
}
