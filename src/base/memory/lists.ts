// Lists by key; Node has `Map.groupBy` since version 21.

export function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** A list that mostly has one value: an array for each would take more memory than what is in it. */
export type FewValues<Value extends object> = Value | Value[];

export function pushFew<Key, Value extends object>(
  lists: Map<Key, FewValues<Value>>,
  key: Key,
  value: Value,
): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, value);
  else if (Array.isArray(known)) known.push(value);
  else lists.set(key, [known, value]);
}

export function listOf<Value extends object>(values: FewValues<Value>): readonly Value[] {
  return Array.isArray(values) ? values : [values];
}
