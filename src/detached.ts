// Copies of strings. One that was cut out of a log line or a message keeps the whole text of it in memory,
// and there may be a million refusals.

/** A copy of plain data, without anything that it was cut out of. */
export function detached<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data;
}
