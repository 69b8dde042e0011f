// Names of files. For Linux they are bytes, mostly UTF-8. A byte that is not UTF-8 becomes half a character here, U+DC80
// to U+DCFF, which no text in UTF-8 has (as in Python's PEP 383). So paths stay text, and still lead to the file.

import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { opendir } from "node:fs/promises";
import { join } from "node:path";

const HALVES = 0xdc00;
const halfCharacter = /[\udc80-\udcff]/u;
/** Node turns such a byte into this where it gives text: on the command line. */
const REPLACEMENT = "\uFFFD";

export function textOfName(name: Buffer): string {
  return isUtf8(name) ? name.toString() : [...partsOf(name)].join("");
}

/** The characters of a name, one by one. */
function* partsOf(name: Buffer): Generator<string> {
  for (let at = 0; at < name.length;) {
    const length = [1, 2, 3, 4].find(
      (size) => at + size <= name.length && isUtf8(name.subarray(at, at + size)),
    );
    yield length === undefined
      ? String.fromCharCode(HALVES + name[at]!)
      : name.toString("utf8", at, at + length);
    at += length ?? 1;
  }
}

/** Such a path as the calls of the system take it. */
export function systemPath(path: string): string | Buffer {
  if (!halfCharacter.test(path)) return path;
  return Buffer.concat(Array.from(path, bytesOfCharacter));
}

function bytesOfCharacter(character: string): Buffer {
  return halfCharacter.test(character)
    ? Buffer.from([character.charCodeAt(0) - HALVES])
    : Buffer.from(character);
}

/** The entries of a directory, with their names as text. Throws a system error. */
export async function* entriesOf(directory: string): AsyncGenerator<Dirent> {
  // The types do not know that names may come as bytes.
  const asBytes = { encoding: "buffer" as BufferEncoding };
  for await (const entry of await opendir(systemPath(directory), asBytes)) yield withText(entry);
}

/** An entry whose name is bytes, with its name as text. */
export function withText(entry: Dirent): Dirent {
  entry.name = textOfName(entry.name as unknown as Buffer);
  return entry;
}

/** The paths that a command line may have meant if it held a byte that is not UTF-8; none for any other. */
export async function meantPaths(path: string): Promise<string[]> {
  if (!path.includes(REPLACEMENT)) return [];
  let paths = [path.startsWith("/") ? "/" : ""];
  for (const part of path.split("/").filter((word) => word !== "")) {
    const found = await Promise.all(paths.map((folder) => meantNames(folder, part)));
    paths = found.flat();
  }
  return paths;
}

async function meantNames(folder: string, part: string): Promise<string[]> {
  if (!part.includes(REPLACEMENT)) return [join(folder, part)];
  const names: string[] = [];
  try {
    for await (const { name } of entriesOf(folder === "" ? "." : folder))
      if (Buffer.from(systemPath(name)).toString() === part) names.push(join(folder, name));
  } catch {
    // It is no directory: nothing in it was meant.
  }
  return names.toSorted();
}
