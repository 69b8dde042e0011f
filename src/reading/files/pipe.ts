// Opens a named pipe. The call waits for a writer, and there may never be one.

import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { shownName, UserError } from "../../base/errors.ts";
import { systemPath } from "./file-names.ts";

/** A shell's process substitution has its writer already; a script may need a moment to start one. */
const WRITER_MILLISECONDS = 30_000;

/** Throws a UserError when nobody opens the other end in time. */
export async function openPipe(path: string, milliseconds = WRITER_MILLISECONDS): Promise<FileHandle> {
  const opening = open(systemPath(path), "r");
  const timer = new AbortController();
  const expiry = setTimeout(milliseconds, null, timer).catch(() => null);
  const opened = await Promise.race([opening, expiry]).finally(() => timer.abort());
  if (opened) return opened;
  await giveUp(path, opening);
  throw new UserError(
    `${shownName(path)}: nobody has written to this pipe for ${milliseconds / 1000} s; start the writer first`,
  );
}

/** The call still waits in the system; a writer, if only for a moment, lets it end. */
async function giveUp(path: string, opening: Promise<FileHandle>): Promise<void> {
  const writer = await open(systemPath(path), constants.O_RDWR | constants.O_NONBLOCK);
  await (await opening).close();
  await writer.close();
}
