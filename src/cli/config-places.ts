// Where a configuration file is looked for when the command line names none. The first that is there is taken, alone: what
// two files say is never mixed.

import { isAbsolute, join } from "node:path";
import type { StoreAddress } from "../store/address.ts";

/** In the current directory, beside files of other programs. */
const OWN_NAME = "whybounce.config.json";
/** In a folder of the program's own: https://specifications.freedesktop.org/basedir-spec/ */
const IN_FOLDER = join("whybounce", "config.json");
/** Where the packages put it. */
const SYSTEM_FOLDER = "/etc";

export interface Surroundings {
  directory?: string;
  /** A file that was not named is taken from this user and from root only. */
  userId?: number | undefined;
  env?: Readonly<Record<string, string | undefined>>;
  systemFolder?: string;
  /** Whose weeks a store counts: asked for a report of it that names no zone. */
  zoneOfStore?: (address: StoreAddress) => Promise<string>;
  /** Called with a file that was found and that says something, unless the user wants no remarks. */
  onFoundFile?: (path: string) => void;
}

export function configurationPlaces({
  directory = ".",
  env = {},
  systemFolder = SYSTEM_FOLDER,
}: Surroundings): string[] {
  const folders = [userFolder(env), systemFolder].filter((folder) => folder !== null);
  return [join(directory, OWN_NAME), ...folders.map((folder) => join(folder, IN_FOLDER))];
}

/** A relative path counts as none, as the specification says. */
function userFolder(env: Readonly<Record<string, string | undefined>>): string | null {
  const { XDG_CONFIG_HOME: named = "", HOME: home = "" } = env;
  if (isAbsolute(named)) return named;
  return isAbsolute(home) ? join(home, ".config") : null;
}
