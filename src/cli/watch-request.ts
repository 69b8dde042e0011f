// What the command line asks of a watch.

import { UserError } from "../base/errors.ts";
import { readSmallFile, UnfitFile } from "../base/small-file.ts";
import { systemErrorReason } from "../base/errors.ts";
import { ensureConsistent } from "./conflicts.ts";
import type { TypedOptions } from "./options/index.ts";
import type { WatchRequest } from "./requests.ts";

const HOUR = 3_600_000;
const OWN = "auto";
/** Tokens are some hundred characters. */
const MAX_SECRET = 10_000;

export async function watchRequest(
  paths: string[],
  typed: TypedOptions,
  settings: Pick<WatchRequest, "dns" | "timezone" | "helo" | "local">,
): Promise<WatchRequest> {
  ensureConsistent("watch", typed);
  if (paths.includes("-"))
    throw new UserError({
      thing: "watch -",
      problem: "a pipe cannot be read again",
      nextStep: "name the file that it comes from",
    });
  const { addresses, digest, alertSecretFile: secretFile } = typed;
  return {
    command: "watch",
    paths,
    state: typed.state ?? null,
    host: typed.host ?? null,
    isOnce: typed.once ?? false,
    list: addresses === undefined || addresses === OWN ? null : addresses,
    ownAddresses: addresses === OWN,
    everyMilliseconds: typed.every ?? HOUR,
    channels: typed.alert ?? [],
    alertAfter: typed.alertAfter ?? 1,
    secret: secretFile === undefined ? null : await readSecret(secretFile),
    isDigestWanted: digest !== undefined,
    quiet: typed.quiet ?? false,
    progress: typed.progress ?? true,
    color: typed.color ?? null,
    ...settings,
  };
}

async function readSecret(path: string): Promise<string> {
  const value = { option: "alertSecretFile", value: path };
  const text = await readSmallFile(path, MAX_SECRET, true).then(
    (file) => file.text.trim(),
    (error: unknown) => {
      const problem = error instanceof UnfitFile ? error.message : systemErrorReason(error);
      throw new UserError({ ...value, problem, nextStep: "name a file with the secret in one line" });
    },
  );
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new UserError({ ...value, problem: "holds no secret in one word", nextStep: "write it in one line" });
}
