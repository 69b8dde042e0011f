// Results that are needed again line after line, by key, in bounded memory.

/** A copy of a string. A substring of a log line or of a message would keep all of that in memory. */
export function copied<Text extends string | null>(text: Text): Text {
  return text === null ? text : ([text.slice(0, 1), text.slice(1)].join("") as Text);
}

export interface Memory<Key extends string | number, Value> {
  get: (key: Key) => Value | undefined;
  /** `bytes`: the size of the value, which must hold no substring of a text. */
  set: (key: Key, value: Value, bytes?: number) => void;
}

/** Limit of one memory; strings take two bytes a character at worst. */
const MAX_BYTES = 4 << 20;
/** Size of a map's entry with a small value. */
const ENTRY_BYTES = 100;
/** Longer keys are hardly asked for twice. */
const LONGEST_KEY = 1_000;

/** Forgets everything when it is full: what is asked for often is soon known again. */
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
