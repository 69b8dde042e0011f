// Where this machine keeps its history unless somebody names another folder.

import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Io } from "./process-io.ts";

/** Where probes of this machine may have kept what was seen of it: in the folder of a state, and in the usual one. */
export function probeFolders(state: string | null, io: Pick<Io, "env" | "userId">): string[] {
  try {
    return [...(state === null ? [] : [state]), usualFolder(io)];
  } catch (error) {
    if (error instanceof UserError) return state === null ? [] : [state];
    throw error;
  }
}

const OF_ROOT = "/var/lib/whybounce";

/** As the XDG Base Directory Specification says for state; an address that is not absolute is passed over, as it says. */
export function usualFolder({ env, userId }: Pick<Io, "env" | "userId">): string {
  if (userId === 0) return OF_ROOT;
  const { XDG_STATE_HOME: state = "", HOME: home = "" } = env;
  if (state.startsWith("/")) return join(state, "whybounce");
  if (home.startsWith("/")) return join(home, ".local/state/whybounce");
  throw new UserError({
    problem: "neither HOME nor XDG_STATE_HOME says where your files are",
    nextStep: "name a folder for the history",
  });
}
