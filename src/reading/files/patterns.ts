// Patterns of file names that no shell has expanded.

import * as fs from "node:fs";
import type { FileSystemAdapter } from "fast-glob";
import { systemPath, withText } from "./file-names.ts";

/** The longest pattern that the matcher takes. */
const MAX_PATTERN = 65_536;

export async function isPattern(path: string): Promise<boolean> {
  if (path.length > MAX_PATTERN) return false;
  const { default: glob } = await import("fast-glob");
  return glob.isDynamicPattern(path);
}

/** In the order of the alphabet. */
export async function matchesOf(pattern: string): Promise<string[]> {
  const { default: glob } = await import("fast-glob");
  const matches = await glob(pattern, {
    onlyFiles: false,
    dot: true,
    suppressErrors: true,
    // A link that leads back would give each file forty times.
    followSymbolicLinks: false,
    fs: namedByText as Partial<FileSystemAdapter>,
  });
  return matches.toSorted();
}

type Done<Result> = (error: Error | null, result: Result) => void;

/** The file system as the matcher asks it, names that are no UTF-8 included. */
const namedByText = {
  lstat: (path: string, done: Done<fs.Stats>) => fs.lstat(systemPath(path), done),
  stat: (path: string, done: Done<fs.Stats>) => fs.stat(systemPath(path), done),
  readdir(path: string, _options: object, done: Done<fs.Dirent[]>) {
    const options = { withFileTypes: true, encoding: "buffer" as BufferEncoding } as const;
    fs.readdir(systemPath(path), options, (error, entries) => {
      if (error) done(error, []);
      else done(null, entries.map(withText));
    });
  },
};
