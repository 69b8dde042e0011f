// What a watch has kept: the recipients of its refusals, as often as they were kept.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export async function keptRefusals(directory: string): Promise<string[]> {
  const names = (await readdir(directory).catch((): string[] => [])).filter((name) =>
    /\.ndjson(?:\.gz)?$/.test(name),
  );
  const texts = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(directory, name));
      return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    }),
  );
  return texts
    .flatMap((text) => text.split("\n"))
    .filter((line) => line.startsWith('{"schema":"whybounce.rejection/1"'))
    .map((line) => (JSON.parse(line) as { recipient: string }).recipient)
    .toSorted();
}
