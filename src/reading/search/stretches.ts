// A log as stretches of fixed size in memory, in order. Each is read, and if possible searched, before its turn: by
// threads that read a plain file at several positions at once, by one that decompresses it, or by the one reader there is.

import type { Finders, Found, Job } from "./finders.ts";
import { MIN_AHEAD, type LogMemory } from "./log-memory.ts";
import type { ByteReader, GzipFile, PlainFile } from "../files/reader.ts";
import { BEFORE_RANGE, AFTER_RANGE } from "./searcher.ts";

export interface Stretch {
  /** Where its first byte is, and how many there are: fewer than a stretch's size only at the log's end. */
  address: number;
  length: number;
  /** What a thread found in it, except at its ends; null when it was not searched. */
  found: Found | null;
  /** Where the list of what was found begins. */
  list: number;
  /** Everything that was in memory before is this many bytes nearer to the beginning now. */
  moved: number;
}

export interface Stretches {
  /** Null at the end of the log. */
  next: () => Promise<Stretch | null>;
  /** The bytes before this offset in the log are not needed any more. */
  release: (offset: number) => void;
  /** Resolves when no thread writes to the memory any more. */
  stop: () => Promise<void>;
}

type Loaded = Pick<Stretch, "length" | "found">;

export function openStretches(reader: ByteReader, log: LogMemory, finders: Finders | null): Stretches {
  const { stretchSize, slotCount, buffer } = log;
  const load = chooseWay();
  const ahead = finders ? log.ahead : MIN_AHEAD;
  const loading: Promise<Loaded>[] = [];
  let requested = 0;
  let given = 0;
  let neededFrom = 0;
  let released = 0;
  let isEnded = false;

  async function next(): Promise<Stretch | null> {
    const last = isEnded ? requested : Math.min(given + ahead, released + slotCount);
    while (requested < last) loading.push(load(requested++));
    const loaded = await loading.shift();
    if (!loaded && !isEnded) throw new Error("the log's memory has no slot left");
    isEnded = !loaded || loaded.length < stretchSize;
    if (!loaded || loaded.length === 0) return null;
    const slot = given % slotCount;
    const moved = slot === 0 && given > 0 ? wrap() : 0;
    given++;
    return { address: log.slotAddress(slot), ...loaded, list: log.listAddress(slot), moved };
  }

  /** The slots begin anew: the bytes that are still needed move to the margin before them. */
  function wrap(): number {
    const needed = given * stretchSize - neededFrom;
    const end = log.slotAddress(slotCount);
    buffer.copyWithin(log.slotAddress(0) - needed, end - needed, end);
    return slotCount * stretchSize;
  }

  function release(offset: number): void {
    neededFrom = offset;
    released = Math.floor(offset / stretchSize);
  }

  async function stop(): Promise<void> {
    isEnded = true;
    await Promise.allSettled(loading);
  }

  // ---------------------------------------------------------------- the three ways

  function chooseWay(): (number: number) => Promise<Loaded> {
    if (finders && reader.file) return loadFromFile(reader.file, finders);
    return finders && reader.gzip ? loadFromGzip(reader.gzip, finders) : loadInTurn();
  }

  /** The threads read the file, each one another stretch. */
  function loadFromFile(file: PlainFile, threads: Finders): (number: number) => Promise<Loaded> {
    return async (number) => {
      const position = number * stretchSize;
      const found = await search(threads, number, { fd: file.fd, position, length: stretchSize });
      const length =
        found?.length ?? (await fill(number, (into, at) => file.readAt(into, at, position + at)));
      return { length: file.took(length) ? length : 0, found };
    };
  }

  /** One of the threads decompresses the file, and another searches what has come out. */
  function loadFromGzip(gzip: GzipFile, threads: Finders): (number: number) => Promise<Loaded> {
    const inTurn = loadInTurn();
    return async (number) => {
      const position = number * stretchSize;
      const range = { fd: gzip.fd, isGzip: true, position, length: stretchSize };
      const piece = await search(threads, number, range);
      if (!piece) return inTurn(number);
      const length = gzip.took(piece.length, piece.taken, piece.failure) ? piece.length : 0;
      const inMemory = { fd: null, position: 0, length };
      return { length, found: length > 0 ? await search(threads, number, inMemory) : null };
    };
  }

  /** One read after the other, each stretch into its slot; threads may search it while the next comes in. */
  function loadInTurn(): (number: number) => Promise<Loaded> {
    let before: Promise<number> = Promise.resolve(stretchSize);
    let read = 0;
    /** A thread may have given those before it, until it died. */
    async function fillWith(number: number): Promise<number> {
      for (; read < number; read++) await fill(number, (into, at) => reader.read(into, at));
      read++;
      return fill(number, (into, at) => reader.read(into, at));
    }
    return async (number) => {
      // Nothing is read after the end.
      const reading = before.then((last) => (last < stretchSize ? 0 : fillWith(number)));
      before = reading;
      const length = await reading;
      const isWorth = finders !== null && length === stretchSize;
      return {
        length,
        found: isWorth ? await search(finders, number, { fd: null, position: 0, length }) : null,
      };
    };
  }

  function search(
    threads: Finders,
    number: number,
    range: Pick<Job, "fd" | "isGzip" | "position" | "length">,
  ): Promise<Found | null> {
    const slot = number % slotCount;
    return threads.run({
      ...range,
      address: log.slotAddress(slot),
      before: BEFORE_RANGE,
      after: AFTER_RANGE,
      out: log.listAddress(slot),
      max: log.maxPlaces,
    });
  }

  async function fill(
    number: number,
    read: (into: Buffer, offset: number) => Promise<number>,
  ): Promise<number> {
    const address = log.slotAddress(number % slotCount);
    const slot = buffer.subarray(address, address + stretchSize);
    let length = 0;
    for (;;) {
      const more = length < stretchSize ? await read(slot, length) : 0;
      if (more === 0) return length;
      length += more;
    }
  }

  return { next, release, stop };
}
