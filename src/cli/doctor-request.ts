// What the command line asks of the doctor. A configuration file that cannot be used is no reason to say nothing: it is
// one of the things that are told.

import { UserError } from "../base/errors.ts";
import type { ConfigurationCheck } from "../model/doctor.ts";
import type { Surroundings } from "./config-places.ts";
import { configure } from "./config.ts";
import { ensureConsistent } from "./conflicts.ts";
import { commandLineMessage } from "./mistakes.ts";
import type { TypedOptions } from "./options/index.ts";
import type { Invocation } from "./program.ts";
import type { Source } from "./requests.ts";
import { storeSource } from "./store-request.ts";

export interface DoctorSetting {
  typed: TypedOptions;
  configuration: Pick<ConfigurationCheck, "path" | "keys" | "problem">;
  /** What the configuration says of places that are kept. */
  kept: KeptSetting;
}

export interface KeptSetting {
  /** Null where none is named. */
  store: Source | { problem: string } | null;
  state: string | null;
}

export async function doctorSetting(invocation: Invocation, where: Surroundings): Promise<DoctorSetting> {
  const { typed } = invocation;
  ensureConsistent("doctor", typed);
  const home = where.env?.["HOME"] ?? "";
  try {
    const { typed: both, file } = await configure(invocation, where);
    const path = file === null ? null : withoutHome(file.name, home);
    const configuration = { path, keys: file?.keys ?? [], problem: null };
    return { typed: both, configuration, kept: keptSetting(file?.values ?? {}) };
  } catch (error) {
    if (!(error instanceof UserError) || typed.config !== undefined) throw error;
    const problem = withoutHome(commandLineMessage(error), home);
    return { typed, configuration: { path: null, keys: [], problem }, kept: keptSetting({}) };
  }
}

function keptSetting({ store, state, storePasswordFile }: TypedOptions): KeptSetting {
  try {
    const given = storePasswordFile === undefined ? {} : { storePasswordFile };
    return { store: store === undefined ? null : storeSource([], store, given), state: state ?? null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // What cannot be read may hold a password: no value is in such a sentence.
    return { store: { problem: "its address in the configuration cannot be read" }, state: state ?? null };
  }
}

/** The home has the name of its user. */
function withoutHome(text: string, home: string): string {
  return home.length > 1 ? text.replaceAll(home, "~") : text;
}
