// Where in a JSON text its bytes stand: how deep, and the names of the fields that lead there.

import { COLON, COMMA, OPEN_BRACE, OPEN_BRACKET } from "./json-tokens.ts";

/** No list of entries stands deeper. */
const MAX_DEPTH = 8;
/** No field that leads to one has a longer name; with its quotation marks. */
const MAX_NAME = 34;

export interface JsonPlace {
  /** How many objects and lists are open. */
  level: () => number;
  /** The names from the outermost object on, whatever lists stand between; null where that is too deep. */
  path: () => string | null;
  /** True for what stands in a list. */
  isInList: () => boolean;
  /** To be called with each mark outside of strings. */
  open: (byte: number) => void;
  close: () => void;
  mark: (byte: number) => void;
  /** To be called with each string, or its parts. */
  string: (bytes: Buffer, from: number, to: number) => void;
}

export function createPlace(): JsonPlace {
  const paths = [""];
  const isList = [false];
  let level = 0;
  let name = "";
  let isNameNext = false;

  function open(byte: number): void {
    if (level < MAX_DEPTH) {
      paths[level + 1] = isList[level] || level === 0 ? paths[level]! : joined(paths[level]!, name);
      isList[level + 1] = byte === OPEN_BRACKET;
    }
    level++;
    awaitName(byte === OPEN_BRACE);
  }

  function close(): void {
    level--;
    awaitName(false);
  }

  function awaitName(isAwaited: boolean): void {
    isNameNext = isAwaited && level <= MAX_DEPTH;
    if (isNameNext) name = "";
  }

  function mark(byte: number): void {
    if (byte === COMMA) awaitName(!isList[level]);
    else if (byte === COLON) isNameNext = false;
  }

  function string(bytes: Buffer, from: number, to: number): void {
    if (isNameNext && name.length < MAX_NAME)
      name += bytes.toString("latin1", from, Math.min(to, from + MAX_NAME));
  }

  return {
    level: () => level,
    path: () => (level <= MAX_DEPTH ? paths[level]! : null),
    isInList: () => level > 0 && level <= MAX_DEPTH && isList[level - 1]!,
    open,
    close,
    mark,
    string,
  };
}

function joined(path: string, quoted: string): string {
  const name = quoted.slice(1, -1);
  return path === "" ? name : `${path}.${name}`;
}
