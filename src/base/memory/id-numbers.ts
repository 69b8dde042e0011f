// A small number for each of many ids, in a tenth of the memory that a Map of strings takes: an id is known by 64 bits of
// it, in a table of typed arrays with open addressing.

export interface IdNumbers {
  /** -1 for an id that has none yet. */
  get: (id: string) => number;
  /** `value` is 0 or more. */
  set: (id: string, value: number) => void;
  /** As `get` and then, for an id that has no number yet, `set`: the id is read once, as most are new. */
  add: (id: string, value: number) => number;
  values: () => Iterable<number>;
}

const FIRST_CAPACITY = 1 << 8;
/** Load factor: above 2/3, probing gets slow. */
const MAX_LOAD = 2 / 3;
const FREE = 0;

export function createIdNumbers(): IdNumbers {
  let table = createTable(FIRST_CAPACITY);
  let taken = 0;

  function get(id: string): number {
    const { numbers } = table;
    return numbers[placeOf(table, forwards(id), backwards(id))]! - 1;
  }

  function set(id: string, value: number): void {
    if (taken >= MAX_LOAD * table.numbers.length) table = grown(table);
    if (put(table, forwards(id), backwards(id), value + 1)) taken++;
  }

  function add(id: string, value: number): number {
    if (taken >= MAX_LOAD * table.numbers.length) table = grown(table);
    const first = forwards(id);
    const second = backwards(id);
    const place = placeOf(table, first, second);
    const known = table.numbers[place]!;
    if (known !== FREE) return known - 1;
    putAt(table, place, first, second, value + 1);
    taken++;
    return -1;
  }

  function* values(): Iterable<number> {
    for (const number of table.numbers) if (number !== FREE) yield number - 1;
  }

  return { get, set, add, values };
}

interface Table {
  first: Int32Array;
  second: Int32Array;
  /** The value and one, or FREE. */
  numbers: Int32Array;
}

/** `capacity` is a power of two. */
function createTable(capacity: number): Table {
  return {
    first: new Int32Array(capacity),
    second: new Int32Array(capacity),
    numbers: new Int32Array(capacity),
  };
}

function grown(table: Table): Table {
  const larger = createTable(2 * table.numbers.length);
  // Each entry as a pair would be an object to be thrown away.
  for (let place = 0; place < table.numbers.length; place++) {
    const number = table.numbers[place]!;
    if (number !== FREE) put(larger, table.first[place]!, table.second[place]!, number);
  }
  return larger;
}

/** True when the id was not there. */
function put(table: Table, first: number, second: number, number: number): boolean {
  const place = placeOf(table, first, second);
  const isNew = table.numbers[place] === FREE;
  putAt(table, place, first, second, number);
  return isNew;
}

function putAt(table: Table, place: number, first: number, second: number, number: number): void {
  table.first[place] = first;
  table.second[place] = second;
  table.numbers[place] = number;
}

/** Where the id stands, or where it is to stand. */
function placeOf({ first, second, numbers }: Table, wantedFirst: number, wantedSecond: number): number {
  const mask = numbers.length - 1;
  let place = (wantedFirst ^ wantedSecond) & mask;
  while (numbers[place] !== FREE && (first[place] !== wantedFirst || second[place] !== wantedSecond))
    place = (place + 1) & mask;
  return place;
}

/**
 * Together 64 bits, that a million ids share by chance in one of thirty million runs; FNV-1a twice, in either direction,
 * because a digest costs more than all else that is done with the id.
 */
export function forwards(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash | 0;
}

function backwards(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = id.length - 1; i >= 0; i--) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash | 0;
}
