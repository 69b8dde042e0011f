// What a state knows that a history has. A state says how far logs were read: where the history has lost some of that, or is
// another one, the logs are read again, for what is stored twice is counted once.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { shownName } from "../../base/errors.ts";
import type { StoredMark } from "../../model/reader-state.ts";
import { markOf } from "./folder.ts";
import { monthFiles, pathOf } from "./months.ts";

/** What the history has now. */
export async function storedIn(directory: string): Promise<StoredMark> {
  const files: StoredMark["files"] = {};
  for (const { month, path, isCompressed } of await monthFiles(directory))
    files[nameOf(month, isCompressed)] = (await stat(path)).size;
  return { history: (await markOf(directory))?.id ?? "", files };
}

/** Why not all is there that the state knows of, as a sentence; null if it is. */
export async function whatIsMissing(directory: string, known: StoredMark | null): Promise<string | null> {
  const shown = shownName(directory);
  const mark = await markOf(directory);
  if (known === null || mark?.id !== known.history)
    return `${shown} is not the history that this state was kept for`;
  const { files } = await storedIn(directory);
  for (const [name, bytes] of Object.entries(known.files)) {
    const month = name.slice(0, name.indexOf("."));
    if (month < (mark.keptFrom ?? "")) continue;
    if (!holds(files, month, name, bytes))
      return `${shownName(join(directory, name))} has less than was stored in it`;
  }
  return null;
}

/** A month that is over is compressed: then what it was before says nothing. */
function holds(files: StoredMark["files"], month: string, name: string, bytes: number): boolean {
  if ((files[name] ?? -1) >= bytes) return true;
  const compressed = nameOf(month, true);
  return name !== compressed && files[name] === undefined && files[compressed] !== undefined;
}

function nameOf(month: string, isCompressed: boolean): string {
  return pathOf("", month, isCompressed);
}
