// A path that leads nowhere may be a mistyped command, or an address that `check` is for.

import { nearest } from "../base/words/nearest.ts";
import { canonicalIp } from "../base/standards/ip.ts";

const commands: Record<string, string> = {
  check: "check",
  audit: "audit",
  explain: "explain",
  help: "help",
  store: "store",
  init: "store init",
  push: "store push",
};

/** Shorter words resemble every command. */
const MIN_WORD = 3;

/** An addition to "no such file"; empty where nothing resembles the path. */
export function meantCommand(path = ""): string {
  if (canonicalIp(path) !== null) return `; to diagnose an address: whybounce check ${path}`;
  const [meant] = path.length < MIN_WORD ? [] : nearest(path, Object.keys(commands));
  return meant === undefined ? "" : `; did you mean whybounce ${commands[meant]}?`;
}
