// Reads the signer's configuration of this machine, for an audit of its own mail: only when that was asked for, and only
// the files that are named here and the key table that OpenDKIM's names.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readSmallFile, UnfitFile } from "../../base/small-file.ts";
import {
  readEximConfiguration,
  readKeyTable,
  readOpendkimConf,
  readRspamdSigning,
  type ConfiguredSelectors,
} from "./host-config.ts";

/** A key table of thousands of domains has less. */
const MAX_BYTES = 1_048_576;

type Reader = (text: string) => ConfiguredSelectors;

const files: [path: string, read: Reader][] = [
  ["/etc/opendkim.conf", readOpendkimConf],
  ["/etc/opendkim/opendkim.conf", readOpendkimConf],
  ["/etc/rspamd/local.d/dkim_signing.conf", readRspamdSigning],
  ["/etc/rspamd/override.d/dkim_signing.conf", readRspamdSigning],
  ["/etc/exim4/exim4.conf", readEximConfiguration],
  ["/etc/exim4/exim4.conf.template", readEximConfiguration],
  ["/etc/exim4/exim4.conf.localmacros", readEximConfiguration],
  ["/etc/exim.conf", readEximConfiguration],
  ["/etc/exim/exim.conf", readEximConfiguration],
];
const folders: [path: string, read: Reader][] = [["/etc/exim4/conf.d/transport", readEximConfiguration]];

export interface LocalSelectors extends Pick<ConfiguredSelectors, "selectors" | "computed"> {
  /** Files that are there and could not be read. */
  unreadable: string[];
}

/** `root` stands before each path: a test has a tree of its own. */
export async function readLocalSelectors(root = "/"): Promise<LocalSelectors> {
  const all: LocalSelectors = { selectors: [], computed: [], unreadable: [] };
  const places = [...files, ...(await filesIn(root))];
  for (const [path, read] of places) {
    const found = await readOne(root, path, read, all);
    for (const { path: table } of found?.files ?? [])
      if (table.startsWith("/")) await readOne(root, table, readKeyTable, all);
  }
  return all;
}

async function filesIn(root: string): Promise<[string, Reader][]> {
  const lists = await Promise.all(
    folders.map(async ([folder, read]) => {
      const names = await readdir(join(root, folder)).catch(() => []);
      return names.toSorted(inOrder).map((name): [string, Reader] => [join(folder, name), read]);
    }),
  );
  return lists.flat();
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : 1;
}

async function readOne(
  root: string,
  path: string,
  read: Reader,
  all: LocalSelectors,
): Promise<ConfiguredSelectors | null> {
  const text = await textOf(join(root, path), all);
  if (text === null) return null;
  const found = read(text);
  all.selectors.push(...found.selectors);
  all.computed.push(...found.computed);
  return found;
}

async function textOf(path: string, all: LocalSelectors): Promise<string | null> {
  try {
    return (await readSmallFile(path, MAX_BYTES)).text;
  } catch (error) {
    if (error instanceof UnfitFile) all.unreadable.push(path);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && code !== "ENOENT" && code !== "ENOTDIR") all.unreadable.push(path);
    return null;
  }
}
