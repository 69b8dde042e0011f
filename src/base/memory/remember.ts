// What was worked out once and is asked for again, line after line: by its key, in bounded memory.

/** A copy of a string. One that was cut out of a log line or a message keeps the whole text of it in memory. */
export function copied<Text extends string | null>(text: Text): Text {
  return text === null ? text : ([text.slice(0, 1), text.slice(1)].join("") as Text);
}

export interface Memory<Key extends string | number, Value> {
  get: (key: Key) => Value | undefined;
  /** `bytes` that the value takes; it must not be cut out of a text. */
  set: (key: Key, value: Value, bytes?: number) => void;
}

/** Of what is known by heart; strings take two bytes a character at worst. */
const MAX_BYTES = 4 << 20;
/** An entry of a map, and a small value. */
const ENTRY_BYTES = 100;
/** Longer keys hardly come again. */
const LONGEST_KEY = 1_000;

/** Forgets everything when there is more than is to be held: what comes again is soon known again. */
export function createMemory<Key extends string | number, Value>(maxBytes = MAX_BYTES): Memory<Key, Value> {
  const values = new Map<Key, Value>();
  let held = 0;
  return {
    get: (key) => values.get(key),
    set(key, value, bytes = 0) {
      const isText = typeof key === "string";
      if (isText && key.length > LONGEST_KEY) return;
      const size = ENTRY_BYTES + bytes + (isText ? 2 * key.length : 0);
      if (held + size > maxBytes) {
        values.clear();
        held = 0;
      }
      held += size;
      values.set(isText ? copied(key) : key, value);
    },
  };
}
