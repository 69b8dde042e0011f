// A file in which the program keeps something as JSON, in its place for the next run.

import { shownName, UserError } from "./errors.ts";
import { readSmallFile } from "./small-file.ts";

export type JsonObject = Record<string, unknown>;

/** Null when the file is not there; `value` is null where its text is no object in JSON: something cut it off. */
export async function readKeptJson(
  path: string,
  maxBytes: number,
): Promise<{ text: string; value: JsonObject | null } | null> {
  try {
    const { text } = await readSmallFile(path, maxBytes);
    return { text, value: parseObject(text) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export function parseObject(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

/** `schema` is this version's, as in `whybounce.state/1`. Throws for any other number: what a newer version wrote is not to be guessed. */
export function refuseOtherVersion(path: string, value: JsonObject | null, schema: string): void {
  const written = value?.["schema"];
  const kind = schema.slice(0, schema.lastIndexOf("/") + 1);
  if (typeof written !== "string" || written === schema || !written.startsWith(kind)) return;
  if (!/^\d+$/.test(written.slice(kind.length))) return;
  throw new UserError({
    option: "state",
    value: shownName(path),
    problem: "written by a newer version of whybounce",
    nextStep: "update whybounce, or name another place",
  });
}
